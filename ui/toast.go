package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

const (
	toastTime   = 3 * time.Second
	toastHeight = 40
)

// toast is a sentence that lies over the window for a moment and takes no events.
type toast struct {
	widget.BaseWidget
	wait   later
	ground *panel
	label  *ink
	shown  int // which of the sentences this is, so that an older one's end does not hide it
}

func newToast(wait later) *toast {
	t := &toast{
		wait: wait, ground: newPanel(colorToast, radius+2),
		label: newInk("", colorOnToast, textSize, fyne.TextStyle{}),
	}
	t.Hidden = true
	t.ExtendBaseWidget(t)
	return t
}

// say shows a sentence for toastTime, in place of the one before.
func (t *toast) say(words string) {
	t.shown++
	mine := t.shown
	t.label.write(words, colorOnToast)
	t.arrange(t.Size())
	t.Show()
	t.wait(toastTime, func() {
		if t.shown == mine {
			t.Hide()
		}
	})
}

func (t *toast) arrange(size fyne.Size) {
	width := min(t.label.width()+4*grid, size.Width-4*grid)
	x, y := float32(int((size.Width-width)/2)), size.Height-toastHeight-3*grid
	place(t.ground, x, y, width, toastHeight)
	place(t.label, x+2*grid, y, width-4*grid, toastHeight)
}

// CreateRenderer implements fyne.Widget.
func (t *toast) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.ground, t.label}
	return &ownRenderer{objects: objects, layout: t.arrange, refresh: func() { refreshAll(objects) }}
}

package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

const (
	toastTime           = 3 * time.Second
	toastHeight float32 = 40
)

// toast is a sentence that lies over the window for a moment. A click on it
// sends it away and goes no further: nobody sees what is below.
type toast struct {
	widget.BaseWidget
	wait   later
	onTap  func()
	box    *fyne.Container // to be laid over the window; takes no events beside the toast
	ground *panel
	label  *ink
	shown  int // which of the sentences this is, so that an older one's end does not hide it
}

func newToast(wait later, onTap func()) *toast {
	t := &toast{
		wait: wait, onTap: onTap, ground: newPanel(colorToast, radius+2),
		label: newInk("", colorOnToast, textSize, fyne.TextStyle{}),
	}
	t.Hidden = true
	t.ExtendBaseWidget(t)
	t.box = &fyne.Container{Layout: toastLayout{t}, Objects: []fyne.CanvasObject{t}}
	return t
}

// say shows a sentence for toastTime, in place of the one before.
func (t *toast) say(words string) {
	t.shown++
	mine := t.shown
	t.label.write(words, colorOnToast)
	t.Show()
	t.box.Refresh()
	t.wait(toastTime, func() {
		if t.shown == mine {
			t.Hide()
		}
	})
}

// Tapped implements fyne.Tappable.
func (t *toast) Tapped(*fyne.PointEvent) {
	t.Hide()
	t.onTap()
}

// MouseIn implements desktop.Hoverable: what lies below is not pointed at.
func (t *toast) MouseIn(*desktop.MouseEvent) {}

// MouseMoved implements desktop.Hoverable.
func (t *toast) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *toast) MouseOut() {}

func (t *toast) arrange(size fyne.Size) {
	t.ground.Resize(size)
	place(t.label, 2*grid, 0, size.Width-4*grid, size.Height)
}

// CreateRenderer implements fyne.Widget.
func (t *toast) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.ground, t.label}
	return &ownRenderer{objects: objects, layout: t.arrange, refresh: func() { refreshAll(objects) }}
}

// toastLayout puts the toast at the lower edge, as wide as its words.
type toastLayout struct{ toast *toast }

// MinSize implements fyne.Layout: the toast asks for no room of its own.
func (toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (l toastLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	width := min(l.toast.label.width()+4*grid, size.Width-4*grid)
	place(l.toast, float32(int((size.Width-width)/2)), size.Height-toastHeight-3*grid, width, toastHeight)
}

package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

const (
	toastTime           = 3 * time.Second
	offerTime           = 8 * time.Second // of one that something can be done about
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
	offer  *ink   // what a click on it does; "" for nothing
	do     func() // nil for nothing
	shown  int    // which of the sentences this is, so that an older one's end does not hide it

	covered bool   // nobody sees the window
	next    func() // says what was said last meanwhile; nil for nothing
}

func newToast(wait later, onTap func()) *toast {
	t := &toast{
		wait: wait, onTap: onTap, ground: newPanel(colorToast, radius+2),
		label: newInk("", colorOnToast, textSize, fyne.TextStyle{}),
		offer: newInk("", colorOnToast, textSize, fyne.TextStyle{Bold: true}),
	}
	t.Hidden = true
	t.ExtendBaseWidget(t)
	t.box = &fyne.Container{Layout: toastLayout{t}, Objects: []fyne.CanvasObject{t}}
	return t
}

// say shows a sentence for toastTime, in place of the one before.
func (t *toast) say(words string) { t.put(words, "", nil, toastTime) }

// ask shows a sentence, and something that can be done about it.
func (t *toast) ask(words, offer string, do func()) { t.put(words, offer, do, offerTime) }

func (t *toast) put(words, offer string, do func(), stay time.Duration) {
	if t.covered {
		t.next = func() { t.put(words, offer, do, stay) }
		return
	}
	t.shown++
	mine := t.shown
	t.label.write(words, colorOnToast)
	t.offer.write(offer, colorOnToast)
	t.do = do
	t.Show()
	t.box.Refresh()
	t.arrange(t.Size())
	t.wait(stay, func() {
		if t.shown == mine {
			t.Hide()
		}
	})
}

// cover has what is said wait while something lies over the whole window.
func (t *toast) cover(on bool) {
	next := t.next
	if t.covered, t.next = on, nil; !on && next != nil {
		next()
	}
}

// offerSpan is how much of the toast belongs to its offer.
func (t *toast) offerSpan() float32 {
	if t.do == nil {
		return 0
	}
	return t.offer.width() + 3*grid
}

// Tapped implements fyne.Tappable.
func (t *toast) Tapped(ev *fyne.PointEvent) {
	t.Hide()
	if t.do != nil && ev.Position.X >= t.Size().Width-t.offerSpan()-grid {
		t.do()
	}
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
	offer := t.offerSpan()
	place(t.label, 2*grid, 0, size.Width-4*grid-offer, size.Height)
	place(t.offer, size.Width-offer+grid, 0, max(offer-2*grid, 0), size.Height)
}

// CreateRenderer implements fyne.Widget.
func (t *toast) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.ground, t.label, t.offer}
	return &ownRenderer{objects: objects, layout: t.arrange, refresh: func() { refreshAll(objects) }}
}

// toastLayout puts the toast at the lower edge, as wide as its words.
type toastLayout struct{ toast *toast }

// MinSize implements fyne.Layout: the toast asks for no room of its own.
func (toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (l toastLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	width := min(l.toast.label.width()+l.toast.offerSpan()+4*grid, size.Width-4*grid)
	place(l.toast, float32(int((size.Width-width)/2)), size.Height-toastHeight-3*grid, width, toastHeight)
}

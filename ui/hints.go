package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

const (
	hintHeight float32 = 28
	hintInset  float32 = 6
	// hintLast is how much longer the hints stay than the keyboard is in the
	// box, so that a click on one of them comes through.
	hintLast = confirmTime / 5
)

// hints offer below the search box how its words may go on. They lie over the
// window and leave the keyboard to the box.
type hints struct {
	widget.BaseWidget
	onTake func(model.Suggestion)
	box    *fyne.Container // to be laid over the window; takes no events beside the hints
	some   []model.Suggestion
	picked int // -1 for none

	edge, ground, mark *panel
	lines              []*ink
}

func newHints(below fyne.CanvasObject, onTake func(model.Suggestion)) *hints {
	h := &hints{onTake: onTake, picked: -1, edge: newPanel(colorLine, radius+3), ground: newPanel(colorSurface, radius+2), mark: newPanel(colorAccentSoft, radius)}
	h.Hidden = true
	h.ExtendBaseWidget(h)
	h.box = &fyne.Container{Layout: hintsLayout{h, below}, Objects: []fyne.CanvasObject{h}}
	return h
}

// offer shows suggestions, of which one may be picked already; none takes the
// last ones away.
func (h *hints) offer(some []model.Suggestion, picked int) {
	h.some, h.picked = some, picked
	h.lines = h.lines[:0]
	for _, s := range some {
		line := newInk(s.Label, colorText, textSize, fyne.TextStyle{})
		line.trim = true
		h.lines = append(h.lines, line)
	}
	if h.Hidden = len(some) == 0; !h.Hidden {
		h.box.Refresh()
	}
	h.Refresh()
}

func (h *hints) open() bool { return len(h.some) > 0 }

// move picks the next one, or the one before.
func (h *hints) move(by int) { h.pick(min(max(h.picked+by, 0), len(h.some)-1)) }

func (h *hints) pick(n int) {
	if n != h.picked {
		h.picked = n
		h.Refresh()
	}
}

// take goes on with the one that is picked, if one is.
func (h *hints) take() bool {
	if h.picked < 0 || h.picked >= len(h.some) {
		return false
	}
	h.onTake(h.some[h.picked])
	return true
}

// at is the one at a place, or -1.
func (h *hints) at(p fyne.Position) int {
	if n := int((p.Y - hintInset) / hintHeight); p.Y >= hintInset && n < len(h.some) {
		return n
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (h *hints) Tapped(ev *fyne.PointEvent) {
	h.pick(h.at(ev.Position))
	h.take()
}

// MouseIn implements desktop.Hoverable.
func (h *hints) MouseIn(ev *desktop.MouseEvent) { h.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (h *hints) MouseMoved(ev *desktop.MouseEvent) { h.pick(h.at(ev.Position)) }

// MouseOut implements desktop.Hoverable.
func (h *hints) MouseOut() {}

func (h *hints) arrange(size fyne.Size) {
	h.edge.Resize(size)
	place(h.ground, 1, 1, size.Width-2, size.Height-2)
	h.mark.Hidden = h.picked < 0
	place(h.mark, hintInset, hintInset+float32(h.picked)*hintHeight, size.Width-2*hintInset, hintHeight)
	for n, line := range h.lines {
		place(line, 2*hintInset, hintInset+float32(n)*hintHeight, size.Width-4*hintInset, hintHeight)
	}
}

// MinSize implements fyne.CanvasObject.
func (h *hints) MinSize() fyne.Size {
	return fyne.NewSize(searchWidth, 2*hintInset+float32(len(h.some))*hintHeight)
}

// CreateRenderer implements fyne.Widget.
func (h *hints) CreateRenderer() fyne.WidgetRenderer {
	r := &ownRenderer{layout: h.arrange, minimum: h.MinSize}
	r.refresh = func() {
		r.objects = []fyne.CanvasObject{h.edge, h.ground, h.mark}
		for _, line := range h.lines {
			r.objects = append(r.objects, line)
		}
		h.arrange(h.Size())
		refreshAll(r.objects)
	}
	r.refresh()
	return r
}

// hintsLayout puts the hints below the search box.
type hintsLayout struct {
	hints *hints
	below fyne.CanvasObject
}

// MinSize implements fyne.Layout: the hints ask for no room of their own.
func (hintsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout implements fyne.Layout.
func (l hintsLayout) Layout(_ []fyne.CanvasObject, window fyne.Size) {
	at, size := l.below.Position(), l.below.Size() // in the header, which begins where the window does
	width := max(size.Width, searchWidth)
	place(l.hints, min(at.X, window.Width-width-grid), at.Y+size.Height+2, width, l.hints.MinSize().Height)
}

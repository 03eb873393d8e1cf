package ui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
)

// headings stand over the columns of a list. A click sorts, a second one the
// other way round; the gap behind a heading widens it, and a heading can be
// drawn to another place.
type headings struct {
	widget.BaseWidget
	list *list

	labels []*canvas.Text
	mark   *canvas.Text // at the column that the list is sorted by
	object []fyne.CanvasObject

	onGap   bool   // the mouse is on a gap
	holding string // name of the column that is being dragged
	widens  bool   // by its gap
	grip    float32
}

func newHeadings(l *list) *headings {
	h := &headings{list: l, mark: canvas.NewText("", nil)}
	h.mark.TextSize, h.mark.TextStyle = captionSize, monospace
	h.ExtendBaseWidget(h)
	return h
}

// rebuild makes the headings of the list's columns.
func (h *headings) rebuild() {
	h.labels, h.object = nil, []fyne.CanvasObject{h.mark}
	for _, c := range h.list.columns {
		label := canvas.NewText("", paint(colorMuted))
		label.TextSize = captionSize
		if c.kind != badgeCell { // it has no room for words
			label.Text = text(c.label)
		}
		h.labels = append(h.labels, label)
		h.object = append(h.object, label)
	}
}

// layout puts the headings over their columns.
func (h *headings) layout(places []span) {
	h.mark.Hidden = true
	for n, label := range h.labels {
		c, s := h.list.columns[n], places[n]
		x := s.x
		if c.kind == pillCell {
			x += pillInset
		}
		sorted := c.sorts && c.order == h.list.order.By && s.width > 0
		tone := colorMuted
		if sorted {
			tone = colorText
		}
		label.Hidden = s.width == 0
		write(label, label.Text, tone)
		place(label, x, 0, s.width, bodyTop)
		if sorted {
			h.showMark(x + label.MinSize().Width + 4*min(1, label.MinSize().Width))
		}
	}
}

func (h *headings) showMark(x float32) {
	sign := "▾"
	if h.list.order.Ascending {
		sign = "▴"
	}
	h.mark.Hidden = false
	write(h.mark, sign, colorAccent)
	place(h.mark, x, 0, 12, bodyTop)
}

// gapReach is how far from the middle of a gap it can be taken hold of.
const gapReach = columnGap / 2

// gapAt is the column whose gap is at x, or -1.
func (h *headings) gapAt(x float32) int {
	for n, s := range h.list.view.places {
		if s.width > 0 && float32(math.Abs(float64(x-s.x-s.width-columnGap/2))) <= gapReach {
			return n
		}
	}
	return -1
}

// columnAt is the column at x, with the gap behind it, or -1.
func (h *headings) columnAt(x float32) int {
	for n, s := range h.list.view.places {
		if s.width > 0 && x >= s.x-columnGap/2 && x < s.x+s.width+columnGap/2 {
			return n
		}
	}
	return -1
}

// Tapped implements fyne.Tappable: it sorts.
func (h *headings) Tapped(ev *fyne.PointEvent) {
	h.list.takeKeyboard()
	n := h.columnAt(ev.Position.X)
	if n < 0 || !h.list.columns[n].sorts {
		return
	}
	order := store.Order{By: h.list.columns[n].order}
	if order.By == h.list.order.By {
		order.Ascending = !h.list.order.Ascending
	} else {
		order.Ascending = order.By != store.ByReceived // the newest are wanted first, names from A on
	}
	h.list.onSort(order)
}

// TappedSecondary implements fyne.SecondaryTappable: it offers the columns.
func (h *headings) TappedSecondary(ev *fyne.PointEvent) { h.list.onColumns(ev.AbsolutePosition) }

// Dragged implements fyne.Draggable.
func (h *headings) Dragged(ev *fyne.DragEvent) {
	x := ev.Position.X
	if h.holding == "" && !h.hold(x-ev.Dragged.DX) {
		return
	}
	if h.widens {
		h.widen(x)
		return
	}
	if n := h.columnAt(x); n >= 0 {
		h.moveTo(n, x)
	}
}

// hold takes hold of what is at x.
func (h *headings) hold(x float32) bool {
	if n := h.gapAt(x); n >= 0 {
		s := h.list.view.places[n]
		h.holding, h.widens, h.grip = h.list.columns[n].name, true, x-s.x-s.width
		return true
	}
	if n := h.columnAt(x); n >= 0 {
		h.holding, h.widens = h.list.columns[n].name, false
		return true
	}
	return false
}

func (h *headings) held() int {
	for n, c := range h.list.columns {
		if c.name == h.holding {
			return n
		}
	}
	return -1
}

func (h *headings) widen(x float32) {
	n := h.held()
	if n < 0 {
		return
	}
	s := h.list.view.places[n]
	width := min(x-h.grip-s.x, s.width+h.slack(n))
	h.list.shapes[h.list.kind] = h.list.shapes[h.list.kind].widen(h.holding, float32(int(width)))
	h.list.columns = h.list.shapes[h.list.kind].of(columnsOf[h.list.kind])
	h.list.view.Layout(h.list.Size())
}

// slack is by how much a column can grow before another has no room.
func (h *headings) slack(n int) float32 {
	var free, right float32
	for m, c := range h.list.columns {
		s := h.list.view.places[m]
		right = max(right, s.x+s.width)
		if m != n && c.weight > 0 && c.set == 0 && s.width > 0 {
			free += s.width - flexibleMin
		}
	}
	return max(free+h.list.Size().Width-listInset-right, 0)
}

// moveTo has the held column change places with the one at x, once that would
// not make it change back.
func (h *headings) moveTo(n int, x float32) {
	from := h.held()
	if from < 0 || n == from {
		return
	}
	to, width := h.list.view.places[n], h.list.view.places[from].width
	if n > from && x < to.x+to.width-width || n < from && x > to.x+width {
		return
	}
	s := h.list.shapes[h.list.kind]
	h.list.shapes[h.list.kind] = s.move(columnsOf[h.list.kind], h.holding, h.list.columns[n].name)
	h.list.reshape()
}

// DragEnd implements fyne.Draggable.
func (h *headings) DragEnd() {
	if h.holding != "" {
		h.list.onShape()
	}
	h.holding = ""
	h.list.takeKeyboard()
}

// MouseIn implements desktop.Hoverable.
func (h *headings) MouseIn(ev *desktop.MouseEvent) { h.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable.
func (h *headings) MouseMoved(ev *desktop.MouseEvent) { h.onGap = h.gapAt(ev.Position.X) >= 0 }

// MouseOut implements desktop.Hoverable.
func (h *headings) MouseOut() { h.onGap = false }

// Cursor implements desktop.Cursorable.
func (h *headings) Cursor() desktop.Cursor {
	if h.onGap || h.holding != "" && h.widens {
		return desktop.HResizeCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (h *headings) CreateRenderer() fyne.WidgetRenderer { return &headingsView{h} }

// headingsView draws headings, which are laid out by the list.
type headingsView struct{ h *headings }

// Layout implements fyne.WidgetRenderer.
func (headingsView) Layout(fyne.Size) {}

// MinSize implements fyne.WidgetRenderer.
func (headingsView) MinSize() fyne.Size { return fyne.Size{} }

// Refresh implements fyne.WidgetRenderer.
func (v headingsView) Refresh() { refreshAll(v.h.object) }

// Objects implements fyne.WidgetRenderer.
func (v headingsView) Objects() []fyne.CanvasObject { return v.h.object }

// Destroy implements fyne.WidgetRenderer.
func (headingsView) Destroy() {}

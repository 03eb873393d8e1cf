package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"passdesk/store"
	"passdesk/ui/model"
)

// rowState is what the reader is doing to a row.
type rowState struct {
	selected, focused bool // focused: the list has the keyboard
	current           bool // the one that the keyboard is at
	hovered, onCopy   bool
	copied            bool // its link has just been copied
	left              bool // it is no longer part of the list
	blank             bool // it has yet to be read
	unread            bool // it came in while the reader looked elsewhere
}

// ground is what the row stands on.
func (s rowState) ground() fyne.ThemeColorName {
	switch {
	case s.selected && s.focused:
		return colorAccentSoft
	case s.selected:
		return colorIdle
	case s.hovered, s.current:
		return colorHover
	}
	return colorSurface
}

// row draws one issuance. Rows are used again and again as the list scrolls.
type row struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	mark   *canvas.Rectangle // at the left of the selected row
	line   *canvas.Rectangle
	cells  []*cellView

	index int
	bound store.Issuance
	day   time.Time
	state rowState
	fresh bool // nothing has been bound since the look or the layout changed
}

func newRow(columns []column) *row {
	r := &row{
		ground: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil),
		index: -1, fresh: true,
	}
	r.ground.CornerRadius = radius
	r.mark.CornerRadius = 1.5
	r.box = group(r.line, r.ground, r.mark)
	for _, c := range columns {
		v := newCellView(c.kind)
		r.cells = append(r.cells, v)
		for _, o := range v.objects() {
			r.box.Add(o)
		}
	}
	return r
}

// group holds objects that others place.
func group(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Objects: objects}
}

func (r *row) layout(places []span, width float32) {
	r.box.Resize(fyne.NewSize(width, rowHeight))
	place(r.ground, grid/2, 1, width-grid/2-barWidth-2, rowHeight-2)
	place(r.mark, grid/2, grid, 3, rowHeight-2*grid)
	place(r.line, listInset, rowHeight-1, width-2*listInset, 1)
	for i, c := range r.cells {
		c.layout(places[i])
	}
	r.fresh = true
}

// place moves and sizes an object.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
}

// bind shows an issuance; it paints only what has changed since the last time.
func (r *row) bind(i store.Issuance, columns []column, state rowState, now time.Time, cut *cutter) {
	if !r.fresh && r.bound == i && r.state == state && model.SameDay(r.day, now) {
		return
	}
	r.bound, r.state, r.day, r.fresh = i, state, now, false
	r.paintGround()
	for n, c := range columns {
		shown := cell{}
		switch {
		case !state.blank:
			shown = c.value(i, now)
		case c.needed:
			shown = cell{text: ellipsis, tone: colorMuted}
		}
		if state.left {
			shown.tone, shown.soft = colorMuted, ""
		}
		if c.kind == copyCell {
			shown = copyState(shown, state)
		}
		r.cells[n].weigh(state.unread && c.needed)
		r.cells[n].show(shown, state, cut)
	}
}

func (r *row) paintGround() {
	ground := r.state.ground()
	// What would not be seen is not drawn: rounded grounds are the dearest
	// things in a row where there is no graphics card.
	r.ground.Hidden = ground == colorSurface
	r.mark.Hidden = !r.state.current || !r.state.focused
	fill(r.ground, ground)
	fill(r.mark, colorAccent)
	fill(r.line, colorLine)
}

// copyState is the copy button's face: quiet until the row has the reader's eye.
func copyState(c cell, s rowState) cell {
	switch {
	case c.text == "" || s.left:
		return cell{}
	case s.copied:
		return cell{text: text("copy.done"), tone: colorSuccess}
	case s.onCopy:
		return cell{text: c.text, tone: colorOnAccent, soft: colorAccent}
	}
	return cell{text: c.text, tone: c.tone}
}

// fill paints a rectangle if it has another colour so far.
func fill(r *canvas.Rectangle, name fyne.ThemeColorName) {
	if c := paint(name); r.FillColor != c {
		r.FillColor = c
		r.Refresh()
	}
}

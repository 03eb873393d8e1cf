package model

import (
	"sort"

	"passdesk/store"
)

// Rows is a list that grows at its upper end while somebody reads it. It
// follows the newest row only while the reader is at the top with nothing
// selected; otherwise the row at the upper edge stays where it is and Fresh
// counts what came in above.
type Rows struct {
	Viewport

	all       []store.Issuance // newest first, so by falling id
	selected  store.Issuance
	selecting bool
	seen      int64 // the newest id the reader has been shown at the top
}

// At is the row with that index, counted from the newest.
func (r *Rows) At(i int) store.Issuance { return r.all[i] }

// Reset shows another list from its top. The selection stays only if the new
// list holds it.
func (r *Rows) Reset(rows []store.Issuance) {
	r.put(rows)
	r.Top, r.Offset = 0, 0
	r.look()
	if r.SelectedIndex() < 0 {
		r.Unselect()
	}
}

// Update shows a newer state of the same list. A selected row that has left
// the list stays selected, so that the reader can finish with it.
func (r *Rows) Update(rows []store.Issuance) {
	following := (r.AtTop() && !r.selecting) || len(r.all) == 0
	var anchor int64
	if !following {
		anchor = r.all[r.Top].ID
	}
	r.put(rows)
	if following {
		r.Top, r.Offset = 0, 0
	} else {
		r.Top = r.place(anchor)
	}
	r.Clamp()
	r.look()
}

func (r *Rows) put(rows []store.Issuance) {
	r.all = rows
	r.Rows = len(rows)
	if i := r.SelectedIndex(); i >= 0 {
		r.selected = rows[i]
	}
}

// Fresh counts the rows that came in above since the reader was last at the top.
func (r *Rows) Fresh() int {
	return sort.Search(len(r.all), func(i int) bool { return r.all[i].ID <= r.seen })
}

// look notes that the reader has the newest row before them.
func (r *Rows) look() {
	if r.AtTop() && len(r.all) > 0 {
		r.seen = max(r.seen, r.all[0].ID)
	}
}

// place is where the row with that id stands, or the next older one.
func (r *Rows) place(id int64) int {
	return sort.Search(len(r.all), func(i int) bool { return r.all[i].ID <= id })
}

// Resize tells how many pixels of the list are in sight.
func (r *Rows) Resize(height float64) {
	r.Height = height
	r.Clamp()
}

// Scroll moves by pixels, down when positive.
func (r *Rows) Scroll(pixels float64) {
	r.ScrollBy(pixels)
	r.look()
}

// Drag goes to a share of the way through the list.
func (r *Rows) Drag(share float64) {
	r.Seek(share)
	r.look()
}

// ToTop goes to the newest row.
func (r *Rows) ToTop() {
	r.Top, r.Offset = 0, 0
	r.look()
}

// Select selects the row with that index and brings it into sight.
func (r *Rows) Select(i int) {
	r.selected, r.selecting = r.all[i], true
	r.Show(i)
	r.look()
}

// Unselect selects nothing.
func (r *Rows) Unselect() { r.selected, r.selecting = store.Issuance{}, false }

// Selected is the selected row, as it was last seen.
func (r *Rows) Selected() (store.Issuance, bool) { return r.selected, r.selecting }

// SelectedIndex is where the selected row stands, or -1 when there is none or
// it has left the list.
func (r *Rows) SelectedIndex() int {
	if !r.selecting {
		return -1
	}
	if i := r.place(r.selected.ID); i < len(r.all) && r.all[i].ID == r.selected.ID {
		return i
	}
	return -1
}

// Step moves the selection by so many rows and stops at the ends. With nothing
// selected it starts at the row at the upper edge.
func (r *Rows) Step(by int) {
	if len(r.all) == 0 {
		return
	}
	to := r.Top
	if r.selecting {
		at := r.place(r.selected.ID)
		if r.SelectedIndex() < 0 && by > 0 {
			by-- // the row that took its place is the next one already
		}
		to = at + by
	}
	r.Select(min(max(to, 0), len(r.all)-1))
}

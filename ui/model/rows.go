package model

import (
	"sort"

	"passdesk/store"
)

// Rows is a list that grows at its upper end while somebody reads it. It
// follows the newest row only while the reader is at the top with nothing
// selected and points at no row; otherwise what the reader has before them
// stays where it is and Fresh counts what came in above.
type Rows struct {
	Viewport
	Limit int // the most rows of a query that are shown; 0 for all

	all       []store.Issuance // newest first, so by falling id
	left      map[int64]bool   // rows kept for their place only
	cut       bool             // the query finds more than Limit rows
	owing     bool             // only a held row keeps the reader from the newest one
	selected  store.Issuance
	selecting bool
	seen      int64 // the newest id the reader has been shown at the top
}

// Nobody is the held row of Update when the reader points at none.
const Nobody = -1

// At is the row with that index, counted from the newest.
func (r *Rows) At(i int) store.Issuance { return r.all[i] }

// Left says whether the row with that index is no longer part of the list and
// only keeps the rows around it in their places.
func (r *Rows) Left(i int) bool { return r.left[r.all[i].ID] }

// Cut says whether the query finds more rows than are shown.
func (r *Rows) Cut() bool { return r.cut }

// Reset shows another list from its top. The selection stays only if the new
// list holds it, and is then in sight.
func (r *Rows) Reset(rows []store.Issuance) {
	r.put(r.limited(rows), nil)
	r.toTop()
	if i := r.SelectedIndex(); i >= 0 {
		r.Show(i)
	} else {
		r.Unselect()
	}
	r.look()
}

// Update shows a newer state of the same list. The row with the index held is
// the one that the reader points at, or Nobody: it stays at its pixel, and no
// row in sight goes away, for somebody may be about to press there. A selected
// row that has left the list stays selected, so that the reader can finish
// with it.
func (r *Rows) Update(rows []store.Issuance, held int) {
	following := r.owing || (r.AtTop() && !r.selecting) || len(r.all) == 0
	if held < 0 || held >= len(r.all) {
		held = Nobody
	}
	rows = r.limited(rows)
	switch {
	case held != Nobody:
		r.stand(rows, held)
		r.owing = following
	case following:
		r.put(rows, nil)
		r.toTop()
	default:
		anchor := r.all[r.Top].ID
		r.put(rows, nil)
		r.Top = r.place(anchor)
	}
	r.Clamp()
	r.look()
}

// stand takes newer rows over and leaves those in sight where they are.
func (r *Rows) stand(rows []store.Issuance, held int) {
	anchor, above := r.all[held].ID, held-r.Top
	first, end := r.Visible()
	merged, left := merge(rows, r.all[first:end], r.cut)
	r.put(merged, left)
	r.Top = r.place(anchor) - above
	// Room below, as in a list that does not fill its height, stays too.
	r.Tail = max(r.Tail, r.Height-r.Y(r.Rows))
}

// limited keeps to Limit and notes whether that takes anything away. If so,
// there is room for a line below the last row that tells.
func (r *Rows) limited(rows []store.Issuance) []store.Issuance {
	r.cut, r.Tail = r.Limit > 0 && len(rows) > r.Limit, 0
	if !r.cut {
		return rows
	}
	r.Tail = r.RowHeight
	return rows[:r.Limit]
}

func (r *Rows) put(rows []store.Issuance, left map[int64]bool) {
	r.all, r.left = rows, left
	r.Rows = len(rows)
	if i := r.SelectedIndex(); i >= 0 && !r.Left(i) {
		r.selected = rows[i]
	}
}

// Fresh counts the rows that came in above since the reader was last at the
// top. With more, there are others that the list has no room for.
func (r *Rows) Fresh() (n int, more bool) {
	n = sort.Search(len(r.all), func(i int) bool { return r.all[i].ID <= r.seen })
	return n, r.cut && n >= r.Limit
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

func (r *Rows) toTop() { r.Top, r.Offset, r.owing = 0, 0, false }

// Resize tells how many pixels of the list are in sight.
func (r *Rows) Resize(height float64) {
	r.Height = height
	r.Clamp()
}

// Scroll moves by pixels, down when positive.
func (r *Rows) Scroll(pixels float64) {
	r.ScrollBy(pixels)
	r.owing = false
	r.look()
}

// Drag goes to a share of the way through the list.
func (r *Rows) Drag(share float64) {
	r.Seek(share)
	r.owing = false
	r.look()
}

// ToTop goes to the newest row.
func (r *Rows) ToTop() {
	r.toTop()
	r.look()
}

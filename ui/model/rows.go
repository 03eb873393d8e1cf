package model

import (
	"sort"

	"passdesk/store"
)

// Rows is a list that changes while somebody reads it. It follows its first row
// only while the reader is at the top with nothing selected and points at no
// row; otherwise what the reader has before them stays where it is and Fresh
// counts what came in above.
//
// It holds which issuances there are and in which order; the rows themselves
// come later, when they are about to be seen.
type Rows struct {
	Viewport
	Chosen Chosen

	ids      IDs
	known    known
	newest   bool      // the newest stand first
	part     bool      // there are more, which are being looked for
	standing *standing // rows that are kept in their places; nil for none
	owing    bool      // only a held row keeps the reader from the newest one
	seen     int64     // the newest id the reader has been shown at the top

	cursor cursor
}

// Nobody is the held row of Update when the reader points at none.
const Nobody = -1

// Shown is what a list shows.
type Shown struct {
	IDs    IDs
	Newest bool // in the order in which they came, the newest first
	Part   bool // these are the first of more
}

// ID is the issuance at that place.
func (r *Rows) ID(i int) int64 { return r.ids.ID(i) }

// Index is the place of an issuance, or -1.
func (r *Rows) Index(id int64) int {
	if r.ids == nil {
		return -1
	}
	return r.ids.Index(id)
}

// At is the row at that place, with nothing but its ID while it is not known.
func (r *Rows) At(i int) store.Issuance {
	row, _ := r.known.get(r.ids.ID(i))
	return row
}

// Known tells whether the row at that place is more than a place.
func (r *Rows) Known(i int) bool {
	_, known := r.known.get(r.ids.ID(i))
	return known
}

// Left says whether the row with that index is no longer part of the list and
// only keeps the rows around it in their places.
func (r *Rows) Left(i int) bool {
	return r.standing != nil && !r.part && r.standing.left(r.ids.ID(i))
}

// Part says whether there are more rows than are shown so far.
func (r *Rows) Part() bool { return r.part }

// List is what is listed, without what is only kept in its place.
func (r *Rows) List() IDs {
	if r.standing != nil {
		return r.standing.next
	}
	return r.ids
}

// News tells that rows may have changed since they were read.
func (r *Rows) News() { r.known.news++ }

// Learn takes rows over that were read when ids were asked for.
func (r *Rows) Learn(rows []store.Issuance, ids []int64) {
	r.known.take(rows, ids)
	if row, known := r.known.get(r.cursor.row.ID); r.cursor.on && known && r.Listed() {
		r.cursor.row = row
	}
}

// Reset shows another list from its top. Of the selection the row that is looked
// at stays, if the new list holds it, and is then in sight.
func (r *Rows) Reset(s Shown) {
	r.put(s, nil)
	r.toTop()
	r.seen = 0
	if r.cursor.on {
		r.cursor.at = r.Index(r.cursor.row.ID)
	}
	if r.Chosen.Has(r.cursor.row.ID) {
		r.Chosen.Only(r.cursor.row.ID)
	} else {
		r.Chosen.Clear()
	}
	r.cursor.unsure = r.cursor.on && r.part && r.cursor.at < 0
	switch {
	case r.cursor.unsure:
		r.cursor.at = 0
	case r.cursor.on && r.cursor.at >= 0:
		r.Show(r.cursor.at)
	default:
		r.Unselect()
	}
	r.look()
}

// decide finds out whether the whole list holds the selected row, and brings it
// into sight unless the reader has gone elsewhere.
func (r *Rows) decide(stayed bool) {
	r.cursor.unsure = false
	switch i := r.SelectedIndex(); {
	case i < 0:
		r.Unselect()
	case stayed:
		r.Show(i)
	}
}

// Update shows a newer state of the same list. The row with the index held is
// the one that the reader points at, or Nobody: it stays at its pixel, and no
// row in sight goes away, for somebody may be about to press there. A selected
// row that has left the list stays selected, so that the reader can finish
// with it.
func (r *Rows) Update(s Shown, held int) {
	following, stayed := r.following(), r.AtTop()
	if held < 0 || held >= r.Rows {
		held = Nobody
	}
	if r.cursor.on && r.Rows > 0 {
		r.cursor.at = locate(r.ids, r.cursor.at, s.IDs)
	}
	switch {
	case held != Nobody:
		r.stand(s, held)
		r.owing = following
	case following:
		r.put(s, nil)
		r.toTop()
	default:
		top := locate(r.ids, r.Top, s.IDs)
		r.put(s, nil)
		r.Top = top
	}
	if r.cursor.unsure && !r.part {
		r.decide(stayed && held == Nobody)
	}
	if i := r.SelectedIndex(); i >= 0 {
		r.cursor.at = i
	}
	r.Clamp()
	r.look()
}

func (r *Rows) following() bool {
	return r.owing || (r.AtTop() && !r.cursor.on) || r.Rows == 0
}

// stand takes a newer list over and leaves the rows in sight where they are.
func (r *Rows) stand(s Shown, held int) {
	anchor, above := r.ids.ID(held), held-r.Top
	first, end := r.Visible()
	kept := stand(r.ids, s.IDs, first, end)
	r.put(Shown{kept, s.Newest, s.Part}, kept)
	r.Top = r.ids.Index(anchor) - above
	// Room below, as in a list that does not fill its height, stays too.
	r.Tail = max(r.Tail, r.Height-r.Y(r.Rows))
}

func (r *Rows) put(s Shown, kept *standing) {
	r.ids, r.newest, r.part, r.standing, r.Tail = s.IDs, s.Newest, s.Part, kept, 0
	if r.part { // a line below the last row tells
		r.Tail = r.RowHeight
	}
	r.Rows = r.ids.Len()
}

// Fresh counts the rows that came in above since the reader was last at the
// top. With more, there are others of which nobody knows yet. In other orders
// than that new rows may stand anywhere, and are not counted.
func (r *Rows) Fresh() (n int, more bool) {
	if !r.newest || r.Rows == 0 {
		return 0, false
	}
	n = sort.Search(r.Rows, func(i int) bool { return r.ids.ID(i) <= r.seen })
	return n, r.part && n >= r.Rows
}

// look notes that the reader has the newest row before them.
func (r *Rows) look() {
	if r.newest && r.AtTop() && r.Rows > 0 {
		r.seen = max(r.seen, r.ids.ID(0))
	}
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

// ToTop goes to the first row.
func (r *Rows) ToTop() {
	r.toTop()
	r.look()
}

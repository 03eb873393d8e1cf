package model

import (
	"slices"
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

	selected   store.Issuance
	selecting  bool
	unsure     bool  // whether the whole list, which is on its way, holds it
	selectedAt int   // its place, or that of its successor when it has left
	anchor     int64 // where what is chosen began
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
	if row, known := r.known.get(r.selected.ID); r.selecting && known && r.Listed() {
		r.selected = row
	}
}

// around is how many rows beyond those in sight are read ahead, and sooner how
// many of them are missing before that is done.
const (
	around = 50
	sooner = 10
)

// Missing are rows in sight and around that should be read; none while those
// that may come into sight at the next moment are known.
func (r *Rows) Missing() []int64 {
	first, end := r.Visible()
	for i := first; i < end; i++ {
		r.known.use(r.ids.ID(i))
	}
	if r.fresh(first-sooner, end+sooner) {
		return nil
	}
	var missing []int64
	for i := max(first-around, 0); i < min(end+around, r.Rows); i++ {
		if id := r.ids.ID(i); !r.known.fresh(id) {
			missing = append(missing, id)
		}
	}
	return missing
}

func (r *Rows) fresh(first, end int) bool {
	for i := max(first, 0); i < min(end, r.Rows); i++ {
		if !r.known.fresh(r.ids.ID(i)) {
			return false
		}
	}
	return true
}

// Sight are the ids in sight and the selected one: what is worth reading again
// when there is news. Top tells that it is the newest that the reader is
// looking at, whichever those are by then.
func (r *Rows) Sight() (s Sight) {
	s.IDs, s.Top, s.Rows = r.ids, r.following() || r.Rows == 0, int(r.Height/r.RowHeight)+2
	s.First, s.End = r.Visible()
	if r.selecting {
		s.Selected = r.selected.ID
	}
	return s
}

// Sight is what a reader has before them.
type Sight struct {
	IDs        IDs // nil before anything was shown
	First, End int
	Rows       int  // how many fit
	Top        bool // it follows the first row
	Selected   int64
}

// Of gives the ids that are in sight, and those that come into sight with next,
// with some around them.
func (s Sight) Of(next IDs) (ids []int64) {
	want := func(id int64) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if s.IDs != nil {
		for i := max(s.First-sooner, 0); i < min(s.End+sooner, s.IDs.Len()); i++ {
			want(s.IDs.ID(i))
		}
	}
	if s.Top {
		for i := range min(s.Rows+sooner, next.Len()) {
			want(next.ID(i))
		}
	}
	if s.Selected != 0 {
		want(s.Selected)
	}
	return ids
}

// Reset shows another list from its top. The selection stays only if the new
// list holds it, and is then in sight.
func (r *Rows) Reset(s Shown) {
	r.put(s, nil)
	r.toTop()
	r.seen = 0
	if r.selecting {
		r.selectedAt = r.Index(r.selected.ID)
	}
	if r.Chosen.Count() > 1 {
		r.Chosen.Only(r.selected.ID)
	}
	r.unsure = r.selecting && r.part && r.selectedAt < 0
	switch {
	case r.unsure:
		r.selectedAt = 0
	case r.selecting && r.selectedAt >= 0:
		r.Show(r.selectedAt)
	default:
		r.Unselect()
	}
	r.look()
}

// decide finds out whether the whole list holds the selected row, and brings it
// into sight unless the reader has gone elsewhere.
func (r *Rows) decide(stayed bool) {
	r.unsure = false
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
	if r.selecting && r.Rows > 0 {
		r.selectedAt = locate(r.ids, r.selectedAt, s.IDs)
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
	if r.unsure && !r.part {
		r.decide(stayed && held == Nobody)
	}
	if i := r.SelectedIndex(); i >= 0 {
		r.selectedAt = i
	}
	r.Clamp()
	r.look()
}

func (r *Rows) following() bool {
	return r.owing || (r.AtTop() && !r.selecting) || r.Rows == 0
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

package model

import "passdesk/store"

// cursor is the row that the reader looks at. The zero value is none.
type cursor struct {
	on     bool
	row    store.Issuance // as it was last seen
	unsure bool           // whether the whole list, which is on its way, holds it
	at     int            // its place, or that of its successor when it has left
	anchor int64          // where what is chosen began
}

// Select selects the row with that index, and nothing beside it, and brings it
// into sight.
func (r *Rows) Select(i int) {
	r.focus(i)
	r.Chosen.Only(r.cursor.row.ID)
	r.cursor.anchor = r.cursor.row.ID
}

// Extend selects from where the selection began to the row with that index.
func (r *Rows) Extend(i int) {
	from := r.Index(r.cursor.anchor)
	if from < 0 {
		from = min(r.cursor.at, r.Rows-1)
		if !r.cursor.on {
			from = i
		}
		r.cursor.anchor = r.ids.ID(from)
	}
	r.focus(i)
	r.Chosen.Run(r.ids, from, i)
}

// Focus goes to the row with that index and leaves what is chosen.
func (r *Rows) Focus(i int) { r.focus(i) }

// Toggle goes to the row with that index and takes it in or out.
func (r *Rows) Toggle(i int) {
	r.focus(i)
	r.Chosen.Toggle(r.cursor.row.ID)
	r.cursor.anchor = r.cursor.row.ID
}

// SelectAll chooses every row there is.
func (r *Rows) SelectAll() {
	if r.Rows == 0 {
		return
	}
	if !r.cursor.on {
		r.focus(r.Top)
	}
	r.Chosen.Run(r.ids, 0, r.Rows-1)
}

// focus has the row with that index be the one that is looked at.
func (r *Rows) focus(i int) {
	r.cursor.row, r.cursor.at, r.cursor.on, r.owing = r.At(i), i, true, false
	r.cursor.unsure = false
	r.Show(i)
	r.look()
}

// Unselect selects nothing.
func (r *Rows) Unselect() {
	r.cursor = cursor{}
	r.Chosen.Clear()
}

// Selected is the selected row, as it was last seen: the one that is looked at,
// if there are several. It has nothing but its ID while it is not known.
func (r *Rows) Selected() (store.Issuance, bool) { return r.cursor.row, r.cursor.on }

// Renew takes over what is known of the selected row from elsewhere than the
// list. It says nothing about any other row.
func (r *Rows) Renew(i store.Issuance) {
	if r.cursor.on && r.cursor.row.ID == i.ID {
		r.cursor.row = i
	}
}

// SelectedIndex is where the selected row stands, or -1 when there is none or
// it has left the list.
func (r *Rows) SelectedIndex() int {
	if !r.cursor.on {
		return -1
	}
	return r.Index(r.cursor.row.ID)
}

// Listed says whether the selected row is part of the list, which keeps it up
// to date.
func (r *Rows) Listed() bool {
	i := r.SelectedIndex()
	return i >= 0 && !r.Left(i)
}

// Ahead is the row so many rows on from the selected one, not beyond the ends.
// With nothing selected it is the one at the upper edge.
func (r *Rows) Ahead(by int) int {
	to := r.Top
	if r.cursor.on {
		at := r.SelectedIndex()
		if at < 0 {
			if at = r.cursor.at; by > 0 {
				by-- // the row that took its place is the next one already
			}
		}
		to = at + by
	}
	return min(max(to, 0), r.Rows-1)
}

// Step moves the selection by so many rows and stops at the ends.
func (r *Rows) Step(by int) {
	if r.Rows > 0 {
		r.Select(r.Ahead(by))
	}
}

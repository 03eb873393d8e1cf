package model

import "passdesk/store"

// Select selects the row with that index and brings it into sight.
func (r *Rows) Select(i int) {
	r.selected, r.selecting, r.owing = r.all[i], true, false
	r.Show(i)
	r.look()
}

// Unselect selects nothing.
func (r *Rows) Unselect() { r.selected, r.selecting = store.Issuance{}, false }

// Selected is the selected row, as it was last seen.
func (r *Rows) Selected() (store.Issuance, bool) { return r.selected, r.selecting }

// Renew takes over what is known of the selected row from elsewhere than the
// list. It says nothing about any other row.
func (r *Rows) Renew(i store.Issuance) {
	if r.selecting && r.selected.ID == i.ID {
		r.selected = i
	}
}

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

// Listed says whether the selected row is part of the list, which keeps it up
// to date.
func (r *Rows) Listed() bool {
	i := r.SelectedIndex()
	return i >= 0 && !r.Left(i)
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

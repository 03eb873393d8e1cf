package model

import "slices"

// Sight is what a reader has before them.
type Sight struct {
	IDs        IDs // nil before anything was shown
	First, End int
	Rows       int  // how many fit
	Top        bool // it follows the first row
	Selected   int64
}

// Sight are the ids in sight and the selected one: what is worth reading again
// when there is news. Top tells that it is the newest that the reader is
// looking at, whichever those are by then.
func (r *Rows) Sight() (s Sight) {
	s.IDs, s.Top, s.Rows = r.ids, r.following() || r.Rows == 0, int(r.Height/r.RowHeight)+2
	s.First, s.End = r.Visible()
	if r.cursor.on {
		s.Selected = r.cursor.row.ID
	}
	return s
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

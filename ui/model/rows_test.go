package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"passdesk/store"
)

// ids gives the ids from high down to low.
func ids(high, low int64) Few {
	var all Few
	for id := high; id >= low; id-- {
		all = append(all, id)
	}
	return all
}

// as shows ids that came in that order.
func as(ids Few) Shown { return Shown{IDs: ids, Newest: true} }

// reading gives a list of the ids 100 to 1 with ten rows in sight.
func reading() *Rows {
	r := &Rows{Viewport: Viewport{RowHeight: 36}}
	r.Resize(360)
	r.Reset(as(ids(100, 1)))
	return r
}

func TestRowsKeepTheReadersPlace(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(*Rows)
		next   Few
		top    int64 // id at the upper edge
		fresh  int
	}{
		{"at the top it follows", func(*Rows) {}, ids(103, 1), 103, 0},
		{"scrolled down it stays", func(r *Rows) { r.Scroll(500) }, ids(103, 1), 87, 3},
		{"scrolled by a pixel it stays", func(r *Rows) { r.Scroll(1) }, ids(103, 1), 100, 3},
		{"a selection holds the top", func(r *Rows) { r.Select(2) }, ids(101, 1), 100, 1},
		{"nothing new is nothing new", func(r *Rows) { r.Scroll(500) }, ids(100, 1), 87, 0},
		{"the row at the edge has gone: the next older one", func(r *Rows) { r.Scroll(500) }, append(ids(103, 88), ids(86, 1)...), 86, 3},
		{"the list is cut short below the edge", func(r *Rows) { r.Scroll(3000) }, ids(103, 60), 69, 3},
		{"everything has gone", func(r *Rows) { r.Scroll(500) }, nil, 0, 0},
		{"back at the top it follows again", func(r *Rows) { r.Scroll(500); r.Scroll(-500) }, ids(103, 1), 103, 0},
		{"the chip leads to the top", func(r *Rows) { r.Scroll(500); r.Update(as(ids(102, 1)), Nobody); r.ToTop() }, ids(103, 1), 103, 0},
		{"unselecting follows again", func(r *Rows) { r.Select(0); r.Unselect() }, ids(103, 1), 103, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reading()
			c.before(r)
			r.Update(as(c.next), Nobody)
			var top int64
			if r.Rows > 0 {
				top = r.At(r.Top).ID
			}
			if n, more := r.Fresh(); top != c.top || n != c.fresh || more {
				t.Errorf("top %d, %d fresh; want %d, %d", top, n, c.top, c.fresh)
			}
		})
	}
}

func TestRowsAllInSightAreNotFresh(t *testing.T) {
	r := &Rows{Viewport: Viewport{RowHeight: 36}}
	r.Resize(360)
	r.Reset(as(ids(3, 1)))
	r.Select(1)
	r.Update(as(ids(5, 1)), Nobody)
	if n, _ := r.Fresh(); n != 0 || !r.AtTop() {
		t.Errorf("%d fresh although every row is in sight", n)
	}
}

func TestSelectionByID(t *testing.T) {
	r := reading()
	r.Select(4) // id 96
	r.Update(as(ids(110, 1)), Nobody)
	if i := r.SelectedIndex(); i != 14 {
		t.Errorf("id 96 stands at %d, want 14", i)
	}
	r.News()
	r.Learn([]store.Issuance{{ID: 96, Handover: store.HandoverCopied}}, Few{96, 95})
	if i, _ := r.Selected(); i.Handover != store.HandoverCopied {
		t.Error("the selected row is an old one")
	}
	r.Update(as(append(ids(110, 97), ids(95, 1)...)), Nobody)
	if i, ok := r.Selected(); !ok || i.ID != 96 || r.SelectedIndex() != -1 {
		t.Errorf("selected %d %v at %d: a row that left the list stays selected", i.ID, ok, r.SelectedIndex())
	}
	r.Step(1)
	if i, _ := r.Selected(); i.ID != 95 {
		t.Errorf("the next one down is %d, want 95", i.ID)
	}
	r.Reset(as(ids(90, 80)))
	if _, ok := r.Selected(); ok {
		t.Error("another list keeps a selection it does not hold")
	}
}

func TestStep(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps []int
		want  int64
	}{
		{"the first step selects the row at the edge", []int{1}, 100},
		{"down", []int{1, 1, 1}, 98},
		{"up", []int{1, 1, -1}, 100},
		{"not above the first", []int{1, -5}, 100},
		{"not below the last", []int{1, 1000}, 1},
		{"a page", []int{1, 9}, 91},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reading()
			for _, by := range c.steps {
				r.Step(by)
			}
			got, _ := r.Selected()
			first, end := r.Visible()
			if i := r.SelectedIndex(); got.ID != c.want || i < first || i >= end {
				t.Errorf("selected %d at %d of %d to %d; want id %d in sight", got.ID, i, first, end, c.want)
			}
		})
	}
	empty := &Rows{Viewport: Viewport{RowHeight: 36}}
	if empty.Step(1); empty.SelectedIndex() != -1 {
		t.Error("an empty list selects something")
	}
}

// update shows the next state. Where the reader points at a row, each row in
// sight must still be there, and that one at its pixel.
func update(t *testing.T, r *Rows, next Few, pointed int) {
	t.Helper()
	var held int64
	var y float64
	var sight []int64
	if pointed >= 0 {
		held, y = r.ID(pointed), r.Y(pointed)
		first, end := r.Visible()
		for i := first; i < end; i++ {
			sight = append(sight, r.ID(i))
		}
	}
	r.Update(as(next), pointed)
	for _, before := range sight {
		i := r.Index(before)
		if i < 0 || r.ID(i) != before {
			t.Fatalf("row %d went away from under the reader's eyes", before)
		}
		if gone := next.Index(before) < 0; r.Left(i) != gone {
			t.Fatalf("row %d: Left says %v", before, r.Left(i))
		}
		if before == held && math.Abs(r.Y(i)-y) > 1e-6 {
			t.Fatalf("the row pointed at moved from %v to %v", y, r.Y(i))
		}
	}
	whole(t, r, next)
}

// whole wants each row of a list to stand in it once, where it says it does.
func whole(t *testing.T, r *Rows, next Few) {
	t.Helper()
	seen := map[int64]bool{}
	for i := range r.Rows {
		id := r.ID(i)
		if seen[id] || r.Index(id) != i {
			t.Fatalf("row %d stands at %d, and at %d", id, i, r.Index(id))
		}
		seen[id] = true
	}
	for _, id := range next {
		if !seen[id] {
			t.Fatalf("row %d is missing", id)
		}
	}
}

// Whatever happens, the view stays inside the list and the selection keeps its id.
func TestRowsHoldTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	r := reading()
	high := int64(100)
	for range 20_000 {
		held, had := r.Selected()
		switch rng.IntN(8) {
		case 0, 1:
			high += rng.Int64N(4)
			low := max(high-rng.Int64N(200), 1)
			next := slices.DeleteFunc(ids(high, low), func(int64) bool { return rng.IntN(10) == 0 })
			pointed := Nobody
			if r.Height >= r.RowHeight {
				pointed = r.RowAt(rng.Float64()*2*r.Height - r.Height)
			}
			update(t, r, next, pointed)
		case 2:
			r.Scroll(rng.Float64()*2000 - 1000)
			held, had = r.Selected()
		case 3:
			r.Step(rng.IntN(41) - 20)
			held, had = r.Selected()
		case 4:
			r.Drag(rng.Float64()*1.4 - 0.2)
		case 5:
			r.Resize(max(rng.Float64()*1000-100, 0))
		case 6:
			r.ToTop()
		case 7:
			r.Unselect()
			held, had = r.Selected()
		}
		if now, has := r.Selected(); has != had || now.ID != held.ID {
			t.Fatalf("the selection went from %d to %d", held.ID, now.ID)
		}
		first, end := r.Visible()
		if first < 0 || end > r.Rows || r.Offset < 0 || r.Offset >= r.RowHeight {
			t.Fatalf("in sight: %d to %d of %d, offset %v", first, end, r.Rows, r.Offset)
		}
		if float64(r.Rows)*r.RowHeight >= r.Height && r.Y(end-1)+r.RowHeight+r.Tail < r.Height-1e-6 {
			t.Fatalf("a gap below the last row: %v of %v", r.Y(end-1)+r.RowHeight, r.Height)
		}
	}
}

func TestTheRowPointedAtStaysWhereItIs(t *testing.T) {
	without := func(gone int64) Few { return append(ids(103, gone+1), ids(gone-1, 1)...) }
	for _, c := range []struct {
		name   string
		before func(*Rows)
		next   Few
		fresh  int
	}{
		{"at the top it does not follow", func(*Rows) {}, ids(103, 1), 3},
		{"scrolled down", func(r *Rows) { r.Scroll(505) }, ids(103, 1), 3},
		{"at the very end, where the oldest give way", func(r *Rows) { r.Scroll(1e9) }, ids(103, 3), 3},
		{"a row above it in sight has gone", func(r *Rows) { r.Scroll(505) }, without(84), 3},
		{"it has gone itself", func(r *Rows) { r.Scroll(505) }, without(81), 3},
		{"rows went and none came", func(*Rows) {}, append(ids(100, 99), ids(96, 1)...), 0},
		{"everything has gone", func(r *Rows) { r.Scroll(505) }, nil, 0},
		{"the list does not fill its height", func(r *Rows) { r.Reset(as(ids(100, 95))) }, ids(101, 95), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reading()
			c.before(r)
			update(t, r, c.next, r.RowAt(200))
			if n, _ := r.Fresh(); n != c.fresh {
				t.Errorf("%d fresh, want %d", n, c.fresh)
			}
		})
	}
}

func TestRowsCatchUpWhenNobodyPointsAnyMore(t *testing.T) {
	r := reading()
	r.Update(as(ids(103, 1)), 5)
	r.Update(as(ids(105, 1)), 8)
	if n, _ := r.Fresh(); n != 5 || r.AtTop() {
		t.Fatalf("%d fresh while the reader points at a row", n)
	}
	r.Update(as(ids(105, 1)), Nobody)
	if !r.AtTop() || r.Rows != 105 {
		t.Error("at the top the list does not go on following")
	}
	r.Update(as(ids(108, 1)), 5)
	r.Scroll(300)
	top := r.At(r.Top).ID
	r.Update(as(ids(109, 1)), Nobody)
	if r.At(r.Top).ID != top {
		t.Error("it follows although the reader has scrolled since")
	}
}

func TestTheFirstRowsOfMore(t *testing.T) {
	r := reading()
	r.Reset(Shown{IDs: ids(100, 51), Newest: true, Part: true})
	r.Scroll(1e9)
	if bottom := r.Y(49) + r.RowHeight; bottom != r.Height-r.RowHeight || !r.Part() {
		t.Errorf("below the last row there is room for %v pixels", r.Height-bottom)
	}
	top := r.ID(r.Top)
	r.Update(as(ids(100, 1)), Nobody)
	if r.Part() || r.Tail != 0 || r.Rows != 100 || r.ID(r.Top) != top {
		t.Errorf("the whole list has %d rows, at the edge is %d, was %d", r.Rows, r.ID(r.Top), top)
	}
	r.Update(Shown{IDs: ids(300, 251), Newest: true, Part: true}, Nobody)
	if n, more := r.Fresh(); n != 50 || !more {
		t.Errorf("%d fresh, more %v: who knows how many came in", n, more)
	}
}

func TestRowsWithoutHeight(t *testing.T) {
	for _, part := range []bool{false, true} {
		r := &Rows{Viewport: Viewport{RowHeight: 36}}
		r.Reset(Shown{IDs: ids(100, 1), Newest: true, Part: part})
		r.Resize(0)
		r.Select(r.Rows - 1)
		r.Update(as(ids(101, 2)), Nobody)
		r.Drag(1)
		r.Scroll(1e6)
		r.Update(as(ids(102, 2)), Nobody)
		if r.Top >= r.Rows {
			t.Errorf("the first of %d rows in sight is %d", r.Rows, r.Top)
		}
	}
}

func TestResetKeepsTheSelectionInSight(t *testing.T) {
	r := reading()
	r.Reset(as(ids(20, 11)))
	r.Select(9) // id 11
	r.Reset(as(ids(100, 1)))
	first, end := r.Visible()
	if i := r.SelectedIndex(); i < first || i >= end {
		t.Errorf("the selected row stands at %d, in sight are %d to %d", i, first, end)
	}
}

func TestRenew(t *testing.T) {
	r := reading()
	r.Select(4) // id 96
	r.Update(as(append(ids(110, 97), ids(95, 1)...)), Nobody)
	if r.Listed() {
		t.Fatal("a row that has left counts as listed")
	}
	r.Renew(store.Issuance{ID: 95, Note: "somebody else"})
	r.Renew(store.Issuance{ID: 96, SupersededBy: "msg_2"})
	if i, _ := r.Selected(); i.ID != 96 || i.SupersededBy != "msg_2" || i.Note != "" {
		t.Errorf("selected is %+v", i)
	}
	r.Unselect()
	r.Renew(store.Issuance{ID: 96})
	if _, ok := r.Selected(); ok {
		t.Error("Renew selects")
	}
}

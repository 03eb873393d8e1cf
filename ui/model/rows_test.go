package model

import (
	"math/rand/v2"
	"testing"

	"passdesk/store"
)

// ids gives rows with the ids from high down to low.
func ids(high, low int64) []store.Issuance {
	var rows []store.Issuance
	for id := high; id >= low; id-- {
		rows = append(rows, store.Issuance{ID: id})
	}
	return rows
}

// reading gives a list of the ids 100 to 1 with ten rows in sight.
func reading() *Rows {
	r := &Rows{Viewport: Viewport{RowHeight: 36}}
	r.Resize(360)
	r.Reset(ids(100, 1))
	return r
}

func TestRowsKeepTheReadersPlace(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(*Rows)
		next   []store.Issuance
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
		{"the chip leads to the top", func(r *Rows) { r.Scroll(500); r.Update(ids(102, 1)); r.ToTop() }, ids(103, 1), 103, 0},
		{"unselecting follows again", func(r *Rows) { r.Select(0); r.Unselect() }, ids(103, 1), 103, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reading()
			c.before(r)
			r.Update(c.next)
			var top int64
			if r.Rows > 0 {
				top = r.At(r.Top).ID
			}
			if top != c.top || r.Fresh() != c.fresh {
				t.Errorf("top %d, %d fresh; want %d, %d", top, r.Fresh(), c.top, c.fresh)
			}
		})
	}
}

func TestRowsAllInSightAreNotFresh(t *testing.T) {
	r := &Rows{Viewport: Viewport{RowHeight: 36}}
	r.Resize(360)
	r.Reset(ids(3, 1))
	r.Select(1)
	r.Update(ids(5, 1))
	if r.Fresh() != 0 || !r.AtTop() {
		t.Errorf("%d fresh although every row is in sight", r.Fresh())
	}
}

func TestSelectionByID(t *testing.T) {
	r := reading()
	r.Select(4) // id 96
	r.Update(ids(110, 1))
	if i := r.SelectedIndex(); i != 14 {
		t.Errorf("id 96 stands at %d, want 14", i)
	}
	changed := ids(110, 1)
	changed[14].Handover = store.HandoverCopied
	r.Update(changed)
	if i, _ := r.Selected(); i.Handover != store.HandoverCopied {
		t.Error("the selected row is an old one")
	}
	r.Update(append(ids(110, 97), ids(95, 1)...))
	if i, ok := r.Selected(); !ok || i.ID != 96 || r.SelectedIndex() != -1 {
		t.Errorf("selected %d %v at %d: a row that left the list stays selected", i.ID, ok, r.SelectedIndex())
	}
	r.Step(1)
	if i, _ := r.Selected(); i.ID != 95 {
		t.Errorf("the next one down is %d, want 95", i.ID)
	}
	r.Reset(ids(90, 80))
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
			r.Update(ids(high, max(high-rng.Int64N(200), 1)))
		case 2:
			r.Scroll(rng.Float64()*2000 - 1000)
			held, had = r.Selected()
		case 3:
			r.Step(rng.IntN(41) - 20)
			held, had = r.Selected()
		case 4:
			r.Drag(rng.Float64()*1.4 - 0.2)
		case 5:
			r.Resize(rng.Float64() * 900)
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
		if float64(r.Rows)*r.RowHeight >= r.Height && r.Y(end-1)+r.RowHeight < r.Height-1e-6 {
			t.Fatalf("a gap below the last row: %v of %v", r.Y(end-1)+r.RowHeight, r.Height)
		}
	}
}

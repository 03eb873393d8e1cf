package model

import (
	"math/rand/v2"
	"slices"
	"testing"

	"passdesk/store"
)

// chosenOf gives those of a list that are chosen, as Has says.
func chosenOf(c *Chosen, list IDs) (ids []int64) {
	for i := range list.Len() {
		if c.Has(list.ID(i)) {
			ids = append(ids, list.ID(i))
		}
	}
	return ids
}

func TestChosen(t *testing.T) {
	r := reading()
	r.Select(4) // 96
	r.Extend(7)
	if got := chosenOf(&r.Chosen, r.ids); !slices.Equal(got, ids(96, 93)) || r.Chosen.Count() != 4 {
		t.Fatalf("a run down: %v", got)
	}
	r.Extend(2)
	if got := chosenOf(&r.Chosen, r.ids); !slices.Equal(got, ids(98, 96)) {
		t.Fatalf("a run up from where it began: %v", got)
	}
	r.Toggle(3) // 97
	r.Toggle(20)
	if got := chosenOf(&r.Chosen, r.ids); !slices.Equal(got, []int64{98, 96, 80}) || r.Chosen.Count() != 3 {
		t.Fatalf("one out and one in: %v", got)
	}
	r.Update(as(append(ids(103, 97), ids(95, 1)...)), Nobody)
	if got := r.Chosen.IDs(r.List()); !slices.Equal(got, []int64{98, 80, 96}) {
		t.Errorf("once one has left, which is the last then: %v", got)
	}
	r.Focus(0)
	if i, _ := r.Selected(); i.ID != 103 || r.Chosen.Has(103) {
		t.Error("going to a row chooses it")
	}
	r.Step(1)
	if got := chosenOf(&r.Chosen, r.ids); !slices.Equal(got, []int64{102}) {
		t.Errorf("after a step: %v", got)
	}
}

func TestAllButSome(t *testing.T) {
	r := reading()
	r.SelectAll()
	r.Toggle(0)
	r.Update(as(ids(105, 1)), Nobody)
	if n := r.Chosen.Count(); n != 99 || r.Chosen.Has(105) || r.Chosen.Has(100) || !r.Chosen.Has(1) {
		t.Errorf("%d are chosen: what came in later is not, nor what was taken out", n)
	}
	if got := r.Chosen.IDs(r.List()); !slices.Equal(got, ids(99, 1)) {
		t.Errorf("they are %v", got)
	}
	r.Reset(as(ids(50, 40)))
	if r.Chosen.Count() != 0 {
		t.Error("another list keeps what was chosen")
	}
}

// TestAnotherListKeepsOnlyWhatIsLookedAt: nothing stays chosen that nobody sees.
func TestAnotherListKeepsOnlyWhatIsLookedAt(t *testing.T) {
	for name, c := range map[string]struct {
		play func(*Rows)
		want []int64
	}{
		"one":               {func(r *Rows) { r.Select(4) }, []int64{96}},
		"a run":             {func(r *Rows) { r.Select(1); r.Extend(4) }, []int64{96}},
		"another than that": {func(r *Rows) { r.Select(4); r.Toggle(1); r.Toggle(4) }, nil},
		"none":              {func(r *Rows) { r.Select(4); r.Toggle(4) }, nil},
	} {
		r := reading()
		c.play(r)
		r.Reset(as(ids(96, 50)))
		if got := r.Chosen.IDs(r.List()); !slices.Equal(got, c.want) || r.Chosen.Count() != len(c.want) {
			t.Errorf("%s: %v are chosen, want %v", name, got, c.want)
		}
		if i, ok := r.Selected(); !ok || i.ID != 96 {
			t.Errorf("%s: the reader looks at %d", name, i.ID)
		}
	}
}

// Whatever is toggled, Count and Has and IDs agree.
func TestChosenHoldTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	list := ids(60, 1)
	for range 300 {
		var c Chosen
		want := map[int64]bool{}
		if rng.IntN(2) == 0 {
			from, to := rng.IntN(60), rng.IntN(60)
			c.Run(list, from, to)
			for i := min(from, to); i <= max(from, to); i++ {
				want[list[i]] = true
			}
		}
		for range rng.IntN(40) {
			id := list[rng.IntN(60)]
			c.Toggle(id)
			if want[id] = !want[id]; !want[id] {
				delete(want, id)
			}
		}
		if got := c.IDs(list); len(got) != len(want) || c.Count() != len(want) || !slices.Equal(got, chosenOf(&c, list)) {
			t.Fatalf("%d chosen, count %d, want %d", len(got), c.Count(), len(want))
		}
	}
}

func TestTheSelectionWaitsForTheWholeList(t *testing.T) {
	r := reading()
	r.Select(90) // id 10
	part := Shown{IDs: ids(100, 51), Newest: true, Part: true}
	r.Reset(part)
	if i, ok := r.Selected(); !ok || i.ID != 10 {
		t.Fatal("it is gone before anybody knows")
	}
	r.Update(as(ids(100, 1)), Nobody)
	first, end := r.Visible()
	if i := r.SelectedIndex(); i < first || i >= end {
		t.Errorf("it stands at %d, in sight are %d to %d", i, first, end)
	}
	r.Reset(part)
	r.Update(as(ids(100, 20)), Nobody)
	if _, ok := r.Selected(); ok {
		t.Error("it stays although the list does not hold it")
	}
}

// In other orders a row may go far when it changes; the rest stays.
func TestARowThatGoesFarTakesNobodyAlong(t *testing.T) {
	r := &Rows{Viewport: Viewport{RowHeight: 36}}
	r.Resize(360)
	order := ids(100, 1)
	r.Reset(Shown{IDs: order})
	r.Scroll(720)
	next := append(slices.Delete(slices.Clone(order), 22, 23), 78)
	update := func(held int) {
		r.Update(Shown{IDs: Placed(next)}, held)
		whole(t, r, next)
	}
	update(2 + r.Top) // the very row that goes, id 78
	if r.ID(22) != 78 || r.Top != 20 {
		t.Fatalf("under the mouse is %d, the edge at %d", r.ID(22), r.Top)
	}
	update(Nobody)
	if r.ID(r.Top) != 80 || r.Index(78) != 99 {
		t.Errorf("when the mouse has gone the edge is at %d, and the row at %d", r.ID(r.Top), r.Index(78))
	}
}

func TestMissingRows(t *testing.T) {
	r := reading()
	r.Scroll(36 * 40)
	want := r.Missing()
	if len(want) == 0 || !slices.Contains(want, r.ID(40)) || r.Known(40) {
		t.Fatalf("missing: %v", want)
	}
	var rows []store.Issuance
	for _, id := range want {
		if id != r.ID(42) { // erased meanwhile
			rows = append(rows, store.Issuance{ID: id, SubjectName: "somebody"})
		}
	}
	r.Learn(rows, want)
	if len(r.Missing()) != 0 || !r.Known(40) || r.Known(42) || r.At(42).ID != r.ID(42) {
		t.Errorf("still missing: %v", r.Missing())
	}
	r.Scroll(36)
	if len(r.Missing()) != 0 {
		t.Error("each row is read by itself")
	}
	r.News()
	if len(r.Missing()) == 0 || !r.Known(40) {
		t.Error("after news what is old is neither shown nor read again")
	}
}

func TestFarMoreRowsThanAreHeld(t *testing.T) {
	r := &Rows{Viewport: Viewport{RowHeight: 36}}
	r.Resize(720)
	r.Reset(as(ids(100_000, 1)))
	for n := range 1000 {
		r.Drag(float64(n) / 1000)
		want := r.Missing()
		var rows []store.Issuance
		for _, id := range want {
			rows = append(rows, store.Issuance{ID: id})
		}
		r.Learn(rows, want)
		if first, end := r.Visible(); !r.Known(first) || !r.Known(end-1) {
			t.Fatalf("at %d what has been read is not known", r.Top)
		}
		if len(r.known.rows) > knownMost+200 {
			t.Fatalf("%d rows are held", len(r.known.rows))
		}
	}
}

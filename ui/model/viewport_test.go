package model

import "testing"

const million = 1_000_000

func view(rows int) Viewport { return Viewport{Rows: rows, Height: 700, RowHeight: 36} }

func TestScrollIsExactInAMillionRows(t *testing.T) {
	v := view(million)
	v.Seek(1)
	if _, end := v.Visible(); end != million {
		t.Fatalf("the end shows up to %d", end)
	}
	if y := v.Y(million-1) + v.RowHeight; y != v.Height {
		t.Errorf("the last row ends at %v, want %v", y, v.Height)
	}
	at := v
	for range 1000 {
		v.ScrollBy(-0.25)
	}
	for range 1000 {
		v.ScrollBy(0.25)
	}
	if v != at {
		t.Errorf("a thousand small steps there and back lead from %+v to %+v", at, v)
	}
	v.ScrollBy(-1)
	if y := v.Y(million-1) + v.RowHeight; y != v.Height+1 {
		t.Errorf("one pixel up moves the last row to %v", y)
	}
}

func TestScrollStopsAtTheEnds(t *testing.T) {
	for _, rows := range []int{0, 1, 5, 19, 20, 100, million} {
		v := view(rows)
		v.ScrollBy(1e12)
		if _, end := v.Visible(); end != rows {
			t.Errorf("%d rows: the end is %d", rows, end)
		}
		v.ScrollBy(-1e12)
		if !v.AtTop() {
			t.Errorf("%d rows: the top is %d, %v", rows, v.Top, v.Offset)
		}
	}
}

func TestShow(t *testing.T) {
	for _, c := range []struct {
		name   string
		start  float64 // pixels scrolled
		row    int
		top    int
		offset float64
	}{
		{"in sight already", 0, 5, 0, 0},
		{"cut at the upper edge", 10, 0, 0, 0},
		{"above", 3600, 7, 7, 0},
		{"cut at the lower edge", 0, 19, 0, 20},
		{"far below", 0, 500, 481, 20},
		{"the last", 0, 999, 980, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := view(1000)
			v.ScrollBy(c.start)
			v.Show(c.row)
			if v.Top != c.top || v.Offset != c.offset {
				t.Errorf("at %d, %v; want %d, %v", v.Top, v.Offset, c.top, c.offset)
			}
		})
	}
}

func TestRowAt(t *testing.T) {
	v := view(1000)
	v.ScrollBy(40)
	for y, want := range map[float64]int{-1: -1, 0: 1, 31: 1, 32: 2, 699: 20, 700: -1} {
		if got := v.RowAt(y); got != want {
			t.Errorf("RowAt(%v) = %d, want %d", y, got, want)
		}
	}
	few := view(2)
	if got := few.RowAt(100); got != -1 {
		t.Errorf("below the last row: %d", got)
	}
}

func TestThumb(t *testing.T) {
	few := view(3)
	if along, length := few.Thumb(); along != 0 || length != 1 {
		t.Errorf("all in sight: %v, %v", along, length)
	}
	v := view(1000)
	for _, share := range []float64{0, 0.25, 0.5, 1} {
		v.Seek(share)
		if along, _ := v.Thumb(); along < share-1e-9 || along > share+1e-9 {
			t.Errorf("sought %v, the thumb is at %v", share, along)
		}
	}
}

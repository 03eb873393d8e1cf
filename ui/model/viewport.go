package model

import "math"

// Viewport is the part of a list that is in sight: the first row as a whole
// number and the pixels of it that are scrolled away. A pixel count over all
// rows would lose single pixels long before a million rows in float32.
type Viewport struct {
	Rows      int     // in the whole list
	Top       int     // index of the first row in sight
	Offset    float64 // pixels of it above the edge, from 0 up to RowHeight
	Height    float64 // pixels in sight
	RowHeight float64 // pixels; greater than 0
	Tail      float64 // pixels of room below the last row
}

// AtTop says whether the first row is in sight as a whole.
func (v Viewport) AtTop() bool { return v.Top == 0 && v.Offset == 0 }

// ScrollBy moves the view down by pixels, or up when negative, and stops at the ends.
func (v *Viewport) ScrollBy(pixels float64) {
	offset := v.Offset + pixels
	rows := math.Floor(offset / v.RowHeight)
	v.Top += int(rows)
	// Whole pixels stay whole; the bounds take what rounding may leave of others.
	v.Offset = min(max(offset-rows*v.RowHeight, 0), math.Nextafter(v.RowHeight, 0))
	v.Clamp()
}

// Clamp brings the view back inside the list after Rows or Height changed.
func (v *Viewport) Clamp() {
	top, offset := v.end()
	if v.Top > top || (v.Top == top && v.Offset > offset) {
		v.Top, v.Offset = top, offset
	}
	if v.Top < 0 || v.Offset < 0 {
		v.Top, v.Offset = 0, 0
	}
}

// hidden is how many pixels of the list are out of sight. However little of it
// is in sight, the last row is never scrolled past.
func (v Viewport) hidden() float64 {
	return max(float64(v.Rows)*v.RowHeight+v.Tail-max(v.Height, v.RowHeight+v.Tail), 0)
}

// end is the lowest place the view can be in.
func (v Viewport) end() (top int, offset float64) {
	hidden := v.hidden()
	top = int(hidden / v.RowHeight)
	return top, hidden - float64(top)*v.RowHeight
}

// Show scrolls just as far as it takes to have the row in sight as a whole,
// and with the last one what stands below it.
func (v *Viewport) Show(row int) {
	bottom := v.Y(row) + v.RowHeight
	if row == v.Rows-1 {
		bottom += v.Tail
	}
	if row < v.Top || (row == v.Top && v.Offset > 0) {
		v.Top, v.Offset = row, 0
	} else if below := bottom - v.Height; below > 0 {
		v.ScrollBy(below)
	}
	v.Clamp()
}

// Seek goes to a share of the way, from 0 (the first row) to 1 (the last).
func (v *Viewport) Seek(share float64) {
	v.Top, v.Offset = 0, 0
	v.ScrollBy(v.hidden() * min(max(share, 0), 1))
}

// Visible gives the rows in sight, the last one not included.
func (v Viewport) Visible() (first, end int) {
	count := int(math.Ceil((v.Offset + v.Height) / v.RowHeight))
	return v.Top, min(v.Top+count, v.Rows)
}

// Y is where a row starts, in pixels below the upper edge.
func (v Viewport) Y(row int) float64 {
	return float64(row-v.Top)*v.RowHeight - v.Offset
}

// RowAt is the row at y pixels below the upper edge, or -1.
func (v Viewport) RowAt(y float64) int {
	if y < 0 || y >= v.Height {
		return -1
	}
	if row := v.Top + int((y+v.Offset)/v.RowHeight); row < v.Rows {
		return row
	}
	return -1
}

// Page is how many rows a page key moves: all in sight but one.
func (v Viewport) Page() int { return max(int(v.Height/v.RowHeight)-1, 1) }

// Thumb gives the scroll bar's thumb: how far along it is and how long, both
// as shares of the bar. Length is 1 when everything is in sight.
func (v Viewport) Thumb() (along, length float64) {
	hidden := v.hidden()
	if hidden == 0 {
		return 0, 1
	}
	at := float64(v.Top)*v.RowHeight + v.Offset
	return at / hidden, v.Height / (v.Height + hidden)
}

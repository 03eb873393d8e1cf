package ui

import (
	"time"

	"fyne.io/fyne/v2"
)

// pointerRest is how long a mouse that does not move counts as pointing at
// something. Not every system tells when it leaves the window.
const pointerRest = 10 * time.Second

// What the mouse was pressed on, beside the ids of rows.
const (
	unpressed  int64 = 0
	besideRows int64 = -1
)

// pointer is what a list knows about the mouse.
type pointer struct {
	at      fyne.Position    // the last place it was seen
	moved   time.Time        // when that was
	inside  bool             // whether it is still there, as far as anybody knows
	pressed int64            // id of the row that it was pressed on
	keys    fyne.KeyModifier // that were held then
}

func (p *pointer) seen(at fyne.Position, now time.Time) {
	p.at, p.moved, p.inside = at, now, true
}

package ui

import (
	"time"

	"passdesk/store/secret"
)

// wantKey fetches a key. A key in sight need not be fetched to be copied: that
// it was shown is recorded.
func (d *Desk) wantKey(w keyWish) {
	if shown := w.line.face.key; w.copy && !shown.IsZero() {
		d.keyCame(w, shown, nil)
	} else {
		d.reveals.ask(w)
	}
	d.settleFocus()
}

// keyCame shows or copies a key, unless the reader has moved on. One that comes
// too late is not even copied: something else may be on the clipboard by now,
// for somebody else.
func (d *Desk) keyCame(w keyWish, key secret.Value[string], err error) {
	w.line.waiting = false
	switch {
	case w.line != d.detail.key && w.copy:
		d.toast.say(text("key.left"))
	case w.line != d.detail.key:
	case err != nil:
		d.toast.say(text("key.unread"))
	case w.copy:
		d.loan.give(key)
		w.line.confirm()
		d.toast.say(text("key.copied", values{"N": figure(int(loanTime / time.Second))}))
	default:
		w.line.reveal(key)
	}
}

// closed leaves no key behind.
func (d *Desk) closed() {
	d.lookAway()
	d.detail.dropKey()
	d.loan.takeBack()
}

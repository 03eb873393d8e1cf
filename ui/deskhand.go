package ui

import (
	"passdesk/store"
)

// handOver has the store told how far passes have got, says so, and offers to
// take it back.
func (d *Desk) handOver(to store.Handover, words string, ids ...int64) {
	h := &handing{to: to, ids: ids}
	d.hands.add(errand{handing: h})
	d.undoable = h
	d.toast.ask(words, text("toast.undo"), func() {
		if d.undoable == h {
			d.takeBack()
		}
	})
}

// takeBack undoes what was done last to hand passes over. What is on the
// clipboard stays there.
func (d *Desk) takeBack() {
	if d.undoable == nil {
		d.toast.say(text("toast.no_undo"))
		return
	}
	d.hands.add(errand{d.undoable, true})
	d.undoable = nil
	d.toast.say(text("toast.undone"))
}

// handFailed says that the store could not be told.
func (d *Desk) handFailed(e errand) {
	if d.undoable == e.handing {
		d.undoable = nil
	}
	if d.presents.failed(e) {
		return
	}
	if e.to == store.HandoverCopied && !e.undo {
		d.toast.say(text("toast.unmarked"))
		return
	}
	d.toast.say(text("toast.unhanded"))
}

// handTexts say what has been done: to one, and to several.
var handTexts = map[store.Handover][2]string{
	store.HandoverNew:       {"toast.new", "toast.new_many"},
	store.HandoverSent:      {"toast.sent", "toast.sent_many"},
	store.HandoverConfirmed: {"toast.confirmed", "toast.confirmed_many"},
}

// handOne moves one pass on, or back.
func (d *Desk) handOne(i store.Issuance, to store.Handover) {
	d.handOver(to, text(handTexts[to][0], values{"Name": d.nameOf(i)}), i.ID)
	d.settleFocus()
}

// handChosen moves the passes of all that are selected. What was never issued
// has none.
func (d *Desk) handChosen(to store.Handover) {
	if i, one := d.onlyOne(); one {
		d.handOne(i, to)
		return
	}
	d.withChosen(func(ids []int64) {
		d.gather(ids, canHandOver, text("toast.unhanded"), func(rows []store.Issuance) {
			if len(rows) == 0 {
				d.toast.say(text("toast.no_passes"))
				return
			}
			d.handOver(to, counted(handTexts[to][1], len(rows)), idsOf(rows)...)
		})
	})
}

// canHandOver tells that an issuance is one that people are given: what is
// revoked, or about to be, is not.
func canHandOver(i store.Issuance) bool {
	return i.Status == store.Succeeded && i.SupersededBy == "" && i.Unrevoked()
}

// canCopy tells that there is a pass link to give to somebody.
func canCopy(i store.Issuance) bool {
	return i.PassURL != "" && i.SupersededBy == "" && i.Unrevoked()
}

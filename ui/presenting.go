package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"passdesk/store"
)

// presentTime is how long a pass stays in sight when nobody does anything.
const presentTime = 30 * time.Second

// showShortcuts show the selected pass to the person it is for.
var showShortcuts = []fyne.Shortcut{
	&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault},
	&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: fyne.KeyModifierShortcutDefault},
}

// presenting shows one pass to the person in front of the desk, over the whole
// window: whoever looks on sees nobody else's. When nobody has done anything for
// a while the pass goes out of sight, and the window stays covered.
type presenting struct {
	desk  *Desk
	sheet *sheet
	face  *passFace
	left  *ink // how long it stays

	next, mark, again *push

	row     store.Issuance // whose pass this is about
	place   int            // where it stood in the list
	inSight bool
	looking bool
	stale   bool // the row may have changed since it was read
	until   time.Time
	held    fyne.Focusable // had the keyboard a second ago
	handing *handing       // what was noted last of this row
	then    []func()       // what waits until nobody looks on any more
}

// showSelected shows the pass of the selected row.
func (d *Desk) showSelected() {
	if d.answer.query != d.query {
		return
	}
	i, one := d.onlyOne()
	switch {
	case d.list.rows.Chosen.Count() > 1:
		d.toast.say(text("present.one"))
	case !one:
		d.toast.say(text("present.nothing"))
	default:
		d.present(i)
	}
}

// present shows a pass to its person.
func (d *Desk) present(i store.Issuance) {
	switch {
	case i.SupersededBy != "":
		d.toast.say(text("toast.superseded"))
		return
	case !i.Unrevoked():
		d.toast.say(text("toast.revoked", values{"Name": d.nameOf(i)}))
		return
	case !canPresent(i):
		d.toast.say(text("toast.nolink", values{"Name": d.nameOf(i)}))
		return
	}
	p := &presenting{desk: d, sheet: newSheet(d, "")}
	p.face = newPassFace()
	p.left = newInk("", colorMuted, idSize, fyne.TextStyle{})
	p.mark = newPush("", p.confirm)
	p.next = newPush(text("present.next"), p.seek)
	p.again = newMainPush(text("present.again"), p.touch)
	p.sheet.cover()
	p.sheet.onTouch, p.sheet.onEnter = p.touch, func() {}
	p.sheet.onClose = p.forget
	p.sheet.fill(p.face)
	d.presents = p
	d.toast.cover(true)
	p.sheet.show(nil)
	p.show(i)
	p.wait()
}

// canPresent tells that there is something to show to the person.
func canPresent(i store.Issuance) bool { return canHandOver(i) && i.PassURL != "" }

// isWaiting tells that a pass is one that nobody has handed over yet.
func isWaiting(i store.Issuance) bool { return canPresent(i) && i.Handover == store.HandoverNew }

// show shows a row: its name and its code, both out of the same.
func (p *presenting) show(i store.Issuance) {
	if p.row.ID != i.ID {
		p.handing = nil
	}
	p.row, p.inSight, p.looking = i, true, false
	if at := p.desk.list.rows.Index(i.ID); at >= 0 {
		p.place = at
		if was, ok := p.desk.list.selected(); !ok || was.ID != i.ID {
			p.desk.list.jump(at) // who goes back finds the row that was shown last
		}
	}
	if p.face.show(i) {
		p.sheet.title.write(text("present.scan"), colorText)
	} else {
		p.sheet.title.write("", colorText)
	}
	p.touch()
	p.showMark()
	p.sheet.buttons(p.left, layout.NewSpacer(), p.mark, p.next, newMainPush(text("present.done"), p.sheet.close))
	p.rest()
}

// showMark shows how far the pass has got.
func (p *presenting) showMark() {
	done := p.row.Handover >= store.HandoverConfirmed || p.handing != nil
	words := text("detail.mark_confirmed")
	if done {
		words = text("handover.confirmed")
	}
	p.mark.say(words)
	p.mark.enable(!done)
	p.sheet.foot.Refresh()
}

// hide takes the pass out of sight and says why; the window stays covered.
func (p *presenting) hide(words string, offers ...fyne.CanvasObject) {
	p.inSight = false
	p.face.say(words)
	p.sheet.title.write("", colorText)
	p.left.write("", colorMuted)
	back := newPush(text("present.back"), p.sheet.close)
	p.sheet.buttons(append([]fyne.CanvasObject{layout.NewSpacer(), back}, offers...)...)
	p.rest()
}

// rest has no button have the keyboard, so that a key does nothing by chance.
func (p *presenting) rest() {
	p.sheet.focus(p.face)
	p.held = p.face
}

// touch is told that somebody is there.
func (p *presenting) touch() {
	p.until = p.desk.options.Now().Add(presentTime)
	if p.inSight {
		p.count()
		return
	}
	if within(p.sheet.foot, p.again) {
		p.read([]int64{p.row.ID}, canPresent, text("present.gone"))
	}
}

// count tells how long the pass stays in sight.
func (p *presenting) count() {
	left := int((p.until.Sub(p.desk.options.Now()) + time.Second - 1) / time.Second)
	p.left.write(counted("present.left", left), colorMuted)
	p.sheet.foot.Refresh()
}

// wait looks once a second whether the pass has been in sight for long enough.
func (p *presenting) wait() {
	p.desk.options.After(time.Second, func() {
		if p.sheet.open {
			p.tick()
			p.wait()
		}
	})
}

func (p *presenting) tick() {
	focused := p.desk.window.Canvas().Focused()
	moved := focused != p.held
	p.held = focused
	if !p.inSight {
		return
	}
	if p.stale {
		p.recheck()
	}
	switch {
	case moved: // Tab goes by without a word
		p.touch()
	case !p.desk.options.Now().Before(p.until):
		p.hide(text("present.hidden"), p.again)
	default:
		p.count()
	}
}

// confirm notes that the person has the pass.
func (p *presenting) confirm() {
	p.touch()
	p.desk.handOver(store.HandoverConfirmed, text("toast.confirmed", values{"Name": p.desk.nameOf(p.row)}), p.row.ID)
	p.handing = p.desk.undoable
	p.showMark()
	p.rest()
}

// failed says that the store could not be told, if that was about this row.
func (p *presenting) failed(e errand) bool {
	if p == nil || e.handing != p.handing {
		return false
	}
	p.handing = nil
	p.mark.enable(true)
	p.mark.say(text("present.unmarked"))
	p.sheet.foot.Refresh()
	return true
}

// forget lets go of whose pass it was.
func (p *presenting) forget() {
	p.face.say("")
	p.row, p.inSight, p.desk.presents = store.Issuance{}, false, nil
	p.desk.toast.cover(false)
	for _, do := range p.then {
		do()
	}
}

// uncovered does something now, or once no pass is in front of its person any
// more: whoever looks on there is to see nobody else's name.
func (d *Desk) uncovered(do func()) {
	if p := d.presents; p != nil {
		p.then = append(p.then, do)
		return
	}
	do()
}

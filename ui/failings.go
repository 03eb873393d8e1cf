package ui

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"passdesk/store"
	"passdesk/ui/model"
)

// failingsShortcut opens the failures by cause.
var failingsShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyG, Modifier: fyne.KeyModifierShortcutDefault}

// failingFaces say how a cause stands.
var failingFaces = [...]struct {
	sign, word string
	tone, soft fyne.ThemeColorName
}{
	model.FailingOpen:   {"✕", "failing.open", colorDanger, colorDangerSoft},
	model.FailingTaken:  {"…", "failing.taken", colorWarning, colorWarningSoft},
	model.FailingBack:   {"!", "failing.back", colorDanger, colorDangerSoft},
	model.FailingClosed: {"✓", "failing.closed", colorMuted, colorIdle},
}

// failingsScreen shows the failures by cause, and what is known about the one
// that is picked.
type failingsScreen struct {
	desk  *Desk
	sheet *sheet
	list  *pickList
	about *fyne.Container
	said  *said
	show  *push // leads to the failures of the picked one
	all   []model.Failing
	shown model.Failing
	fresh bool // nothing is shown yet

	reading, again bool // once more after that
}

// openFailings shows the failures by cause.
func (d *Desk) openFailings() {
	f := &failingsScreen{desk: d, sheet: newSheet(d, text("failing.title")), about: container.New(stacked{}), said: newSaid(), fresh: true}
	f.sheet.wide = sheetWide
	f.list = newPickList(f.line, []float32{140, 0, 64, 150}, f.showPicked)
	f.show = newMainPush(text("failing.show"), f.showFailures)
	f.show.enable(false)
	f.sheet.onEnter = f.showFailures
	leave := newPush(text("menu.close"), f.sheet.close)
	f.sheet.fill(paragraph(text("failing.why"), quietLook), gap(12), paragraph(text("safety.reading"), quietLook), f.said.box)
	f.sheet.buttons(leave, layout.NewSpacer(), f.show)
	f.sheet.show(leave)
	d.failings = f
	f.sheet.onClose = func() { d.failings = nil }
	f.read()
}

// read asks for them anew.
func (f *failingsScreen) read() {
	if f.again = f.reading; f.reading {
		return
	}
	f.reading = true
	ask(f.sheet, f.desk.backend.Failings, func(all []model.Failing, err error) {
		f.reading = false
		f.take(all, err)
		if f.again {
			f.read()
		}
	})
}

func (f *failingsScreen) take(all []model.Failing, err error) {
	if err != nil {
		f.said.show(text("failing.unread"), colorDangerSoft)
		f.sheet.rearrange()
		return
	}
	picked := f.pick(all)
	f.all = all
	if len(all) == 0 {
		f.fresh = true
		f.show.enable(false)
		f.sheet.fill(card(colorSuccessSoft, signed("✓", text("failing.none"), colorSuccess))...)
		return
	}
	f.list.give(len(all), f.most())
	if f.fresh {
		f.sheet.fill(paragraph(text("failing.why"), quietLook), gap(10), f.list.room, gap(10), f.said.box, f.about)
	}
	f.show.enable(true)
	f.list.show(len(all), picked)
	if f.fresh || all[picked] != f.shown {
		f.showPicked()
	}
	if f.fresh {
		f.sheet.focus(f.list)
	}
	f.fresh = false
}

// most is how many causes are in sight at once: what is said about one needs
// room as well.
func (f *failingsScreen) most() int {
	return max(int((f.desk.window.Canvas().Size().Height-440)/(pickHeight+4)), 3)
}

// pick is where the picked cause stands by now; at first it is the first.
func (f *failingsScreen) pick(next []model.Failing) int {
	if n := f.list.picked; n >= 0 && n < len(f.all) {
		for at, one := range next {
			if one.Fingerprint == f.all[n].Fingerprint {
				return at
			}
		}
	}
	return min(0, len(next)-1)
}

func (f *failingsScreen) line(n int) pickLine {
	one := f.all[n]
	face := failingFaces[one.Stands()]
	return pickLine{
		sign: face.sign, tone: face.tone, soft: face.soft,
		words: []string{
			dates().Moment(one.Last, f.desk.options.Now()), cmp.Or(one.Fingerprint, text("failed.unknown")),
			"× " + figure(one.Count), text(face.word),
		},
	}
}

// showPicked says what is known about the picked cause, and what to do.
func (f *failingsScreen) showPicked() {
	n := f.list.picked
	if n < 0 || n >= len(f.all) {
		return
	}
	focused := f.desk.window.Canvas().Focused()
	held := focused != nil && within(f.about, focused)
	f.shown = f.all[n]
	f.about.Objects = f.words(f.shown)
	f.sheet.rearrange()
	if held {
		f.sheet.focus(f.list) // what had the keyboard has been drawn anew
	}
}

// showFailures leaves for the list of the failures of the picked cause.
func (f *failingsScreen) showFailures() {
	if n := f.list.picked; n >= 0 && n < len(f.all) {
		print := f.all[n].Fingerprint
		f.sheet.close()
		f.desk.chooseCause(print)
	}
}

// set keeps what staff say about a cause.
func (f *failingsScreen) set(print string, state store.FailureState) {
	ask(f.sheet, failing(func(ctx context.Context) error { return f.desk.backend.SetFailing(ctx, print, state) }), func(_ struct{}, err error) {
		f.said.show("", colorGround)
		if err != nil {
			f.said.show(text("note.failed"), colorDangerSoft)
			f.sheet.rearrange()
		}
		f.read()
	})
}

// chooseCause shows the failures of a cause.
func (d *Desk) chooseCause(print string) {
	d.search.SetText(model.FailingSearch(print, d.options.Now().Location()))
	d.turn(model.Query{View: model.Failures, Search: d.search.Text, Order: d.query.Order})
	d.focusList()
}

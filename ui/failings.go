package ui

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
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
	picking[model.Failing]
	show *push // leads to the failures of the picked one

	reading, again bool // once more after that
}

// openFailings shows the failures by cause.
func (d *Desk) openFailings() {
	f := &failingsScreen{}
	f.set(d, text("failing.title"), newPickList(f.line, []float32{140, 0, 64, 150}, f.showPicked), kindOf[model.Failing]{
		why: text("failing.why"), none: text("failing.none"), besides: 440, words: f.words,
		same:  func(a, b model.Failing) bool { return a.Fingerprint == b.Fingerprint },
		first: func(model.Failing) bool { return true },
	})
	f.show = newMainPush(text("failing.show"), f.showFailures)
	f.show.enable(false)
	f.sheet.onEnter = f.showFailures
	leave := newPush(text("menu.close"), f.sheet.close)
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
		f.broken(text("failing.unread"))
		return
	}
	f.show.enable(len(all) > 0)
	f.give(all)
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

// showFailures leaves for the list of the failures of the picked cause.
func (f *failingsScreen) showFailures() {
	if one, there := f.picked(); there {
		f.sheet.close()
		f.desk.chooseCause(one.Fingerprint)
	}
}

// setState keeps what staff say about a cause.
func (f *failingsScreen) setState(print string, state store.FailureState) {
	ask(f.sheet, failing(func(ctx context.Context) error { return f.desk.backend.SetFailing(ctx, print, state) }), func(_ struct{}, err error) {
		if f.tell("", colorGround); err != nil {
			f.tell(text("note.failed"), colorDangerSoft)
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

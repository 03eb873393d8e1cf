package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
)

// writing is a screen that asks in a form what shall be written, writes it and says
// what came of it. It may be closed while it writes; the result is told then in
// passing.
type writing struct {
	desk  *Desk
	sheet *sheet
	said  *said

	start, stop, leave *push
	stopWords          string
	end                func() // stops the writing; nil unless it goes on
	stopped            bool   // somebody wanted that
}

// set gives the screen its sheet and its buttons.
func (w *writing) set(d *Desk, title string, start, stop *push) {
	w.desk, w.sheet, w.said = d, newSheet(d, title), newSaid()
	w.start, w.stop, w.leave = start, stop, newPush(text("menu.cancel"), w.sheet.close)
	w.stop.onTap, w.stopWords = w.cancel, stop.words
}

// ask shows the form.
func (w *writing) ask(form []fyne.CanvasObject) {
	w.said.show("", colorGround)
	w.leave.say(text("menu.cancel"))
	w.sheet.onEnter = w.start.onTap
	w.sheet.fill(append(form, w.said.box)...)
	w.sheet.buttons(layout.NewSpacer(), w.leave, w.start)
}

func (w *writing) complain(words string) {
	w.said.show(words, colorDangerSoft)
	w.sheet.rearrange()
	w.sheet.scroll.ScrollToBottom() // where it stands
	w.sheet.focus(w.start)
}

// work has it written, and shows how far that is.
func (w *writing) work(shown []fyne.CanvasObject, write chore) {
	w.stopped = false
	w.leave.say(text("export.leave"))
	w.stop.say(w.stopWords)
	w.stop.enable(true)
	w.sheet.onEnter = nil
	w.sheet.fill(shown...)
	w.sheet.buttons(w.stop, layout.NewSpacer(), w.leave)
	w.sheet.focus(w.leave)
	w.end = w.desk.chores.start(func(ctx context.Context) func() {
		then := write(ctx)
		return func() {
			w.end = nil
			then()
		}
	})
}

// cancel stops the writing. It is over when what it has come to is told.
func (w *writing) cancel() {
	if w.end != nil {
		w.stopped = true
		w.stop.say(text("export.stopping"))
		w.stop.enable(false)
		w.sheet.focus(w.leave)
		w.end()
	}
}

// failed says why nothing was written, or that it was stopped. ask shows the form
// as it was filled in.
func (w *writing) failed(err error, stopped string, ask func()) {
	words := sentence(say.Of(err))
	if w.stopped {
		words = stopped
	}
	if !w.sheet.open {
		w.desk.toast.say(words)
		return
	}
	ask()
	w.complain(words)
}

package ui

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// eraseScreen has the reader type whom they are about to erase.
type eraseScreen struct {
	desk   *Desk
	person model.Person
	whose  string // name for sentences
	word   string // what has to be typed
	sheet  *sheet
	below  *sheet
	said   *said
	typed  *blank
	keep   *push
	erase  *push
	busy   bool
}

// eraseWord is what has to be typed where there is no name.
const eraseWord = "ERASE"

// openErase asks for certainty before a person's records are erased.
func (d *Desk) openErase(p *personScreen) {
	e := &eraseScreen{desk: d, person: p.person, below: p.sheet, said: newSaid()}
	e.word = cmp.Or(strings.TrimSpace(e.person.Name), strings.TrimSpace(e.person.Contact), eraseWord)
	e.whose = clip(cmp.Or(e.person.Name, e.person.Contact, text("subject.none")), toastName)
	e.sheet = newSheet(d, text("erase.title", values{"Name": e.whose}))
	e.typed = newBlank(e.word, func(words string) { e.erase.enable(!e.busy && strings.TrimSpace(words) == e.word) })
	e.keep = newPush(text("erase.keep"), e.sheet.close)
	e.erase = newPush(text("erase.now"), e.submit)
	e.erase.weight = gravePush
	e.erase.enable(false)
	e.build()
	e.sheet.show(e.typed)
}

func (e *eraseScreen) build() {
	words := []fyne.CanvasObject{paragraph(counted("erase.what", len(e.person.IDs)), plainLook)}
	if e.person.Sole > 0 {
		words = append(words, paragraph(counted("erase.sole", e.person.Sole), plainLook))
	}
	words = append(words, paragraph(text("erase.backups"), plainLook))
	words = append(words, paragraph(text("erase.final"), look{size: plainLook.size, bold: true}))
	parts := card(colorDangerSoft, words...)
	parts = append(parts,
		paragraph(text("erase.type", values{"Word": e.word}), plainLook), gap(6), e.typed, gap(8), e.said.box)
	e.sheet.fill(parts...)
	e.sheet.buttons(layout.NewSpacer(), e.keep, e.erase)
}

// submit erases. Its result is told even if nobody waits for it: what is gone
// is gone.
func (e *eraseScreen) submit() {
	if e.busy {
		return
	}
	e.busy = true
	e.erase.enable(false)
	e.erase.say(text("erase.erasing"))
	e.keep.say(text("menu.close")) // there is no way back now
	e.sheet.focus(e.keep)
	e.desk.chores.add(func(ctx context.Context) func() {
		err := e.desk.safe.keeper.Erase(ctx, e.person)
		return func() { e.done(err) }
	})
}

func (e *eraseScreen) done(err error) {
	e.busy = false
	e.desk.safe.read()
	switch {
	case err == nil:
		e.below.close() // and this one, which lies over it
		e.desk.toast.say(text("erase.done", values{"Name": e.whose}))
	case !e.sheet.open:
		e.desk.toast.say(text("erase.failed", values{"Why": err}))
	default:
		e.erase.say(text("erase.now"))
		e.keep.say(text("erase.keep"))
		e.typed.OnChanged(e.typed.Text)
		e.said.fail(err)
		e.sheet.rearrange()
	}
}

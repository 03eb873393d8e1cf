package ui

import (
	"cmp"
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

// personScreen shows what is kept about one person, gives all of it out and
// leads on to erasing it.
type personScreen struct {
	desk   *Desk
	id     int64 // of the issuance that it was opened from
	sheet  *sheet
	said   *said
	keys   *tick
	save   *push
	erase  *push
	leave  *push
	person model.Person
}

// openPerson shows what is kept about the subject of an issuance.
func (d *Desk) openPerson(id int64) {
	if d.safe == nil {
		return
	}
	p := &personScreen{desk: d, id: id, sheet: newSheet(d, text("erase.person")), said: newSaid()}
	p.leave = newMainPush(text("menu.close"), p.sheet.close)
	p.sheet.fill(paragraph(text("safety.reading"), quietLook))
	p.sheet.buttons(layout.NewSpacer(), p.leave)
	p.sheet.show(p.leave)
	ask(p.sheet, func(ctx context.Context) (model.Person, error) { return d.safe.keeper.Person(ctx, id) }, p.take)
}

func (p *personScreen) take(person model.Person, err error) {
	if err != nil {
		p.said.fail(err)
		p.sheet.fill(p.said.box)
		return
	}
	p.person = person
	p.keys = newTick(text("erase.with_keys"), p.warn)
	p.save = newPush(text("erase.export"), p.export)
	p.erase = newPush(text("erase.erase"), func() { p.desk.openErase(p) })
	parts := p.facts()
	parts = append(parts, newRule(), gap(8), container.New(inset{left: -6}, p.keys), p.said.box, gap(4))
	p.sheet.fill(parts...)
	p.sheet.buttons(p.erase, layout.NewSpacer(), p.save, p.leave)
	p.sheet.focus(p.leave)
}

func (p *personScreen) facts() []fyne.CanvasObject {
	name := newInk(cmp.Or(p.person.Name, p.person.Contact, text("subject.none")), colorText, nameSize, fyne.TextStyle{Bold: true})
	name.trim = true
	parts := []fyne.CanvasObject{name, gap(8)}
	if p.person.Contact != "" {
		parts = append(parts, newFact(text("detail.contact"), p.person.Contact))
	}
	parts = append(parts, newFact(text("erase.records"), counted("erase.n_records", len(p.person.IDs))))
	if len(p.person.Lists) > 0 {
		parts = append(parts, newFact(text("erase.lists"), clip(strings.Join(p.person.Lists, " · "), 200)))
	}
	if len(p.person.Templates) > 0 {
		parts = append(parts, gap(6), newCaption(text("erase.templates")), gap(4),
			paragraph(clip(strings.Join(p.person.Templates, " · "), 400), plainLook))
	}
	return append(parts, gap(12))
}

// warn says what keys in a file come to.
func (p *personScreen) warn(on bool) {
	words := ""
	if on {
		words = text("erase.keys_warning")
	}
	p.tell(words, colorWarningSoft)
}

func (p *personScreen) tell(words string, ground fyne.ThemeColorName) {
	p.said.show(words, ground)
	p.sheet.rearrange()
}

// export writes all that is kept about the person to a file.
func (p *personScreen) export() {
	keys := p.keys.Checked
	p.desk.files.save(text("erase.file"), func(path string) {
		p.save.enable(false)
		p.tell(text("erase.exporting"), colorGround)
		ask(p.sheet, failing(func(ctx context.Context) error {
			return p.desk.safe.keeper.ExportPerson(ctx, p.id, path, keys)
		}), func(_ struct{}, err error) {
			p.save.enable(true)
			p.sheet.focus(p.leave)
			if err != nil {
				p.tell(sentence(say.Of(err)), colorDangerSoft)
				return
			}
			p.tell(text("erase.exported", values{"File": filepath.Base(path)}), colorSuccessSoft)
		})
	})
}

package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"passdesk/assets/say"
	"passdesk/store"
)

// mailShortcut writes to the person of the selected row.
var mailShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyM, Modifier: fyne.KeyModifierShortcutDefault}

// canMail tells that it is worth asking for a message to the person.
func (d *Desk) canMail(i store.Issuance) bool {
	return d.options.Mailer != nil && canHandOver(i) && i.PassURL != "" && strings.Contains(i.SubjectContact, "@")
}

// mailSelected is mail for the only selected row.
func (d *Desk) mailSelected() {
	switch i, one := d.onlyOne(); {
	case !one || d.options.Mailer == nil:
	case d.canMail(i):
		d.mail(i)
	default:
		d.toast.say(text("mail.cannot"))
	}
}

// mail opens a message to the person in the reader's mail program, and asks
// whether it was sent: nobody here can know.
func (d *Desk) mail(i store.Issuance) {
	language := loadTexts().code
	d.chores.add(func(ctx context.Context) func() {
		address, err := d.options.Mailer.MailTo(ctx, i.ID, language)
		if err == nil {
			if d.open(address) != nil {
				err = errNoMailProgram
			}
		}
		return func() { d.uncovered(func() { d.mailed(i, err) }) } // the program may have taken its time to open
	})
}

// noMailProgram is said where the system knows no mail program.
type noMailProgram struct{}

var errNoMailProgram noMailProgram

// Error implements error.
func (noMailProgram) Error() string { return text("mail.no_program") }

// mailed asks whether the message was sent, or says why none was opened.
func (d *Desk) mailed(i store.Issuance, err error) {
	s := newSheet(d, text("mail.title", values{"Name": d.nameOf(i)}))
	if err != nil {
		close := newMainPush(text("menu.close"), s.close)
		s.fill(card(colorWarningSoft, paragraph(sentence(say.Of(err)), plainLook))...)
		s.buttons(layout.NewSpacer(), close)
		s.show(close)
		return
	}
	sent := newMainPush(text("mail.sent"), func() {
		s.close()
		d.handOne(i, store.HandoverSent)
	})
	not := newPush(text("mail.not_sent"), s.close)
	s.fill(paragraph(text("mail.asked"), plainLook))
	s.buttons(newPush(text("mail.change"), func() { s.close(); d.openLetters() }), layout.NewSpacer(), not, sent)
	s.show(not) // Enter says nothing that may not be so
}

package ui

import (
	"context"

	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// letterLines is how many lines of a message are in sight while it is written.
const letterLines = 9

// lettersScreen lets the reader change what people are written.
type lettersScreen struct {
	desk    *Desk
	sheet   *sheet
	said    *said
	choice  *choice
	subject *blank
	words   *page
	save    *push
	letters model.Letters
}

// openLetters shows the messages that people are written.
func (d *Desk) openLetters() {
	l := &lettersScreen{desk: d, sheet: newSheet(d, text("letters.title")), said: newSaid()}
	l.sheet.wide = sheetWide
	l.subject, l.words = newBlank("", nil), newPage(letterLines)
	l.save = newMainPush(text("menu.save"), l.keep)
	l.save.enable(false)
	cancel := newPush(text("menu.cancel"), l.sheet.close)
	l.sheet.fill(paragraph(text("safety.reading"), quietLook), l.said.box)
	l.sheet.buttons(newPush(text("letters.reset"), l.reset), layout.NewSpacer(), cancel, l.save)
	l.sheet.show(cancel)
	ask(l.sheet, d.options.Mailer.Letters, l.take)
}

func (l *lettersScreen) take(letters model.Letters, err error) {
	if err != nil {
		l.said.fail(err)
		l.sheet.rearrange()
		return
	}
	l.letters = letters
	used := letters.Used
	if used == "" {
		used = loadTexts().code
	}
	var names []string
	for _, one := range letters.All {
		names = append(names, languageNames[one.Language])
	}
	at := letters.In(used)
	l.choice = newChoice(at, names...)
	l.choice.onTap = l.turn
	l.letters.Used = letters.All[at].Language
	l.write()
	l.sheet.fill(
		paragraph(text("letters.why"), quietLook), gap(8), labelled(text("letters.language"), l.choice.box),
		labelled(text("letters.subject"), l.subject), labelled(text("letters.text"), l.words),
		paragraph(text("letters.gaps", values{"Name": "{{name}}", "Template": "{{template}}", "Link": "{{link}}"}), quietLook), gap(8), l.said.box)
	l.save.enable(true)
	l.words.onDone, l.sheet.onEnter = l.keep, l.keep
	keepDraft(l.sheet, l.said, func() string { return l.subject.Text + "\n" + l.words.Text })
	l.sheet.focus(l.words)
}

// now is the letter in sight.
func (l *lettersScreen) now() *model.Letter { return &l.letters.All[l.letters.In(l.letters.Used)] }

// write shows the letter that is chosen.
func (l *lettersScreen) write() {
	l.subject.SetText(l.now().Subject)
	l.words.SetText(l.now().Text)
	l.words.CursorRow, l.words.CursorColumn = 0, 0
}

// read takes over what was typed.
func (l *lettersScreen) read() {
	l.now().Message = model.Message{Subject: l.subject.Text, Text: l.words.Text}
}

// turn goes on to another language, which is then the one that people are
// written in. What was typed stays.
func (l *lettersScreen) turn() {
	l.read()
	l.letters.Used = l.letters.All[l.choice.chosen].Language
	l.write()
}

// reset puts the message back that stands where nobody has written one.
func (l *lettersScreen) reset() {
	if l.choice == nil {
		return
	}
	l.now().Message = l.now().Default
	l.write()
	l.sheet.focus(l.words)
}

func (l *lettersScreen) keep() {
	if l.save.Disabled() {
		return
	}
	l.read()
	l.save.enable(false)
	letters := l.letters
	letters.All = append([]model.Letter(nil), letters.All...)
	ask(l.sheet, failing(func(ctx context.Context) error { return l.desk.options.Mailer.KeepLetters(ctx, letters) }), func(_ struct{}, err error) {
		l.save.enable(true)
		if err == nil {
			l.sheet.close()
			l.desk.toast.say(text("letters.kept"))
			return
		}
		l.said.fail(err)
		l.sheet.rearrange()
	})
}

package ui

import (
	"context"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"passdesk/store/secret"
)

// codeScreen makes a recovery code and shows it until the reader says that it
// has been kept elsewhere.
type codeScreen struct {
	desk   *Desk
	sheet  *sheet
	said   *said
	make   *push
	done   *push
	kept   *tick
	lines  *fyne.Container // the code as it is shown
	secret secret.Value[string]
}

// openCode shows what a recovery code is and offers to make one.
func (d *Desk) openCode() {
	c := &codeScreen{desk: d, sheet: newSheet(d, text("code.title")), said: newSaid()}
	c.make = newPush(text("code.make"), c.ask)
	parts := []fyne.CanvasObject{paragraph(text("code.why"), plainLook), gap(12)}
	if d.safe.value.Code {
		parts = append(parts, card(colorWarningSoft,
			newInk(text("code.another_title"), colorWarning, textSize, fyne.TextStyle{Bold: true}),
			paragraph(text("code.another"), plainLook))...)
	} else {
		c.make.weight = mainPush
		c.sheet.onEnter = c.ask
	}
	c.sheet.fill(append(parts, c.said.box)...)
	cancel := newPush(text("menu.cancel"), c.sheet.close)
	c.sheet.buttons(layout.NewSpacer(), cancel, c.make)
	c.sheet.onClose = c.forget
	if d.safe.value.Code {
		c.sheet.show(cancel) // Enter leaves the code that there is as it is
	} else {
		c.sheet.show(c.make)
	}
}

// ask has a code made.
func (c *codeScreen) ask() {
	if c.make.Disabled() {
		return
	}
	c.make.enable(false)
	c.make.say(text("code.making"))
	c.desk.chores.add(func(ctx context.Context) func() {
		code, err := c.desk.safe.keeper.NewCode(ctx)
		return func() { c.take(code, err) }
	})
}

// take shows the code. If nobody is there to see it any more, they must know
// that the one before is void all the same.
func (c *codeScreen) take(code secret.Value[string], err error) {
	c.desk.safe.read()
	switch {
	case !c.sheet.open && err == nil:
		c.desk.toast.say(text("code.unseen"))
	case !c.sheet.open:
		return
	case err != nil:
		c.make.say(text("code.make"))
		c.make.enable(true)
		c.said.fail(err)
		c.sheet.rearrange()
		c.sheet.focus(c.make)
	default:
		c.secret = code
		c.show()
	}
}

// show shows the code itself.
func (c *codeScreen) show() {
	c.lines = codeLines(c.secret.Reveal())
	copied := newCopyButton(text("code.copy"), c.desk.options.After, func() { c.desk.loan.give(c.secret) })
	copied.strong = true
	save := newButton("↓", text("code.save"), c.save)
	c.kept = newTick(text("code.kept"), func(on bool) { c.done.enable(on) })
	c.done = newMainPush(text("code.done"), c.sheet.close)
	c.done.enable(false)
	box := container.NewStack(newPanel(colorGround, radius), container.New(inset{top: 20, bottom: 20, left: 12, right: 12}, c.lines))
	c.said.show("", colorSuccessSoft)
	c.sheet.fill(
		paragraph(text("code.once"), plainLook), gap(12), box, gap(8),
		container.NewHBox(layout.NewSpacer(), copied, save, layout.NewSpacer()), gap(8),
		c.said.box,
		container.New(inset{left: -6}, c.kept))
	c.sheet.buttons(layout.NewSpacer(), c.done)
	c.sheet.onEnter = func() {
		if !c.done.Disabled() {
			c.sheet.close()
		}
	}
	c.sheet.focus(copied)
}

// forget takes the code out of everything that showed it.
func (c *codeScreen) forget() {
	c.secret = secret.Value[string]{}
	if c.lines != nil {
		for _, line := range c.lines.Objects {
			line.(*fyne.Container).Objects[0].(*ink).write("", colorText)
		}
	}
	c.sheet.fill()
}

// save writes the code into a file that only its owner may read.
func (c *codeScreen) save() {
	code := c.secret
	c.desk.files.save(text("code.file"), func(path string) {
		ask(c.sheet, failing(func(context.Context) error {
			return writeSecret(path, text("code.file_words")+"\n\n"+strings.Join(grouped(code.Reveal()), "\n")+"\n")
		}), func(_ struct{}, err error) {
			if err != nil {
				c.said.show(text("code.unsaved", values{"Why": err}), colorDangerSoft)
			} else {
				c.said.show(text("code.saved", values{"File": path}), colorSuccessSoft)
			}
			c.sheet.rearrange()
		})
	})
}

const (
	codeGroup      = 4 // characters
	codeLineGroups = 4
)

// grouped sets a code in groups, a few on each line, so that it can be read
// aloud and copied by hand.
func grouped(code string) []string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, code)
	var lines []string
	for n := 0; n < len(letters); n += codeGroup {
		group := letters[n:min(n+codeGroup, len(letters))]
		if n/codeGroup%codeLineGroups == 0 {
			lines = append(lines, group)
		} else {
			lines[len(lines)-1] += "  " + group
		}
	}
	return lines
}

func codeLines(code string) *fyne.Container {
	box := container.New(layout.NewCustomPaddedVBoxLayout(6))
	for _, line := range grouped(code) {
		box.Add(container.NewCenter(newInk(line, colorText, 22, fyne.TextStyle{Monospace: true, Bold: true})))
	}
	return box
}

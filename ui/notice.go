package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// notice is the strip below the header that says in full what is wrong, what
// was kept and what to do.
type notice struct {
	box    *fyne.Container
	ground *panel
	words  *widget.Label
	offers *fyne.Container // what can be done about it
	aside  *fyne.Container // holds that, where there is anything to do
}

func newNotice() *notice {
	n := &notice{ground: newPanel(colorWarningSoft, 0), words: widget.NewLabel("")}
	n.words.Wrapping = fyne.TextWrapWord
	n.offers = container.NewHBox()
	n.aside = container.NewVBox(n.offers)
	n.aside.Hide()
	row := container.NewBorder(nil, nil, nil, n.aside, n.words)
	n.box = container.NewStack(n.ground, container.New(inset{left: 10, right: 10, top: 2, bottom: 2}, row))
	n.box.Hide()
	return n
}

// show says what the connection has to say, and that the rows in sight may be
// out of date if the store cannot be read. Without either it goes away.
func (n *notice) show(c model.Connection, unreadable bool) {
	words := c.Notice()
	if words != "" && c.Code != "" {
		words = text("notice.code", values{"Message": words, "Code": c.Code})
	}
	tone := colorWarningSoft
	if c.State == model.Down {
		tone = colorDangerSoft
	}
	if unreadable {
		words = strings.TrimPrefix(words+"\n"+text("notice.unreadable"), "\n")
		tone = colorDangerSoft
	}
	n.aside.Hide()
	if words == "" {
		n.box.Hide()
		return
	}
	n.say(words, tone)
}

// holds tells that what has the keyboard is one of the strip's buttons.
func (n *notice) holds(f fyne.Focusable) bool {
	return f != nil && n.box.Visible() && n.aside.Visible() && within(n.offers, f)
}

// offer says something, with a button that does what it asks for and one that
// puts it off.
func (n *notice) offer(words string, tone fyne.ThemeColorName, label string, act, later func()) {
	if n.words.Text != words || len(n.offers.Objects) == 0 {
		n.offers.Objects = []fyne.CanvasObject{newNoticeButton("→", label, tone, act), newNoticeButton("✕", text("safety.not_now"), tone, later)}
		n.offers.Objects[0].(*button).strong = true
	}
	n.aside.Show()
	n.say(words, tone)
}

func newNoticeButton(sign, label string, on fyne.ThemeColorName, act func()) *button {
	b := newButton(sign, label, act)
	b.on = on
	return b
}

func (n *notice) say(words string, tone fyne.ThemeColorName) {
	n.ground.fill(tone)
	n.words.SetText(words)
	n.box.Show()
}

// inset leaves room around one object. Negative room lets it reach out, which
// takes back the padding that Fyne's labels bring along.
type inset struct{ left, right, top, bottom float32 }

// MinSize implements fyne.Layout.
func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(i.left+i.right, i.top+i.bottom)
}

// Layout implements fyne.Layout.
func (i inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], i.left, i.top, size.Width-i.left-i.right, size.Height-i.top-i.bottom)
}

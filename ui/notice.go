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
	wait   later
	box    *fyne.Container
	ground *panel
	words  *widget.Label
	offers *fyne.Container // what can be done about it
	aside  *fyne.Container // holds that, where there is anything to do
}

func newNotice(wait later) *notice {
	n := &notice{wait: wait, ground: newPanel(colorWarningSoft, 0), words: widget.NewLabel("")}
	n.words.Wrapping = fyne.TextWrapWord
	n.offers = container.NewHBox()
	n.aside = container.NewVBox(n.offers)
	n.aside.Hide()
	row := container.NewBorder(nil, nil, nil, n.aside, n.words)
	n.box = container.NewStack(n.ground, container.New(inset{left: 10, right: 10, top: 2, bottom: 2}, row))
	n.box.Hide()
	return n
}

// offer is something that can be done about what the strip says. One without a
// sign copies something.
type offer struct {
	sign, label string
	act         func()
}

// say says something, with buttons for what can be done about it. Buttons that
// are there already stay, so that they keep the keyboard.
func (n *notice) say(words string, ground fyne.ThemeColorName, offers ...offer) {
	if n.words.Text != words || len(n.offers.Objects) != len(offers) {
		n.offers.Objects = nil
		for i, o := range offers {
			b := newButton(o.sign, o.label, o.act)
			if o.sign == "" {
				b = newCopyButton(o.label, n.wait, o.act)
			}
			b.on, b.strong = ground, i == 0 && o.sign != "✕"
			n.offers.Add(b)
		}
	}
	n.aside.Hidden = len(offers) == 0
	n.ground.fill(ground)
	n.words.SetText(words)
	n.box.Show()
}

// hide takes the strip away.
func (n *notice) hide() {
	n.aside.Hide()
	n.box.Hide()
}

// button is one of those that are offered now.
func (n *notice) button(i int) *button { return n.offers.Objects[i].(*button) }

// holds tells that what has the keyboard is one of the strip's buttons.
func (n *notice) holds(f fyne.Focusable) bool {
	return f != nil && n.box.Visible() && n.aside.Visible() && within(n.offers, f)
}

// troubleText is what the connection has to say, and that the rows in sight may
// be out of date if the store cannot be read.
func troubleText(c model.Connection, unreadable bool) string {
	words := sentence(c.Notice())
	if words != "" && c.Code != "" {
		words = text("notice.code", values{"Message": words, "Code": c.Code})
	}
	if unreadable {
		words = strings.TrimPrefix(words+"\n"+text("notice.unreadable"), "\n")
	}
	return words
}

func troubleGround(c model.Connection, unreadable bool) fyne.ThemeColorName {
	if c.State == model.Down || c.State == model.Degraded || unreadable {
		return colorDangerSoft
	}
	return colorWarningSoft
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

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
}

func newNotice() *notice {
	n := &notice{ground: newPanel(colorWarningSoft, 0), words: widget.NewLabel("")}
	n.words.Wrapping = fyne.TextWrapWord
	n.box = container.NewStack(n.ground, container.New(inset{left: 10, right: 10, top: 2, bottom: 2}, n.words))
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
	if words == "" {
		n.box.Hide()
		return
	}
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

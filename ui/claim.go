package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

const claimHeight float32 = 40

// claimLetters is more than any line of a pane holds.
const claimLetters = 400

// claim is one value of a credential under its label, which may be long, with
// a button that copies the value whole.
type claim struct {
	widget.BaseWidget
	label *ink
	value *ink
	copy  *button // nil when there is nothing to copy
}

func newClaim(l model.Line, wait later, onCopy func(value string)) *claim {
	c := &claim{
		label: newInk(l.Label, colorMuted, captionSize, fyne.TextStyle{}),
		value: newInk(model.Elide(l.Value, claimLetters), colorText, textSize, fyne.TextStyle{}),
	}
	c.label.trim, c.value.trim = true, true
	c.label.cut.middle, c.value.cut.middle = true, true
	if l.Value != "" {
		c.copy = newCopyButton("", wait, func() { onCopy(l.Value) })
	} else {
		c.value.write("—", colorMuted)
	}
	c.ExtendBaseWidget(c)
	return c
}

func (c *claim) arrange(size fyne.Size) {
	width := size.Width - buttonHeight
	place(c.label, 0, 3, width, 14)
	place(c.value, 0, 17, width, 18)
	if c.copy != nil {
		// The icon ends at the edge, as in a fact.
		place(c.copy, width+6, (size.Height-buttonHeight)/2, buttonHeight, buttonHeight)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *claim) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{c.label, c.value}
	if c.copy != nil {
		objects = append(objects, c.copy)
	}
	return &ownRenderer{
		objects: objects, layout: c.arrange, refresh: func() { refreshAll(objects) },
		minimum: func() fyne.Size { return fyne.NewSize(factLabel+120, claimHeight) },
	}
}

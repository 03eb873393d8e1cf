package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

const (
	factHeight float32 = 28
	factLabel  float32 = 84
)

// fact is one line of a detail: what it is, the value, and a button to copy
// the value where that is of use.
type fact struct {
	widget.BaseWidget
	label *ink
	value *ink
	copy  *button // nil when nobody needs to copy it
}

func newFact(label, value string) *fact {
	f := &fact{
		label: newInk(label, colorMuted, idSize, fyne.TextStyle{}),
		value: newInk(value, colorText, textSize, fyne.TextStyle{}),
	}
	f.label.trim, f.value.trim = true, true
	f.value.cut.middle = true
	f.ExtendBaseWidget(f)
	return f
}

// newIDFact is a fact that machines read: small, of fixed width, to be copied.
func newIDFact(label, value string, wait later, onCopy func()) *fact {
	f := newFact(label, value)
	f.value.line.TextSize, f.value.line.TextStyle = captionSize, monospace
	f.value.tone = colorMuted
	f.copy = newCopyButton("", wait, onCopy)
	return f
}

// newLinkFact is a pass link with a button that says what it does.
func newLinkFact(label, url string, wait later, onCopy func()) *fact {
	f := newFact(label, strings.TrimPrefix(url, "https://")) // all of them start so, and room is short
	f.copy = newCopyButton(text("copy.button"), wait, onCopy)
	return f
}

func (f *fact) arrange(size fyne.Size) {
	right := size.Width
	if f.copy != nil {
		width := f.copy.MinSize().Width
		// The icon, not the ground that appears under the mouse, ends at the edge.
		place(f.copy, right-width+6, (size.Height-buttonHeight)/2, width, buttonHeight)
		right -= width
	}
	place(f.label, 0, 0, factLabel-grid, size.Height)
	place(f.value, factLabel, 0, right-factLabel, size.Height)
}

// CreateRenderer implements fyne.Widget.
func (f *fact) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{f.label, f.value}
	if f.copy != nil {
		objects = append(objects, f.copy)
	}
	return &ownRenderer{
		objects: objects, layout: f.arrange, refresh: func() { refreshAll(objects) },
		minimum: func() fyne.Size { return fyne.NewSize(factLabel+120, factHeight) },
	}
}

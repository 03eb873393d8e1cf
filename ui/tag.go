package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// tag is a word on a ground of its own.
type tag struct {
	widget.BaseWidget
	ground *panel
	label  *ink
}

func newTag(words string, tone, soft fyne.ThemeColorName) *tag {
	t := &tag{ground: newPanel(soft, pillHeight/2), label: newInk(words, tone, idSize, fyne.TextStyle{})}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tag) minimum() fyne.Size {
	return fyne.NewSize(t.label.width()+2*pillInset, pillHeight)
}

// CreateRenderer implements fyne.Widget.
func (t *tag) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{t.ground, t.label}
	return &ownRenderer{
		objects: objects,
		layout: func(size fyne.Size) {
			place(t.ground, 0, (size.Height-pillHeight)/2, t.minimum().Width, pillHeight)
			place(t.label, pillInset, 0, size.Width-pillInset, size.Height)
		},
		refresh: func() { refreshAll(objects) }, minimum: t.minimum,
	}
}

package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

const (
	lightHeight float32 = 29
	lightDisc   float32 = 22
	lightName   float32 = 190
)

// lightRow is one light: a shape, what it is about, a word, and how long it
// took.
type lightRow struct {
	widget.BaseWidget
	disc                   *panel
	sign, name, word, took *ink
}

func newLightRow(name string) *lightRow {
	r := &lightRow{
		disc: newPanel(colorIdle, lightDisc/2), sign: newInk("", colorMuted, textSize, fyne.TextStyle{Monospace: true, Bold: true}),
		name: newInk(name, colorText, textSize, fyne.TextStyle{}), word: newInk("", colorMuted, textSize, fyne.TextStyle{}),
		took: newInk("", colorMuted, idSize, fyne.TextStyle{}),
	}
	r.sign.line.Alignment = fyne.TextAlignCenter
	r.took.line.Alignment = fyne.TextAlignTrailing
	r.name.trim, r.word.trim = true, true
	r.ExtendBaseWidget(r)
	return r
}

// show shows another light; word is the key of a text.
func (r *lightRow) show(sign, word, took string, tone, soft fyne.ThemeColorName) {
	r.disc.fill(soft)
	r.sign.write(sign, tone)
	r.word.write(text(word), tone)
	r.took.write(took, colorMuted)
}

func (r *lightRow) arrange(size fyne.Size) {
	const took float32 = 72
	place(r.disc, 0, (size.Height-lightDisc)/2, lightDisc, lightDisc)
	place(r.sign, 0, 0, lightDisc, size.Height)
	left := lightDisc + 12
	place(r.name, left, 0, lightName, size.Height)
	place(r.word, left+lightName, 0, max(size.Width-left-lightName-took, 0), size.Height)
	place(r.took, size.Width-took, 0, took, size.Height)
}

// CreateRenderer implements fyne.Widget.
func (r *lightRow) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.disc, r.sign, r.name, r.word, r.took}
	return &ownRenderer{
		objects: objects, layout: r.arrange, refresh: func() { refreshAll(objects) },
		minimum: func() fyne.Size { return fyne.NewSize(360, lightHeight) },
	}
}

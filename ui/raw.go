package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// The grid draws each letter of a line in sight, however long the line is, and
// keeps each letter of the text: an encrypted payload would freeze the window.
const (
	rawColumns = 200
	rawLines   = 2000
)

// raw shows a delivery as it came in. It is closed until somebody asks, and
// only then is the text set: most readers never look.
type raw struct {
	box    *fyne.Container
	grid   *widget.TextGrid
	body   *fyne.Container
	toggle *button
	copy   *button
	text   string
	open   bool
	onFold func()
}

// newRaw makes the part; onFold is told when it opens or closes.
func newRaw(wait later, onCopy func(text string), onFold func()) *raw {
	r := &raw{grid: widget.NewTextGrid(), onFold: onFold}
	r.grid.Scroll = fyne.ScrollBoth
	r.toggle = newButton("▸", text("raw.title"), r.fold)
	r.copy = newCopyButton(text("raw.copy"), wait, func() { onCopy(r.text) })
	bar := container.New(inset{left: 12, right: 14, top: 4, bottom: 4}, container.NewHBox(r.toggle, layout.NewSpacer(), r.copy))
	r.body = container.NewStack(newPanel(colorGround, 0), container.New(inset{left: 12, right: 4, top: 8, bottom: 4}, r.grid))
	r.body.Hide()
	r.box = container.NewBorder(container.NewVBox(newRule(), bar), nil, nil, nil, r.body)
	return r
}

// show shows another delivery; "" is one that has not been read yet. An open
// part stays where it is meanwhile.
func (r *raw) show(body string) {
	r.text = body
	r.box.Hidden = body == "" && !r.open
	if r.open {
		r.fill()
	}
}

// fill gives the grid as much of the text as it can draw.
func (r *raw) fill() {
	folded, whole := model.Fold(r.text, rawColumns, rawLines)
	if !whole {
		folded += "\n" + text("raw.more")
	}
	r.grid.SetText(folded)
}

func (r *raw) fold() {
	r.open = !r.open
	if r.open {
		r.fill()
		r.toggle.relabel("▾")
		r.body.Show()
	} else {
		r.toggle.relabel("▸")
		r.body.Hide()
	}
	r.onFold()
}

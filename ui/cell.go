package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

const (
	badgeSide  float32 = 18
	pillHeight float32 = 20
	pillInset  float32 = 8
	copyHeight float32 = 26
	signSize   float32 = 11
)

var monospace = fyne.TextStyle{Monospace: true}

// cellView draws one cell: its words, and what its kind puts behind them.
type cellView struct {
	kind   cellKind
	place  span
	label  *canvas.Text
	ground *canvas.Rectangle // of badge, pill and button
	icon   *copyIcon         // of the button
	tick   *canvas.Text      // in the icon's place once it has copied
}

func newCellView(kind cellKind) *cellView {
	v := &cellView{kind: kind, label: canvas.NewText("", nil)}
	v.label.TextSize = textSize
	switch kind {
	case badgeCell:
		v.label.TextSize, v.label.TextStyle, v.label.Alignment = signSize, monospace, fyne.TextAlignCenter
		v.ground = canvas.NewRectangle(nil)
		v.ground.CornerRadius = badgeSide / 2
	case pillCell:
		v.label.TextSize = idSize
		v.ground = canvas.NewRectangle(nil)
		v.ground.CornerRadius = pillHeight / 2
	case copyCell:
		v.label.TextSize = idSize
		v.ground = canvas.NewRectangle(nil)
		v.ground.CornerRadius = radius
		v.icon = newCopyIcon()
		v.tick = canvas.NewText("", nil)
		v.tick.TextSize, v.tick.TextStyle, v.tick.Alignment = textSize, monospace, fyne.TextAlignCenter
	}
	return v
}

func (v *cellView) objects() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	if v.ground != nil {
		all = append(all, v.ground)
	}
	if v.icon != nil {
		all = append(all, v.icon.back, v.icon.front, v.tick)
	}
	return append(all, v.label)
}

func (v *cellView) layout(s span) {
	v.place = s
	for _, o := range v.objects() {
		if s.width == 0 {
			o.Hide()
		} else {
			o.Show()
		}
	}
	switch v.kind {
	case badgeCell:
		place(v.ground, s.x, (rowHeight-badgeSide)/2, badgeSide, badgeSide)
		place(v.label, s.x, 0, badgeSide, rowHeight)
	case pillCell:
		place(v.label, s.x+pillInset, 0, s.width-pillInset, rowHeight)
	case copyCell:
		place(v.ground, s.x-pillInset, (rowHeight-copyHeight)/2, s.width, copyHeight)
		v.icon.move(s.x, (rowHeight-copyIconSide)/2)
		place(v.tick, s.x, 0, copyIconSide, rowHeight)
		place(v.label, s.x+copyIconSide+6, 0, s.width-copyIconSide-6-pillInset, rowHeight)
	default:
		place(v.label, s.x, 0, s.width, rowHeight)
	}
}

// weigh has the words stand out, or not.
func (v *cellView) weigh(bold bool) {
	if v.label.TextStyle.Bold != bold {
		v.label.TextStyle.Bold = bold
		v.label.Text = "" // has them drawn anew
	}
}

func (v *cellView) show(c cell, state rowState, cut *cutter) {
	if v.place.width == 0 {
		return
	}
	width := v.label.Size().Width
	if v.kind == copyCell && width < 24 {
		width = 0 // the icon stands for itself
	}
	write(v.label, cut.cut(c.text, width, v.label.TextSize, v.label.TextStyle), c.tone)
	behind := colorSurface // hidden under the row's own ground otherwise
	if c.soft != "" {
		behind = c.soft
	}
	switch v.kind {
	case badgeCell:
		fill(v.ground, behind)
	case pillCell, copyCell:
		v.ground.Hidden = c.soft == ""
		fill(v.ground, behind)
	}
	if v.kind == pillCell && c.soft != "" {
		if state.selected && state.focused {
			fill(v.ground, colorSurface) // the row has the pill's own colour
		}
		width := v.label.MinSize().Width + 2*pillInset
		place(v.ground, v.place.x, (rowHeight-pillHeight)/2, width, pillHeight)
	}
	if v.icon != nil {
		sign := ""
		if state.copied && c.text != "" {
			sign = "✓"
		}
		write(v.tick, sign, c.tone)
		behind := state.ground() // the icon's front sheet hides the back one
		if state.onCopy {
			behind = colorAccent
		}
		v.icon.show(c.text != "" && !state.copied, c.tone, behind)
	}
}

// write changes a text if it says something else so far.
func write(t *canvas.Text, s string, tone fyne.ThemeColorName) {
	if tone == "" {
		tone = colorText
	}
	if c := paint(tone); t.Text != s || t.Color != c {
		t.Text, t.Color = s, c
		t.Refresh()
	}
}

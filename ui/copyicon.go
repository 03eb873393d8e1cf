package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

const copyIconSide float32 = 14

// copyIcon is two sheets of paper, one before the other. Two rectangles are
// drawn much faster than a picture, and a list has one in each row.
type copyIcon struct {
	back, front *canvas.Rectangle
}

func newCopyIcon() *copyIcon {
	sheet := func() *canvas.Rectangle {
		r := canvas.NewRectangle(nil)
		r.StrokeWidth, r.CornerRadius = 1.25, 2
		return r
	}
	return &copyIcon{back: sheet(), front: sheet()}
}

func (i *copyIcon) move(x, y float32) {
	place(i.back, x+4, y+1, 9, 10)
	place(i.front, x+1, y+4, 9, 10)
}

// show draws the icon in a tone on a ground, or hides it.
func (i *copyIcon) show(visible bool, tone, ground fyne.ThemeColorName) {
	stroke, behind := paint(tone), paint(ground)
	for _, r := range []*canvas.Rectangle{i.back, i.front} {
		if r.Hidden == !visible && r.StrokeColor == stroke && r.FillColor == behind {
			continue
		}
		r.Hidden, r.StrokeColor, r.FillColor = !visible, stroke, behind
		r.Refresh()
	}
}

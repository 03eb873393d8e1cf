package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// chip tells how many rows came in above, and leads to them.
type chip struct {
	widget.BaseWidget
	onTap  func()
	ground *canvas.Rectangle
	arrow  *canvas.Text
	label  *canvas.Text
	n      int
	more   bool
}

const chipHeight float32 = 28

func newChip(onTap func()) *chip {
	c := &chip{onTap: onTap, ground: canvas.NewRectangle(nil), arrow: canvas.NewText("↑", nil), label: canvas.NewText("", nil)}
	c.ground.CornerRadius = chipHeight / 2
	c.arrow.TextSize, c.arrow.TextStyle = idSize, monospace
	c.label.TextSize, c.label.TextStyle = idSize, fyne.TextStyle{Bold: true}
	c.Hidden = true
	c.ExtendBaseWidget(c)
	return c
}

// show says n new, or more than that; with 0 the chip goes away.
func (c *chip) show(n int, more bool) {
	if n == c.n && more == c.more {
		return
	}
	c.n, c.more = n, more
	hidden := n == 0
	switch {
	case more:
		write(c.label, text("list.fresh_more", values{"N": figure(n)}), colorOnAccent)
	case !hidden:
		write(c.label, counted("list.fresh", n), colorOnAccent)
	}
	if c.Hidden != hidden {
		c.Hidden = hidden
		canvas.Refresh(c)
	}
}

func (c *chip) paint() {
	fill(c.ground, colorAccent)
	write(c.arrow, c.arrow.Text, colorOnAccent)
	write(c.label, c.label.Text, colorOnAccent)
}

func (c *chip) minimum() fyne.Size {
	return fyne.NewSize(c.label.MinSize().Width+44, chipHeight)
}

// MinSize implements fyne.CanvasObject; it follows the words without a cache.
func (c *chip) MinSize() fyne.Size { return c.minimum() }

// Tapped implements fyne.Tappable.
func (c *chip) Tapped(*fyne.PointEvent) { c.onTap() }

// Cursor implements desktop.Cursorable.
func (c *chip) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (c *chip) CreateRenderer() fyne.WidgetRenderer {
	c.paint()
	return &ownRenderer{
		objects: []fyne.CanvasObject{c.ground, c.arrow, c.label},
		layout: func(size fyne.Size) {
			c.ground.Resize(size)
			place(c.arrow, 14, 0, 12, size.Height)
			place(c.label, 30, 0, size.Width-30, size.Height)
		},
		refresh: c.paint, minimum: c.minimum,
	}
}

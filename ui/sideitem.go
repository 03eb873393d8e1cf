package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// sideItem is one entry: its name and its count.
type sideItem struct {
	widget.BaseWidget
	onTap  func()
	ground *canvas.Rectangle
	name   *canvas.Text
	count  *canvas.Text
	about  string // what stands behind the name in full; "" for an entry with a name of its own
	cut    cutter

	selected, hovered, focused bool
}

func newSideItem(name string, onTap func()) *sideItem {
	i := &sideItem{
		onTap: onTap, ground: canvas.NewRectangle(nil),
		name: canvas.NewText(name, nil), count: canvas.NewText("", nil),
	}
	i.ground.CornerRadius = radius
	i.name.TextSize, i.count.TextSize = textSize, idSize
	i.count.Alignment = fyne.TextAlignTrailing
	i.ExtendBaseWidget(i)
	return i
}

// show shows what stands behind the name, if others have given it, whether the entry
// is on, and how much it holds.
func (i *sideItem) show(about string, selected bool, count int) {
	words := figure(count)
	if about == i.about && selected == i.selected && words == i.count.Text {
		return // most are as they were whenever something comes in
	}
	i.about, i.selected, i.count.Text = about, selected, words
	i.trim()
	i.paint()
}

// trim cuts a name that others have given to the room there is.
func (i *sideItem) trim() {
	if i.about != "" {
		i.name.Text = i.cut.cut(i.about, i.Size().Width-i.count.MinSize().Width-3*grid-8, textSize, fyne.TextStyle{Bold: i.selected})
	}
}

func (i *sideItem) paint() {
	ground, name, count := colorGround, colorText, colorMuted
	switch {
	case i.selected:
		ground, name, count = colorAccentSoft, colorAccent, colorAccent
	case i.hovered:
		ground = colorIdle
	}
	i.ground.FillColor = paint(ground)
	i.ground.StrokeColor, i.ground.StrokeWidth = paint(colorAccent), 0
	if i.focused {
		i.ground.StrokeWidth = 2
	}
	i.name.Color, i.count.Color = paint(name), paint(count)
	i.name.TextStyle.Bold, i.count.TextStyle.Bold = i.selected, i.selected
	refreshAll([]fyne.CanvasObject{i.ground, i.name, i.count})
}

// Tapped implements fyne.Tappable.
func (i *sideItem) Tapped(*fyne.PointEvent) { i.onTap() }

// FocusGained implements fyne.Focusable.
func (i *sideItem) FocusGained() { i.focused = true; i.paint() }

// FocusLost implements fyne.Focusable.
func (i *sideItem) FocusLost() { i.focused = false; i.paint() }

// TypedRune implements fyne.Focusable.
func (i *sideItem) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (i *sideItem) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		i.onTap()
	default:
		passOn(i, ev)
	}
}

// MouseIn implements desktop.Hoverable.
func (i *sideItem) MouseIn(*desktop.MouseEvent) { i.hovered = true; i.paint() }

// MouseMoved implements desktop.Hoverable.
func (i *sideItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (i *sideItem) MouseOut() { i.hovered = false; i.paint() }

// CreateRenderer implements fyne.Widget.
func (i *sideItem) CreateRenderer() fyne.WidgetRenderer {
	return &ownRenderer{
		objects: []fyne.CanvasObject{i.ground, i.name, i.count},
		layout: func(size fyne.Size) {
			i.ground.Resize(size)
			i.trim()
			place(i.name, grid+4, 0, size.Width, size.Height)
			place(i.count, 0, 0, size.Width-grid-4, size.Height)
		},
		refresh: i.paint,
		minimum: i.MinSize,
	}
}

// MinSize implements fyne.CanvasObject.
func (i *sideItem) MinSize() fyne.Size { return fyne.NewSize(60, itemHeight) }

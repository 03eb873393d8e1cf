package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

const (
	thumbMin  float32 = 28 // long enough to be caught in a million rows
	thumbThin float32 = 6
)

// scrollBar shows a place in a long list and lets it be dragged. A press
// beside the thumb goes there.
type scrollBar struct {
	widget.BaseWidget
	onDrag func(share float64)

	thumb         *canvas.Rectangle
	along, length float64
	hovered       bool
	dragging      bool
	grip          float32 // where on the thumb it is held
}

func newScrollBar() *scrollBar {
	b := &scrollBar{thumb: canvas.NewRectangle(nil), length: 1}
	b.thumb.CornerRadius = thumbThin / 2
	b.ExtendBaseWidget(b)
	return b
}

// show places the thumb; both numbers are shares of the bar.
func (b *scrollBar) show(along, length float64) {
	b.along, b.length = along, length
	b.paint()
}

func (b *scrollBar) paint() {
	b.Hidden = b.length >= 1
	y, height := b.thumbSpan()
	place(b.thumb, (barWidth-thumbThin)/2, y, thumbThin, height)
	if b.hovered || b.dragging {
		fill(b.thumb, colorMuted)
	} else {
		fill(b.thumb, colorBar)
	}
}

func (b *scrollBar) thumbSpan() (y, height float32) {
	track := b.Size().Height
	height = min(max(track*float32(b.length), thumbMin), track)
	return float32(b.along * float64(track-height)), height
}

func (b *scrollBar) seek(y float32) {
	_, height := b.thumbSpan()
	if track := b.Size().Height - height; track > 0 {
		b.onDrag(float64(y) / float64(track))
	}
}

// Tapped implements fyne.Tappable.
func (b *scrollBar) Tapped(ev *fyne.PointEvent) {
	y, height := b.thumbSpan()
	if ev.Position.Y < y || ev.Position.Y > y+height {
		b.seek(ev.Position.Y - height/2)
	}
}

// Dragged implements fyne.Draggable.
func (b *scrollBar) Dragged(ev *fyne.DragEvent) {
	if !b.dragging {
		y, height := b.thumbSpan()
		b.dragging = true
		b.grip = min(max(ev.Position.Y-ev.Dragged.DY-y, 0), height)
	}
	b.seek(ev.Position.Y - b.grip)
}

// DragEnd implements fyne.Draggable.
func (b *scrollBar) DragEnd() { b.dragging = false; b.paint() }

// MouseIn implements desktop.Hoverable.
func (b *scrollBar) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.paint() }

// MouseMoved implements desktop.Hoverable.
func (b *scrollBar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *scrollBar) MouseOut() { b.hovered = false; b.paint() }

// CreateRenderer implements fyne.Widget.
func (b *scrollBar) CreateRenderer() fyne.WidgetRenderer {
	return &ownRenderer{objects: []fyne.CanvasObject{b.thumb}, layout: func(fyne.Size) { b.paint() }, refresh: b.paint}
}

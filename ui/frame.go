package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

const (
	gripWidth float32 = 7 // where the mouse can take hold of the divider
	detailMin float32 = 300
	detailMax float32 = 560
)

// frame is the window's plan: the header and the notice across, below them
// the side bar, the list and, behind a divider that can be dragged, the detail.
type frame struct {
	box     *fyne.Container
	divider *divider
	share   float32 // of the width beside the side bar that the list gets
}

func newFrame(header, notice, side, list, detail fyne.CanvasObject) *frame {
	f := &frame{share: 0.66}
	f.divider = newDivider(f.drag)
	f.box = &fyne.Container{Layout: f, Objects: []fyne.CanvasObject{header, notice, side, list, detail, f.divider}}
	return f
}

// fold gives the list all the room while there is nothing to show beside it.
func (f *frame) fold(away bool) {
	detail := f.box.Objects[4]
	if detail.Visible() != away {
		return
	}
	if f.divider.Hidden = away; away {
		detail.Hide()
	} else {
		detail.Show()
	}
	f.arrange()
}

// arrange makes room for what has come or gone.
func (f *frame) arrange() { f.Layout(f.box.Objects, f.box.Size()) }

func (f *frame) drag(x float32) {
	side := f.box.Objects[2].Size().Width
	f.share = (x - side) / max(f.box.Size().Width-side, 1)
	f.arrange()
}

// MinSize implements fyne.Layout.
func (f *frame) MinSize(o []fyne.CanvasObject) fyne.Size {
	header, side, list, detail := o[0].MinSize(), o[2].MinSize(), o[3].MinSize(), o[4].MinSize()
	return fyne.NewSize(side.Width+list.Width+detail.Width, header.Height+list.Height)
}

// Layout implements fyne.Layout.
func (f *frame) Layout(o []fyne.CanvasObject, size fyne.Size) {
	header, notice, side, list, detail := o[0], o[1], o[2], o[3], o[4]
	place(header, 0, 0, size.Width, headerHeight)
	y := headerHeight
	if notice.Visible() {
		notice.Resize(fyne.NewSize(size.Width, notice.Size().Height)) // wrapped text knows its height only now
		height := notice.MinSize().Height
		place(notice, 0, y, size.Width, height)
		y += height
	}
	height := size.Height - y
	place(side, 0, y, sideWidth, height)
	if !detail.Visible() {
		place(list, sideWidth, y, size.Width-sideWidth, height)
		return
	}
	right := (size.Width - sideWidth) * (1 - f.share)
	right = max(min(right, detailMax, size.Width-sideWidth-list.MinSize().Width), detailMin)
	x := float32(int(size.Width - right))
	place(list, sideWidth, y, x-sideWidth, height)
	place(detail, x, y, size.Width-x, height)
	place(f.divider, x-gripWidth/2, y, gripWidth, height)
}

// divider is a thin line that can be taken hold of.
type divider struct {
	widget.BaseWidget
	onDrag  func(x float32) // in the coordinates of the divider's parent
	line    *panel
	hovered bool
}

func newDivider(onDrag func(x float32)) *divider {
	d := &divider{onDrag: onDrag, line: newRule()}
	d.ExtendBaseWidget(d)
	return d
}

func (d *divider) paint() {
	tone := colorLine
	if d.hovered {
		tone = colorAccent
	}
	d.line.fill(tone)
}

// Dragged implements fyne.Draggable.
func (d *divider) Dragged(ev *fyne.DragEvent) {
	d.onDrag(d.Position().X + ev.Position.X)
}

// DragEnd implements fyne.Draggable.
func (d *divider) DragEnd() {}

// Cursor implements desktop.Cursorable.
func (d *divider) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// MouseIn implements desktop.Hoverable.
func (d *divider) MouseIn(*desktop.MouseEvent) { d.hovered = true; d.paint() }

// MouseMoved implements desktop.Hoverable.
func (d *divider) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (d *divider) MouseOut() { d.hovered = false; d.paint() }

// CreateRenderer implements fyne.Widget.
func (d *divider) CreateRenderer() fyne.WidgetRenderer {
	return &ownRenderer{
		objects: []fyne.CanvasObject{d.line},
		layout:  func(size fyne.Size) { place(d.line, float32(int(size.Width/2)), 0, 1, size.Height) },
		refresh: d.paint,
	}
}

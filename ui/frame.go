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
	box                                *fyne.Container
	header, notice, side, list, detail fyne.CanvasObject
	divider                            *divider
	share                              float32 // of the width beside the side bar that the list gets
}

func newFrame(header, notice, side, list, detail fyne.CanvasObject) *frame {
	f := &frame{header: header, notice: notice, side: side, list: list, detail: detail, share: 0.66}
	f.divider = newDivider(f.drag)
	f.box = &fyne.Container{Layout: f, Objects: []fyne.CanvasObject{header, notice, side, list, detail, f.divider}}
	return f
}

// fold gives the list all the room while there is nothing to show beside it.
func (f *frame) fold(away bool) {
	if folded := !f.detail.Visible(); folded == away {
		return
	}
	if f.divider.Hidden = away; away {
		f.detail.Hide()
	} else {
		f.detail.Show()
	}
	f.arrange()
}

// arrange makes room for what has come or gone.
func (f *frame) arrange() { f.Layout(nil, f.box.Size()) }

func (f *frame) drag(x float32) {
	f.share = (x - sideWidth) / max(f.box.Size().Width-sideWidth, 1)
	f.arrange()
}

// MinSize implements fyne.Layout.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size {
	width := f.side.MinSize().Width + f.list.MinSize().Width + f.detail.MinSize().Width
	height := f.header.MinSize().Height + f.list.MinSize().Height
	if f.notice.Visible() {
		height += f.notice.MinSize().Height
	}
	return fyne.NewSize(width, height)
}

// Layout implements fyne.Layout.
func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	place(f.header, 0, 0, size.Width, headerHeight)
	y := headerHeight
	if f.notice.Visible() {
		f.notice.Resize(fyne.NewSize(size.Width, f.notice.Size().Height)) // wrapped text knows its height only now
		height := f.notice.MinSize().Height
		place(f.notice, 0, y, size.Width, height)
		y += height
	}
	height, width := size.Height-y, size.Width-sideWidth
	place(f.side, 0, y, sideWidth, height)
	if !f.detail.Visible() {
		place(f.list, sideWidth, y, width, height)
		return
	}
	right := max(min(width*(1-f.share), detailMax, width-f.list.MinSize().Width), detailMin)
	right = min(right, width/2) // in a window squeezed below its least size
	x := float32(int(size.Width - right))
	place(f.list, sideWidth, y, x-sideWidth, height)
	place(f.detail, x, y, size.Width-x, height)
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

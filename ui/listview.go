package ui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

const barWidth float32 = 10

// listView draws a list: headings, the rows in sight, the scroll bar and the
// chip that tells of rows above.
type listView struct {
	list    *list
	heads   *headings
	rule    *canvas.Rectangle // below the headings; accented while the list has the keyboard
	body    *fyne.Container
	foot    *canvas.Text // below the last row
	clip    fyne.CanvasObject
	bar     *scrollBar
	chip    *chip
	places  []span
	slots   []*row
	objects []fyne.CanvasObject
}

func newListView(l *list) *listView {
	v := &listView{
		list: l, heads: newHeadings(l), rule: canvas.NewRectangle(nil),
		body: group(), foot: canvas.NewText("", nil), bar: newScrollBar(), chip: newChip(l.toTop),
	}
	v.foot.TextSize, v.foot.Alignment = idSize, fyne.TextAlignCenter
	v.bar.onDrag = func(share float64) {
		l.rows.Drag(share)
		l.sync()
	}
	v.clip = container.NewClip(v.body)
	v.objects = []fyne.CanvasObject{v.clip, v.heads, v.rule, v.bar, v.chip}
	v.rebuild()
	return v
}

// Layout implements fyne.WidgetRenderer.
func (v *listView) Layout(size fyne.Size) {
	place(v.clip, 0, bodyTop, size.Width, size.Height-bodyTop)
	place(v.heads, 0, 0, size.Width, bodyTop)
	place(v.bar, size.Width-barWidth, bodyTop+2, barWidth, size.Height-bodyTop-4)
	v.list.rows.Resize(float64(max(size.Height-bodyTop, 0)))
	v.places = spans(v.list.columns, size.Width)
	v.heads.layout(v.places)
	v.stock(size)
	v.sync()
}

// MinSize implements fyne.WidgetRenderer.
func (v *listView) MinSize() fyne.Size { return v.list.MinSize() }

// Refresh implements fyne.WidgetRenderer. Fyne calls it when the look changes.
func (v *listView) Refresh() { v.rebuild() }

// Objects implements fyne.WidgetRenderer.
func (v *listView) Objects() []fyne.CanvasObject { return v.objects }

// Destroy implements fyne.WidgetRenderer.
func (v *listView) Destroy() {}

// rebuild draws everything anew: other columns or another theme.
func (v *listView) rebuild() {
	v.slots = nil
	v.body.Objects = []fyne.CanvasObject{v.foot}
	v.heads.rebuild()
	v.bar.Refresh()
	v.chip.Refresh()
	v.Layout(v.list.Size())
	canvas.Refresh(v.list)
}

// stock keeps as many rows at hand as can be in sight at once.
func (v *listView) stock(size fyne.Size) {
	for need := int(math.Ceil(float64(size.Height-bodyTop)/float64(rowHeight))) + 1; len(v.slots) < need; {
		r := newRow(v.list.columns)
		v.slots = append(v.slots, r)
		v.body.Add(r.box)
	}
	for _, r := range v.slots {
		r.layout(v.places, size.Width)
	}
}

// sync shows the rows in sight. A row keeps its slot while it scrolls by, so
// that scrolling only moves things. What has changed asks for its own repaint:
// to refresh the whole would upload each word to the graphics card again.
func (v *listView) sync() {
	l := v.list
	now := l.now()
	first, end := l.rows.Visible()
	hover, onCopy := l.pointed()
	current := l.rows.SelectedIndex()
	for i := first; i < end && len(v.slots) > 0; i++ {
		r, issuance := v.slots[i%len(v.slots)], l.rows.At(i)
		chosen := l.rows.Chosen.Has(issuance.ID)
		r.index = i
		r.bind(issuance, l.columns, rowState{
			selected: chosen, current: i == current, focused: l.focused && (chosen || i == current),
			hovered: i == hover, onCopy: i == hover && onCopy,
			copied: l.copied != 0 && l.copied == issuance.ID, left: l.rows.Left(i), blank: !l.rows.Known(i),
			unread: l.unread(issuance.ID),
		}, now, &l.cut)
		r.box.Move(fyne.NewPos(0, float32(math.Round(l.rows.Y(i)))))
		r.box.Show()
	}
	for _, r := range v.slots {
		if r.index < first || r.index >= end {
			r.box.Hide()
		}
	}
	v.bar.show(l.rows.Thumb())
	v.showFoot()
	v.showChip()
	v.showRule()
}

// showFoot says below the last row that there are more to come.
func (v *listView) showFoot() {
	rows := &v.list.rows
	y := rows.Y(rows.Rows)
	v.foot.Hidden = !rows.Part() || y >= rows.Height
	if v.foot.Hidden {
		return
	}
	write(v.foot, text("list.part"), colorMuted)
	place(v.foot, 0, float32(math.Round(y)), v.list.Size().Width, rowHeight)
}

func (v *listView) showChip() {
	v.chip.show(v.list.rows.Fresh())
	size := v.chip.MinSize()
	place(v.chip, float32(int((v.list.Size().Width-size.Width)/2)), bodyTop+grid, size.Width, size.Height)
}

func (v *listView) showRule() {
	if v.list.focused {
		fill(v.rule, colorAccent)
		place(v.rule, 0, bodyTop-2, v.list.Size().Width, 2)
		return
	}
	fill(v.rule, colorLine)
	place(v.rule, 0, bodyTop-1, v.list.Size().Width, 1)
}

package ui

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

const (
	sideWidth  float32 = 168
	itemHeight float32 = 34
)

var viewNames = map[model.View]string{
	model.Issuances: "view.issuances",
	model.Failures:  "view.failures",
	model.Others:    "view.others",
}

var allViews = []model.View{model.Issuances, model.Failures, model.Others}

// sidebar offers the views with how many issuances each holds.
type sidebar struct {
	widget.BaseWidget
	ground, rule *panel
	items        []*sideItem
	rejected     *sideItem // no view, but what was turned away; while there is any
}

func newSidebar(onChoose func(model.View), onRejected func()) *sidebar {
	s := &sidebar{ground: newPanel(colorGround, 0), rule: newRule()}
	for _, v := range allViews {
		s.items = append(s.items, newSideItem(text(viewNames[v]), func() { onChoose(v) }))
	}
	s.rejected = newSideItem(text("rejected.entry"), onRejected)
	s.rejected.Hide()
	s.ExtendBaseWidget(s)
	s.show(model.Issuances, store.Counts{})
	return s
}

// show tells which view is on and what they hold.
func (s *sidebar) show(current model.View, counts store.Counts) {
	offered := len(model.Views(counts, current))
	for n, item := range s.items {
		if hidden := n >= offered; item.Hidden != hidden {
			item.Hidden = hidden
			canvas.Refresh(s)
		}
		item.show(allViews[n] == current, allViews[n].Count(counts))
	}
	s.arrange(s.Size())
}

// showRejected tells how many requests were turned away.
func (s *sidebar) showRejected(n int) {
	s.rejected.Hidden = n == 0
	s.rejected.show(false, n)
	s.arrange(s.Size())
	canvas.Refresh(s)
}

func (s *sidebar) arrange(size fyne.Size) {
	s.ground.Resize(size)
	place(s.rule, size.Width-1, 0, 1, size.Height)
	y := float32(12)
	for _, item := range append(slices.Clone(s.items), s.rejected) {
		if item == s.rejected {
			y += grid
		}
		place(item, grid, y, size.Width-2*grid, itemHeight)
		if item.Visible() {
			y += itemHeight + 2
		}
	}
}

// MinSize implements fyne.CanvasObject.
func (s *sidebar) MinSize() fyne.Size { return fyne.NewSize(sideWidth, 160) }

// CreateRenderer implements fyne.Widget.
func (s *sidebar) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{s.ground, s.rule}
	for _, item := range s.items {
		objects = append(objects, item)
	}
	objects = append(objects, s.rejected)
	return &ownRenderer{objects: objects, layout: s.arrange, refresh: func() { refreshAll(objects) }, minimum: s.MinSize}
}

// sideItem is one entry: its name and its count.
type sideItem struct {
	widget.BaseWidget
	onTap  func()
	ground *canvas.Rectangle
	name   *canvas.Text
	count  *canvas.Text

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

func (i *sideItem) show(selected bool, count int) {
	i.selected = selected
	i.count.Text = strconv.Itoa(count)
	i.paint()
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
			place(i.name, grid+4, 0, size.Width, size.Height)
			place(i.count, 0, 0, size.Width-grid-4, size.Height)
		},
		refresh: i.paint,
	}
}

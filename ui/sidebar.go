package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

const (
	sideWidth  float32 = 168
	itemHeight float32 = 34
)

var viewNames = map[model.View]string{
	model.Issuances:  "view.issuances",
	model.ToHandOver: "view.to_hand_over",
	model.Failures:   "view.failures",
	model.Pending:    "view.pending",
	model.Others:     "view.others",
}

var allViews = []model.View{model.Issuances, model.ToHandOver, model.Failures, model.Pending, model.Others}

// templatesMost is how many templates the side bar offers: those used last. The
// search box finds the others.
const templatesMost = 200

// sidebar offers the views with how many issuances each holds, and the
// templates below them.
type sidebar struct {
	widget.BaseWidget
	onTemplate   func(string)
	ground, rule *panel
	items        []*sideItem
	rejected     *sideItem // no view, but what was turned away; while there is any
	caption      *ink
	templates    []*sideItem
	column       *fyne.Container // of templates
	scroll       *container.Scroll
	query        model.Query
	counts       store.Counts
	tally        tally
}

func newSidebar(onChoose func(model.View), onTemplate func(string), onRejected func()) *sidebar {
	s := &sidebar{onTemplate: onTemplate, ground: newPanel(colorGround, 0), rule: newRule(), caption: newCaption(text("view.templates"))}
	for _, v := range allViews {
		s.items = append(s.items, newSideItem(text(viewNames[v]), func() { onChoose(v) }))
	}
	s.rejected = newSideItem(text("rejected.entry"), onRejected)
	s.rejected.Hide()
	s.column = container.New(layout.NewCustomPaddedVBoxLayout(2))
	s.scroll = container.NewVScroll(s.column)
	s.ExtendBaseWidget(s)
	s.show(model.Query{}, store.Counts{})
	return s
}

// show tells what is on and how much the views hold.
func (s *sidebar) show(q model.Query, counts store.Counts) {
	s.query, s.counts = q, counts
	s.paint()
}

// showTally tells what is counted beside that.
func (s *sidebar) showTally(t tally) {
	s.tally = t
	s.paint()
}

func (s *sidebar) paint() {
	for n, item := range s.items {
		v := allViews[n]
		if hidden := !v.Offered(s.counts, s.query.View); item.Hidden != hidden {
			item.Hidden = hidden
			canvas.Refresh(s)
		}
		count := v.Count(s.counts)
		if v == model.ToHandOver {
			count = s.tally.waiting.Count
		}
		item.show(v == s.query.View, count)
	}
	s.paintTemplates()
	s.arrange(s.Size())
}

// paintTemplates keeps as many entries as there are templates with a name.
func (s *sidebar) paintTemplates() {
	n := 0
	for _, t := range s.tally.templates {
		if t.Template == "" || n == templatesMost {
			continue
		}
		if n == len(s.templates) {
			item := newSideItem("", nil)
			item.onTap = func() { s.onTemplate(item.about) }
			s.templates = append(s.templates, item)
			s.column.Add(item)
		}
		item := s.templates[n]
		item.about = t.Template
		item.show(s.query.View == model.Everything && s.query.Template == t.Template, t.Count)
		n++
	}
	s.templates = s.templates[:n]
	if len(s.column.Objects) > n {
		s.column.Objects = s.column.Objects[:n]
		s.column.Refresh()
	}
	if s.caption.Hidden = n == 0; n == 0 {
		s.scroll.Hide()
	} else {
		s.scroll.Show()
	}
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
	place(s.caption, 2*grid+4, y+grid, size.Width-4*grid, 20)
	y += grid + 24
	place(s.scroll, grid, y, size.Width-2*grid, size.Height-y-grid)
}

// MinSize implements fyne.CanvasObject.
func (s *sidebar) MinSize() fyne.Size { return fyne.NewSize(sideWidth, 160) }

// CreateRenderer implements fyne.Widget.
func (s *sidebar) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{s.ground, s.rule}
	for _, item := range s.items {
		objects = append(objects, item)
	}
	objects = append(objects, s.rejected, s.caption, s.scroll)
	return &ownRenderer{objects: objects, layout: s.arrange, refresh: func() { refreshAll(objects) }, minimum: s.MinSize}
}

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

func (i *sideItem) show(selected bool, count int) {
	i.selected = selected
	i.count.Text = figure(count)
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

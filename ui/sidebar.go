package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
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
		item.show("", v == s.query.View, count)
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
		s.templates[n].show(t.Template, s.query.View == model.Everything && s.query.Template == t.Template, t.Count)
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
	s.rejected.show("", false, n)
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

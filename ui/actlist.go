package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

const actHeight float32 = 28

// actList draws the entries of the log that are in sight.
type actList struct {
	widget.List
	total int
}

func newActList(entry func(n int) model.Act, now func() time.Time) *actList {
	l := &actList{}
	l.Length = func() int { return l.total }
	l.CreateItem = func() fyne.CanvasObject { return newActRow() }
	l.UpdateItem = func(n widget.ListItemID, o fyne.CanvasObject) { o.(*actRow).show(entry(n), now()) }
	l.OnSelected = func(n widget.ListItemID) { l.Unselect(n) } // there is nothing to do with one
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// show says how many entries there are by now.
func (l *actList) show(total int) {
	l.total = total
	l.Refresh()
}

// TypedKey implements fyne.Focusable.
func (l *actList) TypedKey(ev *fyne.KeyEvent) {
	page := l.Size().Height - actHeight
	switch ev.Name {
	case fyne.KeyUp, fyne.KeyDown:
		l.List.TypedKey(ev)
	case fyne.KeyPageUp:
		l.ScrollToOffset(l.GetScrollOffset() - page)
	case fyne.KeyPageDown:
		l.ScrollToOffset(l.GetScrollOffset() + page)
	case fyne.KeyHome:
		l.ScrollToTop()
	case fyne.KeyEnd:
		l.ScrollToBottom()
	default:
		passOn(l, ev)
	}
}

// actRow is one entry of the log: when, what, about whom.
type actRow struct {
	widget.BaseWidget
	at, what, detail, about *ink
}

func newActRow() *actRow {
	line := func(tone fyne.ThemeColorName) *ink {
		i := newInk("", tone, textSize, fyne.TextStyle{})
		i.trim = true
		return i
	}
	r := &actRow{at: line(colorMuted), what: line(colorText), detail: line(colorMuted), about: line(colorText)}
	r.ExtendBaseWidget(r)
	return r
}

func (r *actRow) show(a model.Act, now time.Time) {
	r.at.write(dates().Moment(a.At, now), colorMuted)
	r.what.write(actText(a.Kind), colorText)
	r.detail.write(sentence(a.Detail), colorMuted)
	r.about.write(a.About, colorText)
	r.arrange(r.Size())
}

func (r *actRow) arrange(size fyne.Size) {
	const when, who float32 = 140, 170
	room := max(size.Width-when-who-2*grid, 0)
	what := min(r.what.width()+1, room)
	place(r.at, 0, 0, when-grid, size.Height)
	place(r.what, when, 0, what, size.Height)
	place(r.detail, when+what+grid, 0, max(room-what-grid, 0), size.Height)
	place(r.about, size.Width-who-grid, 0, who, size.Height)
}

// CreateRenderer implements fyne.Widget.
func (r *actRow) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.at, r.what, r.detail, r.about}
	return &ownRenderer{
		objects: objects, layout: r.arrange, refresh: func() { refreshAll(objects) },
		minimum: func() fyne.Size { return fyne.NewSize(400, actHeight) },
	}
}

package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

// list shows issuances and draws only those in sight. The row at the upper
// edge is a whole number and the pixels of it scrolled away a float64, so the
// last of a million rows stands exactly where it should.
//
// Its own events go out through the on… functions, which must be set before
// the list is shown; they run on the UI thread.
type list struct {
	widget.BaseWidget
	fyne.ShortcutHandler

	onSelect func()               // another row is selected, or none
	onCopy   func(store.Issuance) // its pass link is wanted
	onOpen   func()               // the reader wants to see more of the selected row
	onEscape func()               // there is nothing left to step back from

	now     func() time.Time
	rows    model.Rows
	columns []column
	cut     cutter
	copied  int64 // id of the row whose link has just been copied

	focused bool
	mouse   fyne.Position // the last place it was seen
	inside  bool          // whether it still is

	view *listView
}

func newList(now func() time.Time) *list {
	l := &list{now: now, columns: columnsOf[model.Issuances]}
	l.rows.RowHeight = float64(rowHeight)
	l.ExtendBaseWidget(l)
	return l
}

// reset shows another view or the answer to another search, from the top.
func (l *list) reset(view model.View, rows []store.Issuance) {
	l.rows.Reset(rows)
	l.columns = columnsOf[view]
	if l.view != nil {
		l.view.rebuild()
	}
}

// update shows a newer state of the same rows and keeps the reader's place.
func (l *list) update(rows []store.Issuance) {
	l.rows.Update(rows)
	l.sync()
}

func (l *list) selected() (store.Issuance, bool) { return l.rows.Selected() }

// unselect selects nothing, and follows the newest row again.
func (l *list) unselect() {
	l.rows.Unselect()
	l.sync()
	l.onSelect()
}

// flash marks a row as just copied; 0 ends it.
func (l *list) flash(id int64) {
	l.copied = id
	l.sync()
}

// toTop goes to the newest row.
func (l *list) toTop() {
	l.rows.ToTop()
	l.sync()
}

// jump selects the row with that index, if there is one.
func (l *list) jump(i int) {
	if i < 0 || i >= l.rows.Rows {
		return
	}
	before, had := l.rows.Selected()
	l.rows.Select(i)
	l.afterSelect(before, had)
}

func (l *list) step(by int) {
	before, had := l.rows.Selected()
	l.rows.Step(by)
	l.afterSelect(before, had)
}

func (l *list) afterSelect(before store.Issuance, had bool) {
	l.sync()
	if after, has := l.rows.Selected(); has != had || after.ID != before.ID {
		l.onSelect()
	}
}

// sync brings the drawn rows in line with the model. It costs what changed.
func (l *list) sync() {
	if l.view != nil {
		l.view.sync()
	}
}

// bodyTop is where the rows begin, below the headings.
const bodyTop = rowHeight - 4

// rowAt is the row at a place in the widget, or -1.
func (l *list) rowAt(p fyne.Position) int {
	return l.rows.RowAt(float64(p.Y - bodyTop))
}

// onCopyButton says whether a place is on a row's copy button, which takes
// clicks over the whole height of the row.
func (l *list) onCopyButton(p fyne.Position, row int) bool {
	if row < 0 || l.view == nil || l.rows.At(row).PassURL == "" {
		return false
	}
	for n, c := range l.columns {
		s := l.view.places[n]
		if c.kind == copyCell && p.X >= s.x-pillInset && p.X < s.x-pillInset+s.width {
			return true
		}
	}
	return false
}

// MinSize implements fyne.CanvasObject.
func (l *list) MinSize() fyne.Size { return fyne.NewSize(300, bodyTop+4*rowHeight) }

// CreateRenderer implements fyne.Widget.
func (l *list) CreateRenderer() fyne.WidgetRenderer {
	l.view = newListView(l)
	return l.view
}

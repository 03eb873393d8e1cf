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
	onSettle func()               // the list has caught up with what came in while it was held

	now     func() time.Time
	rows    model.Rows
	columns []column
	cut     cutter
	total   int   // how many rows there are beyond those shown too; 0 when nobody knows
	copied  int64 // id of the row whose link has just been copied

	focused bool
	mouse   pointer
	latest  []store.Issuance // what update was given last
	behind  bool             // it is not shown as it is before the mouse has gone

	view *listView
}

func newList(now func() time.Time) *list {
	l := &list{now: now, columns: columnsOf[model.Issuances]}
	l.rows.RowHeight, l.rows.Limit = float64(rowHeight), listLength
	l.ExtendBaseWidget(l)
	return l
}

// reset shows another view or the answer to another search, from the top.
func (l *list) reset(view model.View, rows []store.Issuance) {
	l.latest, l.behind = rows, false
	l.rows.Reset(rows)
	l.columns = columnsOf[view]
	if l.view != nil {
		l.view.rebuild()
	}
}

// update shows a newer state of the same rows and keeps the reader's place. A
// row under the mouse stays there.
func (l *list) update(rows []store.Issuance) {
	row, _ := l.pointed()
	l.latest, l.behind = rows, row != model.Nobody
	l.rows.Update(rows, row)
	l.sync()
}

func (l *list) selected() (store.Issuance, bool) { return l.rows.Selected() }

// unselect selects nothing, so that a list at its top follows again.
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

// jump selects the row with that index, if there is one. Doing so again has
// its details read again.
func (l *list) jump(i int) {
	if i < 0 || i >= l.rows.Rows {
		return
	}
	l.rows.Select(i)
	l.sync()
	l.onSelect()
}

func (l *list) step(by int) {
	if l.rows.Rows == 0 {
		return
	}
	l.rows.Step(by)
	l.sync()
	l.onSelect()
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
	if row < 0 || l.view == nil || l.rows.Left(row) || l.rows.At(row).PassURL == "" {
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

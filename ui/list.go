package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
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

	onSelect  func()                 // another row is selected, or none
	onCopy    func(store.Issuance)   // its pass link is wanted
	onOpen    func()                 // the reader wants to see more of the selected row
	onEscape  func()                 // there is nothing left to step back from
	onSettle  func()                 // the list has caught up with what came in while it was held
	onMissing func(ids []int64)      // rows that are about to be seen are wanted
	onSight   func(model.Sight)      // this is in sight
	onSort    func(store.Order)      // another order is wanted
	onMenu    func(at fyne.Position) // what can be done with the selected rows is wanted
	onColumns func(at fyne.Position) // what can be done with the columns is wanted
	onShape   func()                 // the reader has changed the columns

	unread  func(id int64) bool // it came in while the reader looked elsewhere
	now     func() time.Time
	mods    func() fyne.KeyModifier // held just now
	rows    model.Rows
	view    *listView
	kind    model.View
	shapes  map[model.View]shape
	columns []column
	order   store.Order
	cut     cutter
	copied  int64 // id of the row whose link has just been copied

	focused bool
	mouse   pointer
	latest  model.Shown // what update was given last
	behind  bool        // it is not shown as it is before the mouse has gone
}

func newList(now func() time.Time) *list {
	l := &list{now: now, unread: func(int64) bool { return false }, mods: heldKeys, columns: columnsOf[model.Issuances], shapes: map[model.View]shape{}}
	l.rows.RowHeight = float64(rowHeight)
	l.shortcuts()
	l.ExtendBaseWidget(l)
	return l
}

// heldKeys are the modifier keys that are held just now.
func heldKeys() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// reset shows what another question has found, from the top.
func (l *list) reset(q model.Query, shown model.Shown, rows []store.Issuance, asked []int64) {
	l.latest, l.behind = shown, false
	l.rows.Reset(shown)
	l.rows.News()
	l.rows.Learn(rows, asked)
	l.kind, l.order = q.View, q.Order
	l.reshape()
}

// reshape lays out the columns as the reader wants them.
func (l *list) reshape() {
	l.columns = l.shapes[l.kind].of(columnsOf[l.kind])
	if l.view != nil {
		l.view.rebuild()
	}
}

// update shows a newer state of the same rows and keeps the reader's place. A
// row under the mouse stays there.
func (l *list) update(shown model.Shown, rows []store.Issuance, asked []int64) {
	l.rows.News()
	l.follow(shown, func() { l.rows.Learn(rows, asked) })
}

func (l *list) follow(shown model.Shown, learn func()) {
	row, _ := l.pointed()
	l.latest, l.behind = shown, row != model.Nobody
	l.rows.Update(shown, row)
	learn()
	l.sync()
}

// learn takes rows over that were missing.
func (l *list) learn(rows []store.Issuance, ids []int64) {
	l.rows.Learn(rows, ids)
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

// toTop goes to the first row.
func (l *list) toTop() {
	l.rows.ToTop()
	l.sync()
}

// jump selects the row with that index, if there is one. Doing so again has
// its details read again.
func (l *list) jump(i int) { l.choose(i, l.rows.Select) }

// choose does something to the selection at the row with that index.
func (l *list) choose(i int, do func(int)) {
	if i < 0 || i >= l.rows.Rows {
		return
	}
	do(i)
	l.sync()
	l.onSelect()
}

// sync brings the drawn rows in line with the model, and has those read that
// are missing. It costs what changed.
func (l *list) sync() {
	if l.view == nil {
		return
	}
	l.view.sync()
	l.onSight(l.rows.Sight())
	if missing := l.rows.Missing(); len(missing) > 0 {
		l.onMissing(missing)
	}
}

// bodyTop is where the rows begin, below the headings.
const bodyTop = rowHeight - 4

// rowAt is the row at a place in the widget, or -1.
func (l *list) rowAt(p fyne.Position) int {
	return l.rows.RowAt(float64(p.Y - bodyTop))
}

// drawn is the row with that index as it is on the screen, which is what the
// reader means.
func (l *list) drawn(i int) store.Issuance {
	if l.view != nil && len(l.view.slots) > 0 {
		if r := l.view.slots[i%len(l.view.slots)]; r.index == i && r.bound.ID == l.rows.ID(i) {
			return r.bound
		}
	}
	return store.Issuance{ID: l.rows.ID(i)}
}

// onCopyButton says whether a place is on a row's copy button, which takes
// clicks over the whole height of the row.
func (l *list) onCopyButton(p fyne.Position, row int) bool {
	if row < 0 || l.view == nil || l.rows.Left(row) || noButton(l.drawn(row)) {
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

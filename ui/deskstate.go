package ui

import (
	"cmp"
	"errors"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

// apply shows an answer, unless the reader has moved on to another question.
func (d *Desk) apply(a answer) {
	if a.query != d.query {
		return
	}
	d.answered = true
	if d.safe != nil {
		d.safe.stale = true
	}
	if d.way != nil {
		d.way.stale = true
	}
	if d.asks != nil {
		d.asks.changed()
	}
	if d.roster != nil {
		d.roster.changed()
	}
	if d.presents != nil {
		d.presents.stale = true
	}
	if a.err != nil {
		d.keep(a)
	} else {
		d.take(a)
	}
	d.showEmpty()
	d.showNotice()
	d.tick()
}

// take shows what the store has said.
func (d *Desk) take(a answer) {
	another := d.answer.query != a.query
	d.answer, d.read = a, true
	d.sidebar.show(a.query, a.counts)
	if another {
		d.list.reset(a.query, a.shown, a.rows, a.asked)
		d.selectionChanged()
		return
	}
	_, before := d.list.selected()
	d.list.update(a.shown, a.rows, a.asked)
	if _, now := d.list.selected(); now != before {
		d.selectionChanged()
		return
	}
	d.showCount()
	d.renewDetail()
}

// keep leaves the rows that are shown while the store cannot be read, unless
// they answer another question.
func (d *Desk) keep(a answer) {
	another := d.answer.query != a.query
	d.answer.query, d.answer.err = a.query, a.err
	if another {
		d.answer.rows = nil
		d.list.reset(a.query, model.Shown{IDs: model.Few(nil)}, nil, nil)
		d.selectionChanged()
	}
}

func (d *Desk) showEmpty() {
	if !d.answered {
		return
	}
	why := model.Outcome{
		Query: d.answer.query, Rows: d.list.rows.Rows, Err: d.answer.err,
		Way: d.connection.State, Demo: d.options.Demo, Received: !d.answer.latest.IsZero(),
		ToSetUp: d.way != nil && d.way.unfinished(),
	}.Empty()
	d.empty.show(why, d.answer.query.Search)
	_, selected := d.list.selected()
	d.frame.fold(why != model.NotEmpty && !selected)
}

// showNotice says what is wrong, as far as nothing else in the window does.
func (d *Desk) showNotice() {
	focused := d.window.Canvas().Focused()
	held := d.notice.holds(focused)
	d.showStrip()
	d.frame.arrange()
	if held && !d.notice.holds(focused) {
		d.focusList()
	}
}

// choose shows another view.
func (d *Desk) choose(v model.View) {
	d.turn(model.Query{View: v, Search: d.query.Search, Order: d.query.Order})
}

// chooseTemplate shows all of a template.
func (d *Desk) chooseTemplate(name string) {
	d.turn(model.Query{View: model.Everything, Template: name, Search: d.query.Search, Order: d.query.Order})
}

func (d *Desk) turn(q model.Query) {
	d.ask(q, 0)
	saveView(d.app.Preferences(), q)
	d.sidebar.show(q, d.answer.counts)
	d.showAside()
	d.settleFocus()
}

func (d *Desk) sort(o store.Order) {
	q := d.query
	q.Order = o
	d.ask(q, 0)
	saveView(d.app.Preferences(), q)
}

// showCount tells below the list how much it holds.
func (d *Desk) showCount() {
	rows := &d.list.rows
	d.bar.showCount(rows.Rows, rows.Chosen.Count(), rows.Part())
}

func (d *Desk) showTally(t tally) {
	d.tally = t
	d.sidebar.showTally(t)
	d.showAside()
	d.bar.showToday(t.today)
	if d.failings != nil {
		d.failings.read()
	}
}

// showAside tells below the list who is waiting, or among the failures how many
// causes they have.
func (d *Desk) showAside() {
	if d.query.View == model.Failures && d.tally.causes > 0 {
		d.bar.showAside(counted("failing.causes", d.tally.causes))
		return
	}
	d.bar.showAside(waitingText(d.tally.waiting, d.options.Now()))
}

// openAside leads to what that is about.
func (d *Desk) openAside() {
	if d.query.View == model.Failures && d.tally.causes > 0 {
		d.openFailings()
		return
	}
	d.choose(model.ToHandOver)
}

func (d *Desk) ask(q model.Query, delay time.Duration) {
	if q == d.query {
		return
	}
	d.query = q
	d.tallies.want(q.View == model.Failures)
	d.feed.ask(q, delay)
}

// selectionChanged shows at once what the list knows about the selected row,
// and asks for the rest.
func (d *Desk) selectionChanged() {
	d.unread = false
	d.showCount()
	i, ok := d.list.selected()
	if !ok {
		d.inPane(d.detail.clear)
		return
	}
	switch {
	case i.ID == d.detail.shown.Issuance.ID:
	case bare(i):
		d.inPane(d.detail.clear) // nothing can be said of it yet
	default:
		d.inPane(func() { d.detail.show(model.Narrow(i)) })
	}
	d.readings.ask(i.ID)
}

// bare tells that of an issuance nothing but its id is known.
func bare(i store.Issuance) bool { return i == store.Issuance{ID: i.ID} }

// renewDetail reads the selected issuance again if its row has changed. Of a
// row that has left the list only the store itself can tell.
func (d *Desk) renewDetail() {
	i, ok := d.list.selected()
	if ok && (i != d.detail.shown.Issuance || d.unread || !d.list.rows.Listed()) {
		d.readings.ask(i.ID)
	}
}

// showDetail shows what has been read, unless another row is selected by now.
func (d *Desk) showDetail(id int64, full model.Detail, err error) {
	if i, ok := d.list.selected(); !ok || i.ID != id {
		return
	}
	switch {
	case errors.Is(err, store.ErrNotFound) && !d.list.rows.Listed():
		d.list.unselect() // it was erased: nothing of it may stay in sight
		return
	case err != nil:
		d.readAgain()
		return
	}
	d.unread = false
	d.looks.haveRead(id)
	d.list.rows.Renew(full.Issuance)
	d.list.sync()
	d.inPane(func() { d.detail.show(full) })
}

// readAgain says once that the details could not be read, and asks for them
// after a while.
func (d *Desk) readAgain() {
	if !d.unread {
		d.toast.say(text("toast.unread"))
	}
	d.unread = true
	if d.retrying {
		return
	}
	d.retrying = true
	d.options.After(retry, func() {
		d.retrying = false
		if i, ok := d.list.selected(); ok && d.unread {
			d.readings.ask(i.ID)
		}
	})
}

// toastName is as much of a name as leaves room for the sentence around it.
const toastName = 60

func (d *Desk) nameOf(i store.Issuance) string {
	return clip(cmp.Or(model.Subject(i), text("subject.none")), toastName)
}

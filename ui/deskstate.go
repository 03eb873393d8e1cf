package ui

import (
	"cmp"
	"strings"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

// apply shows an answer, unless the reader has moved on to another question.
func (d *Desk) apply(a answer) {
	if a.query != d.query {
		return
	}
	if a.err != nil {
		d.answer.err = a.err
		d.answered = true
		d.showEmpty()
		return
	}
	another := !d.answered || d.answer.query != a.query
	d.answer, d.answered = a, true
	d.sidebar.show(a.query.View, a.counts)
	if another {
		d.list.reset(a.query.View, a.rows)
		d.selectionChanged()
	} else {
		d.list.update(a.rows)
		d.renewDetail()
	}
	d.showEmpty()
	d.tick()
}

func (d *Desk) showEmpty() {
	if !d.answered {
		return
	}
	why := model.EmptyState(d.answer.query, len(d.answer.rows), d.answer.err, d.connection.State, d.options.Demo)
	d.empty.show(why, d.answer.query.Search)
	_, selected := d.list.selected()
	d.frame.fold(why != model.NotEmpty && !selected)
}

// choose shows another view.
func (d *Desk) choose(v model.View) {
	d.ask(model.Query{View: v, Search: d.query.Search}, 0)
	d.sidebar.show(v, d.answer.counts)
	d.settleFocus()
}

func (d *Desk) searchFor(words string) {
	d.ask(model.Query{View: d.query.View, Search: strings.TrimSpace(words)}, typingPause)
}

func (d *Desk) ask(q model.Query, delay time.Duration) {
	if q == d.query {
		return
	}
	d.query = q
	d.feed.ask(q, delay)
}

// selectionChanged shows at once what the list knows about the selected row,
// and asks for the rest.
func (d *Desk) selectionChanged() {
	i, ok := d.list.selected()
	if !ok {
		d.detail.clear()
		return
	}
	if i.ID != d.detail.shown.Issuance.ID {
		d.detail.show(model.Narrow(i))
	}
	d.details.ask(i.ID)
}

// renewDetail reads the selected issuance again if its row has changed.
func (d *Desk) renewDetail() {
	if i, ok := d.list.selected(); ok && i != d.detail.shown.Issuance {
		d.details.ask(i.ID)
	}
}

// showDetail shows what has been read, unless another row is selected by now.
func (d *Desk) showDetail(id int64, full model.Detail, err error) {
	if i, ok := d.list.selected(); !ok || i.ID != id {
		return
	}
	if err != nil {
		d.toast.say(text("toast.unread"))
		return
	}
	d.detail.show(full)
}

func (d *Desk) nameOf(i store.Issuance) string {
	return cmp.Or(model.Subject(i), text("subject.none"))
}

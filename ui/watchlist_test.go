package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// paste pastes words where the keyboard is, as Ctrl+V does.
func (s *stage) paste(words string) {
	s.app.Clipboard().SetContent(words)
	s.shortcut(&fyne.ShortcutPaste{Clipboard: s.app.Clipboard()})
}

func TestWatchList(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), sampleRows(4))
	s.desk.openWatched()
	s.work()
	s.says(text("watch.none"))
	if !s.focusedOn(s.blanks()[0]) {
		t.Error("the keyboard is elsewhere")
	}
	s.click(text("watch.add"))
	s.says(text("watch.missing"))
	test.Type(s.blanks()[0], "act-1 act-2")
	c.taken, c.watched = model.Taken{Added: 2}, someWatched(300)
	s.key(fyne.KeyReturn)
	s.work()
	if c.list != "act-1\nact-2" || s.blanks()[0].Text != "" {
		t.Errorf("watched %q, the entry holds %q", c.list, s.blanks()[0].Text)
	}
	s.says(counted("watch.added", 2), "Crossmint is still at it.", text("watch.pending"), text("watch.arrived"), text("watch.failed"), text("watch.undelivered"), text("watch.fetched"))

	list := strings.Repeat("act-9\n", 5000)
	s.paste(list)
	if s.blanks()[0].Text != "" || c.list != "act-1\nact-2" {
		t.Error("a pasted list becomes text, or is watched unasked")
	}
	s.says(counted("watch.pasted", 5000))
	c.taken = model.Taken{Added: 4997, Known: 2, Unread: []int{3}}
	s.key(fyne.KeyReturn)
	s.work()
	s.says(counted("watch.added", 4997), counted("watch.known", 2), "Line 3 is neither")
	if c.list != strings.TrimSpace(list) {
		t.Errorf("%d bytes were watched", len(c.list))
	}
	s.paste(list)
	test.Type(s.blanks()[0], "x")
	if strings.Contains(s.words(), "5,000 lines") {
		t.Error("typing leaves the pasted list")
	}
	s.paste("act-7") // one line goes into the entry
	if got := s.blanks()[0].Text; got != "xact-7" {
		t.Errorf("the entry holds %q", got)
	}
	c.taken = model.Taken{Unread: []int{1, 2, 3, 4, 5, 6, 7, 8, 9}}
	s.click(text("watch.open"))
	s.work()
	if !c.did("watch /home/ada/ids.txt") {
		t.Errorf("%v", c.calls)
	}
	s.says("1, 2, 3, 4, 5, 6, 7, 8, …")
	c.err = errRefused
	s.click(text("watch.open"))
	s.work()
	s.says(errRefused.Error())
}

func TestWatchListByKeyboard(t *testing.T) {
	c := withKey()
	c.watched = someWatched(253)
	s := asked(t, c, settled(), sampleRows(4))
	s.desk.openWatched()
	s.work()
	w := s.desk.asks.list
	s.desk.window.Canvas().Focus(w.list)
	s.key(fyne.KeyHome)
	s.says("Crossmint is still at it.")
	s.key(fyne.KeyDown)
	s.says("Its webhook has arrived.")
	s.key(fyne.KeyDown)
	s.says("The project's balance does not cover the issuance")
	for range 100 { // to the end, through every page
		s.key(fyne.KeyEnd)
		s.work()
	}
	if len(w.pages.all) != 253 || !w.pages.whole || w.list.picked != 252 {
		t.Errorf("%d lines, %v, at %d", len(w.pages.all), w.pages.whole, w.list.picked)
	}
	if !s.offers(text("watch.ask_now")) { // the oldest is pending
		t.Fatalf("nothing to ask about %+v", w.pages.all[252])
	}
	c.fetched = []model.Fetched{{Looked: 1, Pending: 1}}
	s.click(text("watch.ask_now"))
	s.work()
	if !c.did("fetch [1]") {
		t.Errorf("%v", c.calls)
	}
	s.says(counted("fetch.pending", 1))
	s.key(fyne.KeyEscape, fyne.KeyEscape)
	if s.desk.topSheet() != nil {
		t.Error("Esc does not close it")
	}
}

// TestWatchListFollows: what changes shows within a second, at the place where
// the reader is, and the reader's place stays.
func TestWatchListFollows(t *testing.T) {
	c := withKey()
	c.watched = someWatched(250)
	s := asked(t, c, settled(), sampleRows(4))
	s.desk.openWatched()
	s.work()
	w := s.desk.asks.list
	s.desk.window.Canvas().Focus(w.list)
	s.key(fyne.KeyEnd)
	s.work()
	at := w.pages.all[w.list.picked]
	c.watched[w.list.picked].Origin, c.watched[w.list.picked].Sentence = store.Delivered, "Its webhook has arrived."
	c.watched = append(slices.Clone(someWatched(260)[:10]), c.watched...)
	s.load() // the store has woken the desk
	s.desk.tick()
	s.work()
	s.says("Its webhook has arrived.")
	if got := w.pages.all[w.list.picked]; got.ID != at.ID {
		t.Errorf("it was at %d and is at %d", at.ID, got.ID)
	}
	s.key(fyne.KeyHome)
	s.load()
	s.desk.tick()
	s.work()
	if w.pages.all[0].ID != 260 {
		t.Errorf("the newest is %d", w.pages.all[0].ID)
	}
	calls := len(c.calls)
	s.key(fyne.KeyEscape)
	s.load()
	s.desk.tick()
	s.work()
	if len(c.calls) != calls {
		t.Errorf("it is read while it is closed: %v", c.calls[calls:])
	}
}

// TestWatchPages holds pages to the list itself, whatever happens meanwhile.
func TestWatchPages(t *testing.T) {
	all := someWatched(1000)
	read := func(p *watchPages, before int64, limit int) {
		var page []model.Watched
		for _, w := range all {
			if (before == 0 || w.ID < before) && len(page) < limit {
				page = append(page, w)
			}
		}
		p.take(before, limit, page)
	}
	same := func(p *watchPages, n int, when string) {
		t.Helper()
		if len(p.all) != n {
			t.Errorf("%s: %d lines, want %d", when, len(p.all), n)
		}
		for i := range p.all {
			if p.all[i] != all[i] || p.find(all[i].ID) != i {
				t.Fatalf("%s: line %d is %+v", when, i, p.all[i])
			}
		}
	}
	var p watchPages
	read(&p, 0, 100)
	same(&p, 100, "the first page")
	read(&p, p.all[99].ID, 100)
	same(&p, 200, "the second")
	all[150].Sentence = "another"
	all = slices.Delete(all, 160, 165) // erased
	read(&p, p.all[139].ID, 40)
	same(&p, 195, "in the middle")
	all = append(someWatched(1005)[:5], all...)
	read(&p, 0, 100)
	same(&p, 200, "some new ones")
	all = append(someWatched(5000)[:3995], all...)
	read(&p, 0, 100)
	same(&p, 100, "more new ones than a page")
	for !p.whole {
		read(&p, p.all[len(p.all)-1].ID, 100)
	}
	same(&p, len(all), "to the end")
	all = all[:0]
	read(&p, 0, 100)
	same(&p, 0, "all erased")
	if p.find(7) != -1 {
		t.Error("what is not there is found")
	}
}

package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/store"
	"passdesk/ui/model"
)

func TestFetchForAGap(t *testing.T) {
	c, d := withKey(), settled()
	d.gaps = someGaps()
	s := asked(t, c, d, sampleRows(4))
	s.desk.openGaps()
	s.work()
	s.click(text("fetch.button"))
	if !s.offers(text("fetch.stop")) {
		t.Error("it cannot be stopped")
	}
	last := model.Fetched{Looked: 12, Settled: 5, Fetched: 3, Pending: 2, Delegated: 4, Unknown: 1, Unasked: 2, Why: "Crossmint cannot be reached."}
	c.fetched = []model.Fetched{{Looked: 1}, last}
	s.work()
	s.says("3 credentials were fetched", "Of 5 it is known", "2 are still pending", "4 cannot be fetched", "sent again in the Crossmint console",
		"1 is not known", "2 could not be asked about. Crossmint cannot be reached.", text("fetch.only_watched"))
	if !c.did("fetch []") {
		t.Errorf("%v", c.calls)
	}
	s.click(text("ask.watched"))
	s.work()
	s.says(text("watch.title"))
	s.key(fyne.KeyEscape, fyne.KeyEscape)
	s.says(text("gap.title"))
	for _, state := range []model.GapState{model.GapGoesOn, model.GapHeals, model.GapNeeds, model.GapTicked, model.GapHealed} {
		d.gaps = []model.Gap{{ID: 1, From: noon.Add(-time.Hour), To: noon, State: state}}
		s.desk.way.read()
		s.work()
		if got := s.offers(text("fetch.button")); got != (state != model.GapHealed) {
			t.Errorf("a gap that is %d: offered %v", state, got)
		}
	}
}

func TestFetchGoesOnBehind(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), sampleRows(4))
	s.desk.openFetch(nil)
	running := s.desk.chores.take()
	s.key(fyne.KeyEscape)
	s.desk.openFetch([]int64{1})
	if len(s.desk.chores.take()) != 0 {
		t.Error("a second one begins beside it")
	}
	s.key(fyne.KeyEscape)
	c.fetched = []model.Fetched{{Looked: 2, Fetched: 2}}
	for _, one := range running {
		s.desk.chores.do(t.Context(), one)
	}
	if got := s.desk.toast.label.words; got != counted("fetch.fetched", 2) {
		t.Errorf("the toast says %q", got)
	}
	s.desk.openFetch(nil)
	s.work()
	if s.desk.asks.fetch != nil {
		t.Error("it does not end")
	}
	s.says(counted("fetch.fetched", 2))
}

func TestFetchThatIsStopped(t *testing.T) {
	c := withKey()
	s := asked(t, c, settled(), sampleRows(4))
	s.desk.openFetch(nil)
	s.click(text("fetch.stop"))
	s.click(text("export.leave"))
	s.desk.openFetch(nil)
	c.err = errRefused
	s.work()
	s.says(text("fetch.stopped"))
	if strings.Contains(s.words(), errRefused.Error()) {
		t.Error("that it was stopped is told as a failure")
	}
	s.key(fyne.KeyReturn)
	s.desk.openFetch(nil)
	s.work()
	s.says(errRefused.Error(), text("fetch.nothing"))
}

// TestFetchForASelection: one row that lacks its delivery, or many rows.
func TestFetchForASelection(t *testing.T) {
	c := withKey()
	rows := sampleRows(6)
	rows[0].Origin, rows[0].Status = store.Watched, store.Pending
	s := asked(t, c, settled(), rows)
	s.desk.choose(model.Pending)
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	s.rowItem(text("row.fetch")).Action()
	s.work()
	if !c.did("fetch [6]") {
		t.Errorf("%v", c.calls)
	}
	s.key(fyne.KeyEscape)
	s.desk.choose(model.Issuances)
	s.load()
	s.key(fyne.KeyDown)
	if !s.rowItem(text("row.fetch")).Disabled {
		t.Error("it is offered for what was delivered")
	}
	s.shift(fyne.KeyDown)
	s.rowItem(text("row.fetch")).Action()
	s.work()
	if !slices.ContainsFunc(c.calls, func(call string) bool { return call == "fetch [5 4]" || call == "fetch [5 3]" }) {
		t.Errorf("%v", c.calls)
	}
}

// rowItem is an entry of the menu of the selected rows.
func (s *stage) rowItem(label string) *fyne.MenuItem {
	s.t.Helper()
	for _, item := range s.desk.rowMenu().Items {
		if item.Label == label {
			return item
		}
	}
	s.t.Fatalf("the menu has no %q", label)
	return nil
}

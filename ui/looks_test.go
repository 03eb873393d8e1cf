package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/store"
)

// back has the reader look at the window, or away from it.
func (s *stage) looking(here bool) {
	if here {
		s.desk.lookHere()
	} else {
		s.desk.lookAway()
	}
	s.work()
}

// unreadRows are the ids of the rows in sight that stand out.
func (s *stage) unreadRows() (ids []int64) {
	first, end := s.desk.list.rows.Visible()
	for i := first; i < end; i++ {
		r := s.desk.list.view.slots[i%len(s.desk.list.view.slots)]
		if r.state.unread {
			if !r.cells[2].label.TextStyle.Bold {
				s.t.Errorf("row %d is unread and does not stand out", r.bound.ID)
			}
			ids = append(ids, r.bound.ID)
		}
	}
	return ids
}

func TestSinceYouLastLooked(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.load()
	s.looking(true)
	if got := s.unreadRows(); len(got) != 0 || s.notice() != "" {
		t.Fatalf("at the first start %v are unread, and it says %q", got, s.notice())
	}
	s.backend.add(sampleRow(41, 41))
	s.load()
	if got := s.unreadRows(); len(got) != 0 {
		t.Errorf("what comes before the reader's eyes is unread: %v", got)
	}

	s.looking(false)
	left := s.now
	failure := sampleRow(43, 44)
	failure.Status, failure.PassURL = store.Failed, ""
	s.backend.add(sampleRow(44, 44), failure, sampleRow(42, 44))
	s.now = s.now.Add(2 * time.Hour)
	s.load()
	s.looking(true)
	if got := s.notice(); !strings.Contains(got, "2 issued, 1 failed") || !strings.Contains(got, dates().Moment(left, s.now)) {
		t.Errorf("it says %q", got)
	}
	if got := s.unreadRows(); len(got) != 2 { // the failure is in another list
		t.Errorf("unread are %v", got)
	}
	s.backend.add(sampleRow(45, 45))
	s.load()
	if got := s.unreadRows(); len(got) != 2 {
		t.Errorf("with another one that came before the reader's eyes unread are %v", got)
	}

	s.key(fyne.KeyDown, fyne.KeyDown)
	s.readDetail()
	if got := s.unreadRows(); len(got) != 1 {
		t.Errorf("after looking at one unread are %v", got)
	}
	s.tapOffer(0)
	if got := s.notice(); got != "" {
		t.Errorf("put away it says %q", got)
	}
	s.looking(false) // to paste a link
	s.now = s.now.Add(5 * time.Second)
	s.looking(true)
	if got := s.unreadRows(); len(got) == 0 || s.notice() != "" {
		t.Errorf("after a moment elsewhere unread are %v, and it says %q", got, s.notice())
	}
	s.now = s.now.Add(2 * briefLook)
	s.looking(false)
	s.looking(true)
	if got := s.unreadRows(); len(got) != 0 {
		t.Errorf("the next time %v are unread still", got)
	}
}

// TestAKillWhileTheReaderLooks: what came before their eyes is not told at the next
// start.
func TestAKillWhileTheReaderLooks(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.looking(true)
	s.backend.add(sampleRow(41, 41))
	s.now = s.now.Add(8 * time.Hour)
	s.load()
	if got := loadSeen(s.app.Preferences()); got.ID != 41 {
		t.Errorf("kept is %+v", got)
	}
}

func TestAShortLookElsewhereIsNotTold(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.load()
	s.looking(true)
	s.looking(false)
	s.now = s.now.Add(longLook - time.Second)
	s.backend.add(sampleRow(41, 41))
	s.load()
	s.looking(true)
	if got := s.notice(); got != "" {
		t.Errorf("it says %q", got)
	}
	if got := s.unreadRows(); len(got) != 1 {
		t.Errorf("unread are %v", got)
	}
}

func TestWhatWasSeenIsKnownAtTheNextStart(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.looking(true)
	s.desk.closed()
	s.backend.add(sampleRow(42, 42), sampleRow(41, 42))
	s.now = s.now.Add(15 * time.Hour)
	again := func() *stage {
		next := &stage{t: t, app: s.app, backend: s.backend, now: s.now}
		o := Options{Now: func() time.Time { return next.now }, RunOnUI: func(f func()) { f() }, After: func(time.Duration, func()) {}}
		next.desk = NewDesk(s.app, s.backend, o)
		next.desk.list.onMissing = next.page
		next.desk.window.Resize(fyne.NewSize(1280, 800))
		t.Cleanup(next.close)
		next.load()
		next.looking(true)
		return next
	}
	if next := again(); !strings.Contains(next.notice(), "2 issued") || len(next.unreadRows()) != 2 {
		t.Errorf("at the next start it says %q, and unread are %v", next.notice(), next.unreadRows())
	}
	// In other records the same id is another row.
	s.backend.rows[2].ReceivedAt = s.backend.rows[2].ReceivedAt.Add(time.Second)
	if next := again(); next.notice() != "" || len(next.unreadRows()) != 0 {
		t.Errorf("in other records it says %q, and unread are %v", next.notice(), next.unreadRows())
	}
}

func TestADemonstrationRemembersNothing(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{Demo: true})
	s.load()
	s.looking(true)
	s.looking(false)
	if got := loadSeen(s.app.Preferences()); got != (seen{}) {
		t.Errorf("it keeps %+v", got)
	}
}

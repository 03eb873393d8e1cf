package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

// cried is a stage whose notifications a test reads.
func cried(t *testing.T, o Options) (s *stage, told chan *fyne.Notification) {
	told = make(chan *fyne.Notification, 10)
	o.Notify = func(n *fyne.Notification) { told <- n }
	t.Setenv(scaleVariable, "")
	s = newStage(t, sampleRows(40), o)
	s.load()
	s.look()
	return s, told
}

// look plays one round of looking for failures.
func (s *stage) look() {
	s.t.Helper()
	newest, err := s.backend.Head(context.Background(), store.Filter{Status: []store.Status{store.Failed}}, store.Order{}, crierMost)
	if err != nil {
		s.t.Fatal(err)
	}
	s.desk.crier.deliver(newest, len(newest) == crierMost)
}

// goBy lets seconds go by.
func (s *stage) goBy(seconds int) {
	for range seconds {
		s.now = s.now.Add(time.Second)
		s.desk.tick()
	}
}

// failed adds an issuance that failed.
func (s *stage) failed(reason string) {
	id := s.backend.rows[0].ID + 1
	s.backend.add(store.Issuance{ID: id, Status: store.Failed, Error: reason, SubjectName: "Ada Lovelace", ReceivedAt: s.now})
	s.look()
}

// hears waits for a notification.
func hears(t *testing.T, told chan *fyne.Notification) *fyne.Notification {
	t.Helper()
	select {
	case n := <-told:
		return n
	case <-time.After(10 * time.Second):
		t.Fatal("nothing is told")
		return nil
	}
}

func hearsNothing(t *testing.T, told chan *fyne.Notification) {
	t.Helper()
	select {
	case n := <-told:
		t.Errorf("told %q: %q", n.Title, n.Content)
	case <-time.After(20 * time.Millisecond):
	}
}

func TestFailuresAreTold(t *testing.T) {
	s, told := cried(t, Options{})
	s.goBy(200)
	hearsNothing(t, told) // of those from before
	for range 3 {
		s.failed("Insufficient funds")
	}
	s.goBy(10)
	if n := hears(t, told); n.Title != "3 issuances failed" || n.Content != "Insufficient funds" {
		t.Errorf("told %q: %q", n.Title, n.Content)
	}
	s.failed("<b>Recipient</b> ada@example.org is not valid & unknown")
	s.failed("")
	s.goBy(40)
	hearsNothing(t, told) // so soon after
	s.goBy(40)
	n := hears(t, told)
	if strings.ContainsAny(n.Content, "<>@") || strings.Contains(n.Content, "Ada") || !strings.Contains(n.Content, text("failed.unknown")) || n.Title != "2 issuances failed" {
		t.Errorf("told %q: %q", n.Title, n.Content)
	}
}

func TestNothingIsToldToWhoeverSeesIt(t *testing.T) {
	s, told := cried(t, Options{Tray: &shelfTray{seen: true}})
	s.desk.crier.front = true
	s.failed("Insufficient funds")
	s.goBy(100)
	hearsNothing(t, told)
	s.desk.outside.hidden = true // and no word of the focus came
	s.failed("Insufficient funds")
	s.goBy(100)
	hears(t, told)
}

// TestTheWindowIsOpenedFromElsewhere: a click on the sign in the tray opens it
// without the desk's doing, and then it is in front like any other.
func TestTheWindowIsOpenedFromElsewhere(t *testing.T) {
	s, told := cried(t, Options{Tray: &shelfTray{seen: true}})
	s.desk.hide()
	hooks := s.app.Lifecycle().(interface {
		OnEnteredForeground() func()
		OnExitedForeground() func()
	})
	hooks.OnEnteredForeground()()
	s.failed("Insufficient funds")
	s.goBy(100)
	hearsNothing(t, told)
	hooks.OnExitedForeground()()
	s.failed("Insufficient funds")
	s.goBy(100)
	hears(t, told)
}

func TestQuiet(t *testing.T) {
	s, told := cried(t, Options{Settings: model.Settings{Quiet: true}, KeepSettings: (&shelf{}).keep})
	s.failed("Insufficient funds")
	s.desk.SetConnection(model.Connection{State: model.Down, Message: "It is down."})
	s.goBy(100)
	hearsNothing(t, told)
}

func TestALostWayInIsTold(t *testing.T) {
	s, told := cried(t, Options{})
	s.desk.SetConnection(model.Connection{State: model.Down, Message: "The <network> is gone."})
	s.goBy(59)
	hearsNothing(t, told)
	s.goBy(2)
	if n := hears(t, told); n.Title != text("note.lost") || !strings.Contains(n.Content, "network") {
		t.Errorf("told %q: %q", n.Title, n.Content)
	}
	s.goBy(59)
	s.desk.SetConnection(model.Connection{State: model.Online})
	s.goBy(1)
	if n := hears(t, told); n.Title != text("note.back") || !strings.Contains(n.Content, "2 min") {
		t.Errorf("told %q: %q", n.Title, n.Content)
	}
}

// TestADesktopThatHangs keeps nobody waiting, and nothing piles up.
func TestADesktopThatHangs(t *testing.T) {
	hang, tries := make(chan struct{}), make(chan struct{}, 100)
	t.Cleanup(func() { close(hang) })
	s, _ := cried(t, Options{})
	s.desk.crier.send = func(*fyne.Notification) { tries <- struct{}{}; <-hang }
	for range 5 {
		s.failed("Insufficient funds")
		s.goBy(70)
	}
	time.Sleep(20 * time.Millisecond)
	if n := len(tries); n != 1 {
		t.Errorf("%d are on their way", n)
	}
}

func TestWordsAreShownAsTheyAre(t *testing.T) {
	for _, c := range []struct{ system, words, want string }{
		{"linux", `<a href="x">a & b</a> 'c'`, `&lt;a href="x"&gt;a &amp; b&lt;/a&gt; 'c'`},
		{"freebsd", "<", "&lt;"},
		{"linux", "a\x00b\x1b[31mc\xffd\u202ee", "ab[31mc\ufffdde"},
		{"darwin", `<b> "$(x)" & c`, `<b> "$(x)" & c`},
		{"windows", "\"; $(calc) `n “x”", "'; ＄(calc) 'n 'x'"},
	} {
		if got := plainly(c.words, c.system); got != c.want {
			t.Errorf("%s: %q, want %q", c.system, got, c.want)
		}
	}
	long := model.Note{Kind: model.LostNote, Connection: model.Connection{State: model.Down, Message: say.Plain(strings.Repeat("long ", 1000))}}
	if n := len([]rune(notification(long, "linux").Content)); n > noteLength+1 {
		t.Errorf("%d characters", n)
	}
	groups := model.Note{Kind: model.FailuresNote, Count: 9, Groups: []model.FailureGroup{{Reason: "a", Count: 5}, {Count: 2}}, Others: 2}
	for system, want := range map[string]string{
		"linux":   "5 × a\n2 × Crossmint gave no reason.\n2 for other reasons",
		"windows": "5 × a · 2 × Crossmint gave no reason. · 2 for other reasons",
	} {
		if got := notification(groups, system); got.Content != want || got.Title != "9 issuances failed" {
			t.Errorf("%s: %q: %q", system, got.Title, got.Content)
		}
	}
	groups.More = true
	if got := notification(groups, "linux").Title; got != "More than 9 issuances failed" {
		t.Errorf("%q", got)
	}
}

package ui

import (
	"errors"
	"image"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// presented opens the view for the first row of a list.
func presented(t *testing.T, rows []store.Issuance) *stage {
	s := newStage(t, rows, Options{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	s.shortcut(showShortcuts[0])
	if s.desk.presents == nil {
		t.Fatal("Ctrl+Enter shows nothing")
	}
	return s
}

// presentsOnly holds the view to one row: its name, what it is about and its code,
// and nobody else's.
func (s *stage) presentsOnly(i store.Issuance) {
	s.t.Helper()
	p := s.desk.presents
	if p == nil || !p.inSight {
		s.t.Fatalf("nothing is shown of %d but %q", i.ID, s.words())
	}
	said := writtenIn(p.sheet)
	if !strings.Contains(said, model.Subject(i)) || !strings.Contains(said, i.Template) {
		s.t.Errorf("of %d it says %q", i.ID, said)
	}
	for _, other := range s.backend.rows {
		if name := other.SubjectName; name != "" && name != i.SubjectName && strings.Contains(said, name) {
			s.t.Errorf("with %s stands %s", i.SubjectName, name)
		}
	}
	s.shows(p.face.code, i.PassURL)
	if now, _ := s.desk.list.selected(); now.ID != i.ID {
		s.t.Errorf("the list is at %d, want %d", now.ID, i.ID)
	}
}

// showsNobody holds the view to showing no one's pass while it covers the window.
func (s *stage) showsNobody() {
	s.t.Helper()
	p := s.desk.presents
	if p == nil || s.desk.topSheet() != p.sheet {
		s.t.Fatal("the window is not covered")
	}
	if p.inSight || p.face.code.Visible() || p.face.code.modules != 0 || p.face.name.words != "" {
		s.t.Errorf("%q is in sight", p.face.name.words)
	}
	for _, i := range s.backend.rows {
		if name := i.SubjectName; name != "" && strings.Contains(writtenIn(p.sheet), name) {
			s.t.Errorf("%s is in sight", name)
		}
	}
}

func TestPresentFromThePaneAndDone(t *testing.T) {
	rows := sampleRows(8)
	s := newStage(t, rows, Options{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	test.Tap(s.desk.detail.pass.show)
	s.presentsOnly(rows[0])
	s.click(text("present.done"))
	if s.desk.presents != nil || s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("Done does not lead back to the list")
	}
	s.shortcut(showShortcuts[1])
	s.presentsOnly(rows[0])
	s.key(fyne.KeyEscape)
	if s.desk.presents != nil || s.desk.topSheet() != nil {
		t.Error("Esc does not close it")
	}
}

// TestPresentCoversTheWindow: whoever looks on sees the same whatever the list
// holds.
func TestPresentCoversTheWindow(t *testing.T) {
	var pictures [2]image.Image
	for n := range pictures {
		rows := sampleRows(30)[:1+n*29]
		s := presented(t, rows)
		pictures[n] = s.desk.window.Canvas().Capture()
	}
	for y := range pictures[0].Bounds().Dy() {
		for x := range pictures[0].Bounds().Dx() {
			if pictures[0].At(x, y) != pictures[1].At(x, y) {
				t.Fatalf("at %d,%d something of others can be seen", x, y)
			}
		}
	}
}

func TestPresentGoesOnToWhoWaits(t *testing.T) {
	rows := sampleRows(6)
	for n := range rows {
		rows[n].Status, rows[n].Handover, rows[n].PassURL = store.Succeeded, store.HandoverNew, longLink(60+n)
	}
	rows[1].Handover = store.HandoverSent
	rows[2].Status, rows[2].PassURL = store.Failed, ""
	rows[3].SubjectName = "Edsger W. Dijkstra"
	rows[4].PassURL = ""
	s := presented(t, rows)
	s.presentsOnly(rows[0])
	s.click(text("present.next"))
	s.showsNobody() // while the next one is looked for
	s.work()
	s.presentsOnly(rows[3])
	s.click(text("present.next"))
	s.work()
	s.presentsOnly(rows[5])
	s.click(text("present.next"))
	s.work()
	s.presentsOnly(rows[0]) // who has not been handed theirs comes round again
	for n := range s.backend.rows {
		s.backend.rows[n].Handover = store.HandoverConfirmed
	}
	s.click(text("present.next"))
	s.work()
	s.showsNobody()
	s.says(text("present.nobody"))
	s.key(fyne.KeySpace)
	s.work()
	s.showsNobody()
}

func TestPresentConfirms(t *testing.T) {
	rows := sampleRows(4)
	for n := range rows {
		rows[n].Status, rows[n].Handover, rows[n].PassURL = store.Succeeded, store.HandoverNew, longLink(60+n)
	}
	s := presented(t, rows)
	s.desk.choose(model.ToHandOver)
	s.load()
	s.click(text("detail.mark_confirmed"))
	s.says(text("handover.confirmed"))
	s.mark()
	s.load()
	if s.backend.rows[0].Handover != store.HandoverConfirmed {
		t.Error("it is not noted")
	}
	s.presentsOnly(rows[0])
	s.click(text("present.next")) // the first one has left the list by now
	s.work()
	s.presentsOnly(rows[1])
	s.says(text("detail.mark_confirmed"))
	s.backend.markErr = errors.New("disk full")
	s.click(text("detail.mark_confirmed"))
	s.mark()
	s.says(text("present.unmarked"))
	s.backend.markErr = nil
	s.click(text("present.unmarked"))
	s.mark()
	s.says(text("handover.confirmed"))
	if s.backend.rows[1].Handover != store.HandoverConfirmed {
		t.Error("trying again notes nothing")
	}
	s.key(fyne.KeyEscape)
	s.shortcut(&fyne.ShortcutUndo{})
	s.mark()
	if s.backend.rows[1].Handover != store.HandoverNew || s.backend.rows[0].Handover != store.HandoverConfirmed {
		t.Error("the last one cannot be taken back alone")
	}
}

func TestPresentTellsLaterWhatFailedOfAnother(t *testing.T) {
	rows := sampleRows(4)
	for n := range rows {
		rows[n].Status, rows[n].Handover, rows[n].PassURL = store.Succeeded, store.HandoverNew, longLink(60+n)
	}
	s := presented(t, rows)
	s.backend.markErr = errors.New("disk full")
	s.click(text("detail.mark_confirmed"))
	s.click(text("present.next"))
	s.work()
	s.mark()
	s.presentsOnly(rows[1])
	s.says(text("detail.mark_confirmed")) // of this one nothing has failed
	s.key(fyne.KeyEscape)
	if got := s.desk.toast.label.words; got != text("toast.unhanded") {
		t.Errorf("the toast says %q", got)
	}
}

// sit lets seconds go by in which nobody does anything.
func (s *stage) sit(seconds int) {
	for range seconds {
		s.now = s.now.Add(time.Second)
		s.pass(time.Second)
	}
}

func TestPresentHidesWhenNobodyIsThere(t *testing.T) {
	rows := sampleRows(8)
	s := presented(t, rows)
	s.says(counted("present.left", 30))
	s.sit(29)
	s.says(counted("present.left", 1))
	s.presentsOnly(rows[0])
	s.key(fyne.KeySpace)
	s.says(counted("present.left", 30))
	s.sit(29)
	test.TapCanvas(s.desk.window.Canvas(), fyne.NewPos(450, 200))
	s.sit(29)
	s.presentsOnly(rows[0])
	s.tabs() // Tab tells the view nothing but that the keyboard has moved
	s.desk.window.Canvas().Focus(s.desk.presents.next)
	s.sit(2)
	s.presentsOnly(rows[0])
	s.sit(30)
	s.showsNobody()
	s.says(text("present.hidden"))
	s.sit(90)
	s.showsNobody()
	s.key(fyne.KeySpace)
	s.showsNobody() // until it has been read how the pass stands now
	s.work()
	s.presentsOnly(rows[0])
	s.sit(31)
	s.click(text("present.again"))
	s.work()
	s.presentsOnly(rows[0])
	s.sit(31)
	s.key(fyne.KeyEscape)
	if s.desk.presents != nil || s.desk.topSheet() != nil {
		t.Error("Esc does not close it")
	}
	s.sit(2)
	if len(s.timers) > 0 {
		for _, d := range s.delays {
			if d == time.Second {
				t.Error("it goes on counting when it is closed")
			}
		}
	}
}

func TestPresentOfWhatHasChanged(t *testing.T) {
	rows := sampleRows(8)
	s := presented(t, rows)
	s.sit(31)
	s.supersede(rows[0].ID)
	s.key(fyne.KeySpace)
	s.work()
	s.showsNobody()
	s.says(text("present.gone"))
	s.key(fyne.KeyEscape, fyne.KeyDown)
	s.readDetail()
	s.shortcut(showShortcuts[0])
	s.presentsOnly(rows[1])
	s.supersede(rows[1].ID)
	s.load()
	s.sit(1)
	s.work()
	s.showsNobody()
	s.says(text("present.newer"))
	s.key(fyne.KeyEscape)
	s.shortcut(showShortcuts[0])
	if s.desk.presents != nil || s.desk.toast.label.words != text("toast.superseded") {
		t.Errorf("of one that has been replaced the toast says %q", s.desk.toast.label.words)
	}
}

// TestPresentOfWhatChangesInSight: what is not to be given out any more goes out of
// sight by itself, and what is stays.
func TestPresentOfWhatChangesInSight(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s *stage, i *store.Issuance)
		says   string
	}{
		"a note":       {func(_ *stage, i *store.Issuance) { i.Note = "Comes at ten" }, ""},
		"revoked":      {func(_ *stage, i *store.Issuance) { i.Revoking = store.BeingRevoked }, "present.gone"},
		"replaced":     {func(_ *stage, i *store.Issuance) { i.SupersededBy = "msg_newer" }, "present.newer"},
		"another link": {func(_ *stage, i *store.Issuance) { i.PassURL = longLink(70) }, "present.newer"},
		"erased":       {func(s *stage, _ *store.Issuance) { s.backend.rows = s.backend.rows[1:] }, "present.gone"},
		"unreadable":   {func(s *stage, _ *store.Issuance) { s.backend.fail(errDisk) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rows := sampleRows(8)
			s := presented(t, rows)
			shown := rows[0]
			c.change(s, &s.backend.rows[0])
			s.load()
			s.sit(1)
			s.work()
			if c.says == "" {
				s.presentsOnly(shown)
				return
			}
			s.showsNobody()
			s.says(text(c.says))
			s.key(fyne.KeySpace)
			s.work()
			s.showsNobody()
		})
	}
}

// TestNobodyElseComesUpBeforeAPerson: the question about a message to somebody else
// waits until the pass is put away.
func TestNobodyElseComesUpBeforeAPerson(t *testing.T) {
	s, _ := posting(t, newPostman())
	s.shortcut(mailShortcut)
	s.key(fyne.KeyDown)
	s.readDetail()
	other, _ := s.desk.list.selected()
	s.shortcut(showShortcuts[0])
	s.work() // the mail program is open by now
	s.presentsOnly(other)
	if s.desk.topSheet() != s.desk.presents.sheet {
		t.Fatal("the question lies over the pass")
	}
	s.key(fyne.KeyEscape)
	s.says(text("mail.asked"))
	if s.focusedOn(s.desk.list) {
		t.Error("the keyboard is below the question")
	}
}

func TestPresentThatCannotBeRead(t *testing.T) {
	rows := sampleRows(8)
	s := presented(t, rows)
	s.backend.fail(errors.New("disk"))
	s.click(text("present.next"))
	s.work()
	s.showsNobody()
	s.says(text("present.unread"))
	s.backend.fail(nil)
	s.click(text("present.again"))
	s.work()
	s.presentsOnly(rows[0])
	s.click(text("present.next"))
	s.key(fyne.KeyEscape)
	s.work() // an answer that comes too late
	if s.desk.presents != nil || s.desk.topSheet() != nil {
		t.Error("a late answer opens it again")
	}
	if got, _ := s.desk.list.selected(); got.ID != rows[0].ID {
		t.Errorf("a late answer leads the list to %d", got.ID)
	}
}

func TestPresentNeedsOneRow(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.shortcut(showShortcuts[0])
	if got := s.desk.toast.label.words; got != text("present.nothing") {
		t.Errorf("with nothing selected the toast says %q", got)
	}
	s.key(fyne.KeyDown)
	s.shift(fyne.KeyDown)
	s.shortcut(showShortcuts[0])
	if got := s.desk.toast.label.words; got != text("present.one") {
		t.Errorf("with two selected the toast says %q", got)
	}
	s.desk.choose(model.Failures)
	s.load()
	s.key(fyne.KeyDown)
	s.shortcut(showShortcuts[0])
	if got := s.desk.toast.label.words; !strings.Contains(got, "no pass link") {
		t.Errorf("for a failure the toast says %q", got)
	}
	if s.desk.presents != nil {
		t.Error("something is shown")
	}
}

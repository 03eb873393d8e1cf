package ui

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/store"
	"passdesk/ui/model"
)

// failed is a stage with the failures by cause open.
func failed(t testing.TB, size fyne.Size) *stage {
	s := newStage(t, sampleRows(60), Options{})
	s.desk.window.Resize(size)
	s.load()
	s.shortcut(failingsShortcut)
	s.work()
	return s
}

func TestFailuresByCause(t *testing.T) {
	s := failed(t, fyne.NewSize(1280, 800))
	s.says("Insufficient funds", "Recipient email address is not valid", "× 3", text("failing.open"), "3 failures for 3 people")
	test.AssertObjectRendersToMarkup(t, "failings.xml", s.desk.topSheet())
	s.key(fyne.KeyDown)
	picked := s.desk.failings.shown
	s.click(text("failing.acknowledge"))
	s.work()
	s.says(text("failing.closed"))
	if got := s.desk.failings.shown; got.Fingerprint != picked.Fingerprint || got.Seen.IsZero() {
		t.Errorf("picked is %+v after acknowledging %q", got, picked.Fingerprint)
	}
	s.click(text("failing.reopen"))
	s.work()
	if got := s.desk.failings.shown; got.Stands() != model.FailingOpen {
		t.Errorf("after reopening it is %+v", got)
	}
	s.key(fyne.KeyReturn)
	s.load()
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) || s.desk.query.View != model.Failures {
		t.Fatal("Enter does not lead to the failures")
	}
	if got := s.desk.list.rows.Rows; got != picked.Count {
		t.Errorf("%d rows of %d with %q", got, picked.Count, s.desk.search.Text)
	}
	s.key(fyne.KeyEscape)
	s.load()
	if s.desk.query.Search != "" {
		t.Errorf("Esc leaves %q", s.desk.query.Search)
	}
}

func TestWhatIsKnownOfACauseIsWritten(t *testing.T) {
	s := failed(t, fyne.NewSize(1280, 800))
	s.click(text("failing.write"))
	s.typed("Grace")
	s.key(fyne.KeyTab)
	s.desk.window.Canvas().Focus(s.pageOnTop())
	s.typed("Topped up at noon")
	test.AssertObjectRendersToMarkup(t, "failing-write.xml", s.desk.topSheet())
	s.backend.markErr = errors.New("disk full")
	s.click(text("note.save"))
	s.work()
	s.says(text("note.failed"))
	s.backend.markErr = nil
	s.click(text("note.save"))
	s.work()
	s.says("Grace", "Topped up at noon", text("failing.taken"))
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil {
		t.Error("Esc does not lead back")
	}
}

// pageOnTop is the entry for several lines of the sheet on top.
func (s *stage) pageOnTop() (found *page) {
	everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
		if p, is := o.(*page); is {
			found = p
		}
	})
	return found
}

func TestCausesBelowTheList(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.load()
	s.desk.choose(model.Failures)
	s.load()
	if got := s.desk.bar.aside.words; got != "3 causes ›" {
		t.Fatalf("the bar says %q", got)
	}
	s.desk.bar.onAside()
	s.work()
	s.says("Insufficient funds")
	s.backend.lose(store.Failed)
	s.load()
	s.work()
	s.says(text("failing.none"))
	s.key(fyne.KeyEscape)
	s.desk.choose(model.Issuances)
	if got := s.desk.bar.aside.words; strings.Contains(got, "cause") {
		t.Errorf("among the issuances the bar says %q", got)
	}
}

// lose removes all rows of a status.
func (b *desktopStore) lose(gone store.Status) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var kept []store.Issuance
	for _, i := range b.rows {
		if i.Status != gone {
			kept = append(kept, i)
		}
	}
	b.rows = kept
}

func TestFailuresThatCannotBeRead(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.load()
	s.backend.fail(errors.New("disk"))
	s.desk.openFailings()
	s.work()
	s.says(text("failing.unread"))
	s.backend.fail(nil)
	s.load()
	s.work()
	s.says("Insufficient funds")
	s.backend.fail(errors.New("disk"))
	s.desk.failings.read()
	s.work()
	s.says(text("failing.unread"), "Insufficient funds")
	s.backend.fail(nil)
	s.load()
	s.work()
	if strings.Contains(s.words(), text("failing.unread")) {
		t.Error("it still complains")
	}
}

func TestAlikeFailures(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.load()
	s.desk.choose(model.Failures)
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	i, _ := s.desk.list.selected()
	s.desk.detail.acts.alike(i)
	s.load()
	if n := s.desk.list.rows.Rows; n == 0 || n >= 6 || !strings.Contains(s.desk.search.Text, "cause:=") {
		t.Errorf("%d rows with %q", n, s.desk.search.Text)
	}
}

// TestFailingsShots draws the failures by cause. With PASSDESK_SHOTS set to a
// folder it leaves pictures of them there.
func TestFailingsShots(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		for width, size := range map[string]fyne.Size{"1280": fyne.NewSize(1280, 800), "900": fyne.NewSize(900, 600)} {
			s := failed(t, size)
			s.wear(variant)
			s.click(text("failing.write"))
			s.typed("Grace")
			s.desk.window.Canvas().Focus(s.pageOnTop())
			s.typed("Topped up at noon; should be fine from now on.")
			write := s.desk.window.Canvas().Capture()
			s.click(text("note.save"))
			s.work()
			list := s.desk.window.Canvas().Capture()
			if colorsIn(write) < 20 || colorsIn(list) < 20 {
				t.Error("the window is blank")
			}
			if folder != "" {
				savePicture(t, filepath.Join(folder, "failings-"+width+"-"+name+".png"), list)
				savePicture(t, filepath.Join(folder, "failing-write-"+width+"-"+name+".png"), write)
			}
			s.close()
		}
	}
}

package ui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// noting is a stage with the note of the second row open.
func noting(t testing.TB) *stage {
	s := newStage(t, sampleRows(40), Options{})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.load()
	s.key(fyne.KeyDown, fyne.KeyDown)
	s.readDetail()
	s.shortcut(noteShortcut)
	return s
}

func (s *stage) typed(words string) {
	s.t.Helper()
	for _, r := range words {
		s.desk.window.Canvas().Focused().TypedRune(r)
	}
}

func TestANoteIsWritten(t *testing.T) {
	s := noting(t)
	s.says(text("note.why"))
	if title := s.desk.topSheet().title.words; !strings.Contains(title, "Grace Hopper") {
		t.Errorf("the sheet is called %q", title)
	}
	s.typed("Will come")
	s.key(fyne.KeyReturn)
	s.typed("in person ")
	s.shortcut(doneShortcuts[0])
	s.work()
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("the sheet is not closed")
	}
	s.load()
	i, _ := s.desk.list.selected()
	if i.Note != "Will come\nin person" {
		t.Errorf("the note is %q", i.Note)
	}
	if s.desk.detail.note.words != text("note.change") {
		t.Errorf("the button says %q", s.desk.detail.note.words)
	}
	test.AssertObjectRendersToMarkup(t, "note-pane.xml", s.desk.detail.box)

	s.desk.detail.note.onTap()
	s.typed(" at 10")
	test.AssertObjectRendersToMarkup(t, "note.xml", s.desk.topSheet())
	s.key(fyne.KeyEscape)
	s.load()
	if i, _ := s.desk.list.selected(); i.Note != "Will come\nin person" {
		t.Errorf("leaving keeps %q", i.Note)
	}
}

func TestANoteThatCannotBeKeptStays(t *testing.T) {
	for _, failure := range []struct {
		err  error
		says string
	}{{store.ErrNoteTooLong, "longer than 4,000"}, {errors.New("disk full"), text("note.failed")}} {
		s := noting(t)
		s.backend.markErr = failure.err
		s.typed("Will come")
		s.click(text("note.save"))
		s.work()
		s.says(failure.says)
		s.backend.markErr = nil
		s.click(text("note.save"))
		s.work()
		s.load()
		if i, _ := s.desk.list.selected(); i.Note != "Will come" || s.desk.topSheet() != nil {
			t.Errorf("after another try the note is %q", i.Note)
		}
		s.close()
	}
}

func TestHistoryUnfolds(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.load()
	s.key(fyne.KeyDown)
	d := fullDetail(s.backend.rows[0])
	for n := range 12 {
		d.History = append(d.History, model.Happening{At: noon.AddDate(0, 0, -n), Act: store.ActHandover, To: store.Handover(n % 4), Undone: n == 3})
	}
	s.desk.showDetail(d.Issuance.ID, d, nil)
	lines := func() int {
		n := 0
		for _, o := range s.desk.detail.history.box.Objects {
			if _, is := o.(*happened); is {
				n++
			}
		}
		return n
	}
	if lines() != historyShort || !strings.Contains(s.desk.detail.history.more.words, "9") && !strings.Contains(s.desk.detail.history.more.words, "8") {
		t.Errorf("%d lines and %q", lines(), s.desk.detail.history.more.words)
	}
	s.desk.detail.history.more.onTap()
	if lines() != len(d.History) {
		t.Errorf("unfolded there are %d of %d", lines(), len(d.History))
	}
	// A step further leaves what is unfolded.
	d.Issuance.Handover = store.HandoverConfirmed
	d.History = append([]model.Happening{{At: noon, Act: store.ActHandover, To: store.HandoverConfirmed}}, d.History...)
	s.desk.showDetail(d.Issuance.ID, d, nil)
	if lines() != len(d.History) {
		t.Errorf("after a step there are %d of %d", lines(), len(d.History))
	}
	test.AssertObjectRendersToMarkup(t, "history.xml", s.desk.detail.history.box)
	s.key(fyne.KeyDown)
	s.readDetail()
	if lines() != len(s.desk.detail.shown.History) {
		t.Errorf("another row has %d lines", lines())
	}
}

package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// asked says whether the pane wants an issuance read, and takes the wish away.
func (s *stage) asked() bool {
	select {
	case <-s.desk.readings.wanted:
		return true
	default:
		return false
	}
}

// supersede has a newer delivery take the place of an issuance, which then is
// known to Detail only.
func (s *stage) supersede(id int64) {
	for n, i := range s.backend.rows {
		if i.ID == id {
			s.backend.rows[n].SupersededBy = "msg_newer"
		}
	}
}

func TestRowsStayWhileTheStoreCannotBeRead(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.backend.fail(errors.New("disk I/O error"))
	s.load()
	if s.desk.empty.box.Visible() || len(s.drawn(2)) == 0 {
		t.Error("the rows are covered")
	}
	if s.desk.notice.box.Hidden || s.desk.notice.words.Text != text("notice.unreadable") {
		t.Errorf("the notice says %q", s.desk.notice.words.Text)
	}
	s.backend.fail(nil)
	s.load()
	if s.desk.notice.box.Visible() {
		t.Error("the notice stays when the store is back")
	}
}

func TestAnotherListThatCannotBeReadIsNotTheOneBefore(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.app.Clipboard().SetContent("untouched")
	s.backend.fail(errors.New("disk I/O error"))
	s.desk.choose(model.Failures)
	s.load()
	if s.desk.empty.box.Hidden || s.desk.empty.title.Text != text("empty.unreadable.title") {
		t.Error("nothing tells that the failures cannot be read")
	}
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(0)))
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.app.Clipboard().Content(); got != "untouched" {
		t.Errorf("clipboard holds %q, of a list that is not shown", got)
	}
	s.backend.fail(nil)
	s.load()
	if s.desk.empty.box.Visible() || s.desk.list.rows.Rows != 5 {
		t.Errorf("%d failures when the store is back", s.desk.list.rows.Rows)
	}
}

func TestNothingIsCopiedBeforeTheListAskedForIsThere(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.app.Clipboard().SetContent("untouched")
	s.desk.choose(model.Failures)
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.app.Clipboard().Content(); got != "untouched" {
		t.Errorf("clipboard holds %q", got)
	}
}

// Somebody goes far and presses keys before the rows have come.
func TestNothingIsSaidOfARowThatIsNotThereYet(t *testing.T) {
	s := newStage(t, sampleRows(400), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	var wanted []int64
	s.desk.list.onMissing = func(ids []int64) { wanted = ids }
	s.app.Clipboard().SetContent("untouched")
	s.key(fyne.KeyEnd)
	i, _ := s.desk.list.selected()
	want := s.backend.rows[len(s.backend.rows)-1]
	if i.ID != want.ID || s.desk.detail.hint.Hidden || s.desk.detail.primary != nil {
		t.Fatalf("of row %d the pane says %q", i.ID, labelsIn(s.desk.detail.body))
	}
	row := s.desk.list.rows.Rows - 1
	y := bodyTop + float32(s.desk.list.rows.Y(row)) + rowHeight/2
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), y))
	if got := s.app.Clipboard().Content(); got != "untouched" {
		t.Errorf("a click where its button will be copies %q", got)
	}
	if got := s.drawn(2)[len(s.drawn(2))-1]; got != ellipsis {
		t.Errorf("its place says %q", got)
	}
	s.shortcut(&fyne.ShortcutCopy{})
	s.finish()
	if got := s.app.Clipboard().Content(); got != want.PassURL {
		t.Errorf("Ctrl+C copies %q, want its own link %q", got, want.PassURL)
	}
	s.page(wanted)
	if got := s.drawn(2)[len(s.drawn(2))-1]; got != want.SubjectName {
		t.Errorf("once it is read its place says %q", got)
	}
	s.readDetail()
	if s.desk.detail.shown.Issuance.ID != want.ID {
		t.Error("the pane does not follow")
	}
}

func TestSupersededSelection(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	i, _ := s.desk.list.selected()
	s.supersede(i.ID)
	s.load()
	if s.desk.detail.shown.Issuance.SupersededBy == "" {
		t.Fatal("the pane goes on asserting what is no longer true")
	}
	if s.desk.detail.primary != nil {
		t.Error("the old link has the strong button")
	}
	says := wordsOf(s.desk.detail.body)
	if !strings.Contains(says, text("superseded.title")) {
		t.Error("the pane does not say it")
	}
	if slices.Contains(strings.Split(says, "\n"), text("copy.button")) {
		t.Error("the old links can be copied one by one")
	}
	s.app.Clipboard().SetContent("untouched")
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.app.Clipboard().Content(); got != "untouched" || s.desk.toast.label.words != text("toast.superseded") {
		t.Errorf("clipboard holds %q, toast says %q", got, s.desk.toast.label.words)
	}
}

// TestAnErasedRowLeavesNothingInSight: neither in the pane nor for Ctrl+C.
func TestAnErasedRowLeavesNothingInSight(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	i, _ := s.desk.list.selected()
	s.key(fyne.KeyReturn) // into the pane
	s.lose(i.ID)
	if _, still := s.desk.list.selected(); still || s.desk.detail.hint.Hidden || strings.Contains(writtenIn(s.desk.window.Content()), i.SubjectContact) {
		t.Errorf("the pane says %q", wordsOf(s.desk.detail.box))
	}
	if !s.focusedOn(s.desk.list) {
		t.Error("the keyboard is lost with the pane's button")
	}
	s.app.Clipboard().SetContent("untouched")
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.app.Clipboard().Content(); got != "untouched" || s.desk.toast.label.words != text("toast.nothing") {
		t.Errorf("clipboard holds %q, the toast says %q", got, s.desk.toast.label.words)
	}
}

// labelsIn is what the inks in a container say.
func labelsIn(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *fyne.Container:
		var all strings.Builder
		for _, part := range o.Objects {
			all.WriteString(labelsIn(part) + "\n")
		}
		return all.String()
	case *ink:
		return o.words
	}
	return ""
}

// Between the list and the detail a row may be superseded: the two then differ
// for good, which is no reason to read it for ever.
func TestDetailIsReadOncePerChange(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	i, _ := s.desk.list.selected()
	newer := i
	newer.Note, newer.SupersededBy = "changed", "msg_newer"
	s.asked()
	s.desk.showDetail(i.ID, fullDetail(newer), nil)
	if s.asked() {
		t.Error("what has been read is read again at once")
	}
	s.supersede(i.ID)
	for range 20 {
		s.desk.apply(s.desk.feed.read(t.Context(), s.desk.query))
		times := 0
		for s.asked() {
			times++
			s.desk.showDetail(i.ID, fullDetail(newer), nil)
		}
		if times > 1 {
			t.Fatalf("read %d times after one change", times)
		}
	}
	if now, _ := s.desk.list.selected(); now != newer {
		t.Errorf("the selected row is %+v", now)
	}
}

func TestDetailBeyondTheListIsKeptUpToDate(t *testing.T) {
	s := newStage(t, sampleRows(400), Options{})
	s.desk.choose(model.ToHandOver)
	s.load()
	s.key(fyne.KeyEnd)
	s.readDetail()
	i, _ := s.desk.list.selected()
	for n := range s.backend.rows {
		if s.backend.rows[n].ID == i.ID {
			s.backend.rows[n].Handover = store.HandoverSent
		}
	}
	s.load()
	if s.desk.list.rows.Listed() {
		t.Fatal("the row is still in the list")
	}
	if got := s.desk.detail.handover.value.words; got != text("handover.sent") {
		t.Errorf("the pane says %q", got)
	}
}

func TestDetailThatCannotBeRead(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	i, _ := s.desk.list.selected()
	broken := func() {
		if !s.asked() {
			t.Fatal("it is not read again")
		}
		s.desk.showDetail(i.ID, model.Detail{}, errors.New("busy"))
	}
	broken()
	if got := s.desk.toast.label.words; got != text("toast.unread") || s.desk.toast.Hidden {
		t.Fatalf("toast says %q", got)
	}
	s.fire() // hides the toast and asks again
	broken()
	if s.desk.toast.Visible() {
		t.Error("it says so each time")
	}
	s.desk.apply(s.desk.feed.read(t.Context(), s.desk.query)) // something has changed
	broken()
	if len(s.timers) != 1 {
		t.Errorf("%d times it will be read again in a while", len(s.timers))
	}
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(200, rowY(0)))
	broken()
	waiting := 0
	for s.fire(); s.asked(); s.fire() {
		if waiting++; waiting == 3 {
			s.desk.showDetail(i.ID, fullDetail(i), nil)
			continue
		}
		s.desk.showDetail(i.ID, model.Detail{}, errors.New("busy"))
	}
	if waiting != 3 || s.desk.detail.shown.Raw == "" {
		t.Errorf("it was read again %d times, and until it worked", waiting)
	}
}

func TestRebuiltPaneKeepsTheKeyboard(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.key(fyne.KeyReturn)
	canvas := s.desk.window.Canvas()
	early := s.desk.detail.primary
	s.readDetail()
	if now := s.desk.detail.primary; canvas.Focused() != now || now == early || !now.focused {
		t.Error("when the details come the keyboard stays with a button that is gone")
	}
	s.desk.search.SetText("nobody has this name")
	s.load()
	if canvas.Focused() != s.desk.list {
		t.Errorf("with the pane empty the keyboard is with %T", canvas.Focused())
	}
	s.app.Clipboard().SetContent("untouched")
	s.key(fyne.KeySpace)
	if got := s.app.Clipboard().Content(); got != "untouched" {
		t.Errorf("Space copies %q, of somebody who is not shown", got)
	}
}

func TestSelectionIsInSightAfterTheSearch(t *testing.T) {
	s := newStage(t, sampleRows(400), Options{})
	s.load()
	s.desk.search.SetText("grace")
	s.load()
	s.key(fyne.KeyEnd)
	s.desk.search.SetText("")
	s.load()
	first, end := s.desk.list.rows.Visible()
	if i := s.desk.list.rows.SelectedIndex(); i < first || i >= end {
		t.Errorf("the selected row is %d, in sight are %d to %d", i, first, end)
	}
}

func TestNothingIsSaidBeforeTheStoreWasRead(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.desk.tick()
	s.backend.fail(errors.New("busy"))
	s.load()
	if got := s.desk.header.age.words; got != "" {
		t.Errorf("the age says %q", got)
	}
	s.backend.fail(nil)
	s.backend.rows = nil
	s.load()
	if got := s.desk.header.age.words; got != text("age.never") {
		t.Errorf("the age says %q", got)
	}
}

func TestAgeWhenTheClockWasPutBack(t *testing.T) {
	rows := sampleRows(40)
	rows[0].ReceivedAt = noon.Add(5 * time.Hour)
	s := newStage(t, rows, Options{})
	s.load()
	if got := s.desk.header.age.words; got != "last event 15:41 (clock was changed)" {
		t.Errorf("the age says %q", got)
	}
}

func TestNoPraiseWhenNothingEverCameIn(t *testing.T) {
	s := newStage(t, nil, Options{})
	s.desk.SetConnection(model.Connection{State: model.Down, Message: "Token unknown."})
	s.desk.choose(model.Failures)
	s.load()
	if got := s.desk.empty.title.Text; got != text("empty.offline.title") {
		t.Errorf("the list says %q", got)
	}
}

package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// ctrl presses a key together with Ctrl, or Cmd.
func (s *stage) ctrl(keys ...fyne.KeyName) {
	for _, key := range keys {
		s.shortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
	}
}

// shift presses keys while Shift is held.
func (s *stage) shift(keys ...fyne.KeyName) {
	s.held = fyne.KeyModifierShift
	s.key(keys...)
	s.held = 0
}

// clickWith clicks a row while keys are held.
func (s *stage) clickWith(keys fyne.KeyModifier, row int) {
	at := fyne.NewPos(200, rowY(row))
	s.desk.list.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary, Modifier: keys})
	s.desk.list.Tapped(&fyne.PointEvent{Position: at})
	s.desk.list.MouseOut()
}

// marked are the places of the rows that are drawn as selected.
func (s *stage) selectedRows() (places []int) {
	l := s.desk.list
	first, end := l.rows.Visible()
	for i := first; i < end; i++ {
		if l.view.slots[i%len(l.view.slots)].state.selected {
			places = append(places, i)
		}
	}
	return places
}

// work has what takes its time be done, and what comes of it.
func (s *stage) finish() {
	for _, one := range s.desk.chores.take() {
		if then := one(s.t.Context()); then != nil {
			then()
		}
	}
}

func TestSelectingManyByKeyboard(t *testing.T) {
	s := newStage(t, sampleRows(400), Options{})
	s.load()
	expect := func(what string, want ...int) {
		t.Helper()
		if got := s.selectedRows(); !slices.Equal(got, want) {
			t.Fatalf("%s: selected %v, want %v", what, got, want)
		}
	}
	s.key(fyne.KeyDown, fyne.KeyDown)
	s.shift(fyne.KeyDown, fyne.KeyDown)
	expect("Shift and down", 1, 2, 3)
	s.shift(fyne.KeyUp, fyne.KeyUp, fyne.KeyUp)
	expect("Shift and up past the first", 0, 1)
	s.ctrl(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	expect("Ctrl moves and selects nothing", 0, 1)
	if i := s.desk.list.rows.SelectedIndex(); i != 3 {
		t.Fatalf("the keyboard is at %d", i)
	}
	s.key(fyne.KeySpace)
	expect("Space takes one in", 0, 1, 3)
	s.ctrl(fyne.KeyUp, fyne.KeyUp, fyne.KeySpace)
	expect("Ctrl and Space take one out", 0, 3)
	if got := s.desk.bar.count.words; got != "2 of 355 selected" {
		t.Errorf("below the list it says %q", got)
	}
	s.key(fyne.KeyDown)
	expect("an arrow alone selects one", 2)
	s.shift(fyne.KeyEnd)
	if n := s.desk.list.rows.Chosen.Count(); n != 353 {
		t.Errorf("Shift and End select %d", n)
	}
	s.shift(fyne.KeyHome)
	expect("Shift and Home", 0, 1, 2)
	s.shift(fyne.KeyPageDown)
	if n, page := s.desk.list.rows.Chosen.Count(), s.desk.list.rows.Page(); n != page-1 {
		t.Errorf("Shift and a page down from there select %d, a page has %d", n, page)
	}
	s.shortcut(&fyne.ShortcutSelectAll{})
	if n := s.desk.list.rows.Chosen.Count(); n != 355 {
		t.Errorf("Ctrl+A selects %d", n)
	}
	s.arrive(2)
	if n := s.desk.list.rows.Chosen.Count(); n != 355 || s.desk.list.rows.Rows != 357 {
		t.Errorf("of %d rows %d are selected: those that came in later are not meant", s.desk.list.rows.Rows, n)
	}
	s.key(fyne.KeyEscape)
	if n := s.desk.list.rows.Chosen.Count(); n != 0 {
		t.Errorf("Esc leaves %d selected", n)
	}
}

func TestSelectingManyByMouse(t *testing.T) {
	s := newStage(t, sampleRows(400), Options{})
	s.load()
	s.clickWith(0, 1)
	s.clickWith(fyne.KeyModifierShift, 4)
	s.clickWith(fyne.KeyModifierShortcutDefault, 2)
	s.clickWith(fyne.KeyModifierShortcutDefault, 7)
	if got := s.selectedRows(); !slices.Equal(got, []int{1, 3, 4, 7}) {
		t.Fatalf("selected %v", got)
	}
	if got := s.app.Clipboard().Content(); got != "" {
		t.Errorf("selecting copies %q", got)
	}
	s.clickWith(0, 5)
	if got := s.selectedRows(); !slices.Equal(got, []int{5}) {
		t.Errorf("a click alone selects %v", got)
	}
}

func TestCopyingManyAndBack(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.desk.chooseTemplate("Diploma 2026") // failures among them
	s.load()
	s.key(fyne.KeyDown)
	s.shift(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	var want, names []string
	linkless := 0
	for i := range 7 {
		row := s.desk.list.rows.At(i)
		if row.PassURL == "" {
			linkless++
			continue
		}
		want, names = append(want, row.PassURL), append(names, model.Subject(row)+"\t"+row.PassURL)
	}
	if linkless == 0 {
		t.Fatal("the sample has no failure among them")
	}
	s.shortcut(&fyne.ShortcutCopy{})
	s.finish()
	if got := s.app.Clipboard().Content(); got != strings.Join(want, "\n") {
		t.Errorf("clipboard holds\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	said := text("toast.but", values{"Done": counted("toast.copied_many", len(want)), "Rest": counted("toast.linkless", linkless)})
	if got := s.desk.toast.label.words; got != said {
		t.Errorf("toast says %q, want %q", got, said)
	}
	states := func() (all []store.Handover) {
		for i := range 7 {
			all = append(all, s.desk.list.rows.At(i).Handover)
		}
		return all
	}
	before := states()
	s.mark()
	s.load()
	moved := 0
	for n, now := range states() {
		row := s.desk.list.rows.At(n)
		if row.PassURL != "" && before[n] == store.HandoverNew {
			moved++
			if now != store.HandoverCopied {
				t.Errorf("row %d stands at %v", n, now)
			}
		} else if now != before[n] {
			t.Errorf("row %d went from %v to %v", n, before[n], now)
		}
	}
	if moved == 0 {
		t.Fatal("none of them was new")
	}
	s.shortcut(namedShortcut)
	s.finish()
	if got := s.app.Clipboard().Content(); got != strings.Join(names, "\n") {
		t.Errorf("with names: %q", got)
	}
	if !slices.Equal(s.selectedRows(), []int{0, 1, 2, 3, 4, 5, 6}) {
		t.Error("copying changes the selection")
	}
}

// TestWhatIsCopiedLastStays: links that take their time to be read do not push it
// out.
func TestWhatIsCopiedLastStays(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.shift(fyne.KeyDown, fyne.KeyDown)
	s.shortcut(&fyne.ShortcutCopy{})
	aim := s.desk.list.rows.At(6)
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(6)))
	s.finish()
	if got := s.app.Clipboard().Content(); got != aim.PassURL {
		t.Errorf("clipboard holds %q, want %q", got, aim.PassURL)
	}
	s.mark()
	if !slices.Equal(s.backend.marked, []int64{aim.ID}) {
		t.Errorf("marked as copied: %v", s.backend.marked)
	}
}

func TestUndo(t *testing.T) {
	for name, undo := range map[string]func(*stage){
		"by keyboard": func(s *stage) { s.shortcut(&fyne.ShortcutUndo{}) },
		"by mouse": func(s *stage) {
			at := s.app.Driver().AbsolutePositionForObject(s.desk.toast)
			test.TapCanvas(s.desk.window.Canvas(), at.AddXY(s.desk.toast.Size().Width-30, 20))
		},
	} {
		for _, late := range []bool{false, true} {
			s := newStage(t, sampleRows(40), Options{})
			s.load()
			s.key(fyne.KeyDown)
			i, _ := s.desk.list.selected()
			s.shortcut(&fyne.ShortcutCopy{})
			if late {
				s.mark()
				s.load()
				if now, _ := s.desk.list.selected(); now.Handover != store.HandoverCopied {
					t.Fatalf("%s: copied it stands at %v", name, now.Handover)
				}
			}
			undo(s)
			s.mark()
			s.load()
			if now, _ := s.desk.list.selected(); now.ID != i.ID || now.Handover != store.HandoverNew {
				t.Errorf("%s, late %v: taken back it stands at %v", name, late, now.Handover)
			}
			if got := s.desk.toast.label.words; got != text("toast.undone") {
				t.Errorf("%s: toast says %q", name, got)
			}
			s.shortcut(&fyne.ShortcutUndo{})
			if got := s.desk.toast.label.words; got != text("toast.no_undo") {
				t.Errorf("%s: the second time the toast says %q", name, got)
			}
		}
	}
}

func TestTooManyToCopy(t *testing.T) {
	s := newStage(t, sampleRows(12_000), Options{})
	s.load()
	s.app.Clipboard().SetContent("untouched")
	s.shortcut(&fyne.ShortcutSelectAll{})
	s.shortcut(&fyne.ShortcutCopy{})
	s.finish()
	if got := s.desk.toast.label.words; !strings.Contains(got, "10,000") || s.app.Clipboard().Content() != "untouched" {
		t.Errorf("toast says %q", got)
	}
	s.desk.handChosen(store.HandoverSent)
	if s.desk.hands.take() != nil {
		t.Error("more than that were marked")
	}
}

func TestMarkingInTheDetails(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	stands := func() store.Handover {
		s.mark()
		s.load()
		i, _ := s.desk.list.selected()
		return i.Handover
	}
	sent, confirmed := s.desk.detail.steps[0], s.desk.detail.steps[1]
	test.Tap(sent)
	if got := stands(); got != store.HandoverSent {
		t.Fatalf("it stands at %v", got)
	}
	if s.desk.detail.steps[0] != sent || sent.sign != "✓" || sent.label.Text != text("handover.sent") || confirmed.sign == "✓" {
		t.Errorf("the button says %q %q", sent.sign, sent.label.Text)
	}
	test.Tap(confirmed)
	if got := stands(); got != store.HandoverConfirmed || confirmed.sign != "✓" {
		t.Errorf("it stands at %v", got)
	}
	s.shortcut(&fyne.ShortcutUndo{})
	if got := stands(); got != store.HandoverSent {
		t.Errorf("taken back it stands at %v", got)
	}
	s.backend.markErr = errDisk
	test.Tap(confirmed)
	s.mark()
	if got := s.desk.toast.label.words; got != text("toast.unhanded") {
		t.Errorf("toast says %q", got)
	}
}

// item is what a menu offers under a text.
func item(t *testing.T, m *fyne.Menu, key string) *fyne.MenuItem {
	t.Helper()
	for _, i := range m.Items {
		if i.Label == text(key) {
			return i
		}
	}
	t.Fatalf("the menu does not offer %q", text(key))
	return nil
}

func TestRowMenu(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	test.TapSecondaryAt(s.desk.list, fyne.NewPos(200, rowY(2)))
	aim := s.desk.list.rows.At(2)
	if i, _ := s.desk.list.selected(); i.ID != aim.ID || s.desk.window.Canvas().Overlays().Top() == nil {
		t.Fatal("no menu for the row")
	}
	test.TapCanvas(s.desk.window.Canvas(), fyne.NewPos(3, 3)) // beside the menu
	if s.desk.window.Canvas().Focused() != s.desk.list {
		t.Error("a menu that goes does not give the keyboard back")
	}
	menu := s.desk.rowMenu()
	item(t, menu, "row.copy_named").Action()
	if got := s.app.Clipboard().Content(); got != model.NamedLine(aim) {
		t.Errorf("clipboard holds %q", got)
	}
	item(t, menu, "row.sent").Action()
	s.mark()
	s.load()
	if now := s.desk.list.rows.At(2); now.Handover != store.HandoverSent {
		t.Errorf("it stands at %v", now.Handover)
	}
	if !item(t, s.desk.rowMenu(), "row.sent").Disabled {
		t.Error("what is sent can be sent")
	}
	item(t, s.desk.rowMenu(), "row.new").Action()
	s.mark()
	s.load()
	if now := s.desk.list.rows.At(2); now.Handover != store.HandoverNew {
		t.Errorf("it stands at %v", now.Handover)
	}
	s.shift(fyne.KeyDown, fyne.KeyDown)
	several := s.desk.rowMenu()
	if !item(t, several, "row.open").Disabled || item(t, several, "row.confirmed").Disabled {
		t.Error("of several the details are offered, or nothing else is")
	}
	item(t, several, "row.confirmed").Action()
	s.finish()
	s.mark()
	s.load()
	for n := 2; n < 5; n++ {
		if now := s.desk.list.rows.At(n); now.Handover != store.HandoverConfirmed {
			t.Errorf("row %d stands at %v", n, now.Handover)
		}
	}
	s.desk.choose(model.Failures)
	s.load()
	s.key(fyne.KeyEscape, fyne.KeyDown)
	failed := s.desk.rowMenu()
	if !item(t, failed, "row.copy").Disabled || !item(t, failed, "row.sent").Disabled {
		t.Error("a failure can be handed over")
	}
	// Fyne has the keyboard press what is out of use.
	for _, one := range failed.Items {
		if one.Disabled && one.Action != nil {
			t.Errorf("%s does something while it is out of use", one.Label)
		}
	}
}

func TestRowMenuByKeyboard(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	over := s.desk.window.Canvas().Overlays()
	if s.key(desktop.KeyMenu); over.Top() != nil {
		t.Error("with nothing selected there is a menu")
	}
	s.key(fyne.KeyDown)
	s.shift(fyne.KeyDown, fyne.KeyDown)
	meant := s.desk.chosen()
	if s.key(fyne.KeyF10); over.Top() != nil {
		t.Error("F10 alone opens a menu")
	}
	for name, press := range map[string]func(){
		"the menu key": func() { s.key(desktop.KeyMenu) }, "Shift+F10": func() { s.shift(fyne.KeyF10) },
	} {
		press()
		if over.Top() == nil {
			t.Fatalf("%s opens no menu", name)
		}
		s.key(fyne.KeyEscape)
		if over.Top() != nil || !s.focusedOn(s.desk.list) {
			t.Errorf("%s: Esc does not lead back to the list", name)
		}
	}
	s.key(desktop.KeyMenu)
	for _, item := range s.desk.rowMenu().Items {
		if !item.IsSeparator {
			s.key(fyne.KeyDown)
		}
		if item.Label == text("row.sent") {
			break
		}
	}
	s.key(fyne.KeyReturn)
	s.finish()
	s.mark()
	for _, id := range meant {
		if got := s.handoverOf(id); got != store.HandoverSent {
			t.Errorf("row %d stands at %v", id, got)
		}
	}
}

func TestOnlyWhatWasIssuedIsHandedOver(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.desk.chooseTemplate("Diploma 2026") // failures among them
	s.load()
	s.shortcut(&fyne.ShortcutSelectAll{})
	s.desk.handChosen(store.HandoverSent)
	s.finish()
	s.mark()
	sent, failed := 0, 0
	for _, i := range s.backend.rows {
		if i.Template != "Diploma 2026" {
			continue
		}
		switch {
		case i.Status == store.Succeeded && i.Handover == store.HandoverSent:
			sent++
		case i.Status == store.Failed && i.HandoverAt.IsZero():
			failed++
		default:
			t.Errorf("%v stands at %v", i.Status, i.Handover)
		}
	}
	if got := s.desk.toast.label.words; failed == 0 || got != counted("toast.sent_many", sent) {
		t.Errorf("%d failures, toast says %q", failed, got)
	}
	s.backend.fail(errDisk)
	s.shortcut(&fyne.ShortcutCopy{})
	s.finish()
	if got := s.desk.toast.label.words; got != text("toast.uncopied") || s.app.Clipboard().Content() != "" {
		t.Errorf("when they cannot be read the toast says %q", got)
	}
}

func TestToHandOver(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	if got := s.desk.bar.aside.words; got != "10 people are waiting, the oldest for 30 hours" {
		t.Errorf("below the list it says %q", got)
	}
	at := s.app.Driver().AbsolutePositionForObject(s.desk.bar)
	test.TapCanvas(s.desk.window.Canvas(), at.AddXY(s.desk.bar.Size().Width-60, 14))
	s.load()
	if s.desk.list.rows.Rows != 10 || s.desk.sidebar.items[1].count.Text != "10" || !s.desk.sidebar.items[1].selected {
		t.Fatalf("%d rows, the side bar says %s", s.desk.list.rows.Rows, s.desk.sidebar.items[1].count.Text)
	}
	// The reader goes from one to the next, copying.
	for n := range 10 {
		s.key(fyne.KeyDown)
		i, _ := s.desk.list.selected()
		s.shortcut(&fyne.ShortcutCopy{})
		if got := s.app.Clipboard().Content(); got != i.PassURL {
			t.Fatalf("the %dth link is %q, want %q", n+1, got, i.PassURL)
		}
		s.mark()
		s.load()
	}
	if s.desk.list.rows.Rows != 0 || s.desk.empty.title.Text != text("empty.waits.title") || len(s.backend.marked) != 10 {
		t.Errorf("%d rows are left, %d were copied, it says %q", s.desk.list.rows.Rows, len(s.backend.marked), s.desk.empty.title.Text)
	}
	if got := s.desk.bar.aside.words; got != "" {
		t.Errorf("below the list it says %q", got)
	}
}

// TestSeveralThatHaveLeftAreStillMeant: what is copied leaves the list of those
// that wait, and is marked as sent after that.
func TestSeveralThatHaveLeftAreStillMeant(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.desk.choose(model.ToHandOver)
	s.load()
	s.key(fyne.KeyDown)
	s.shift(fyne.KeyDown, fyne.KeyDown)
	meant := s.desk.chosen()
	s.shortcut(&fyne.ShortcutCopy{})
	s.finish()
	links := s.app.Clipboard().Content()
	s.mark()
	s.load()
	if n := s.desk.list.rows.Rows; n != 7 || len(meant) != 3 {
		t.Fatalf("%d rows are left of 10, %d were copied", n, len(meant))
	}
	s.app.Clipboard().SetContent("")
	s.shortcut(&fyne.ShortcutCopy{})
	s.finish()
	if got := s.app.Clipboard().Content(); got != links || strings.Count(links, "\n") != 2 {
		t.Errorf("copied once more: %q, want %q", got, links)
	}
	s.desk.handChosen(store.HandoverSent)
	s.finish()
	s.mark()
	for _, id := range meant {
		if got := s.handoverOf(id); got != store.HandoverSent {
			t.Errorf("row %d stands at %v", id, got)
		}
	}
	if got := s.desk.toast.label.words; got != counted("toast.sent_many", 3) {
		t.Errorf("the toast says %q", got)
	}
}

func TestTemplatesInTheSideBar(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	side := s.desk.sidebar
	if len(side.templates) != 3 || side.templates[0].about != "Diploma 2026" || side.templates[0].count.Text != "20" {
		t.Fatalf("%d templates", len(side.templates))
	}
	test.Tap(side.templates[0])
	s.load()
	if s.desk.list.rows.Rows != 20 || !side.templates[0].selected || side.items[0].selected {
		t.Errorf("%d rows of the template", s.desk.list.rows.Rows)
	}
	test.Tap(side.items[0])
	s.load()
	if s.desk.list.rows.Rows != 35 || side.templates[0].selected {
		t.Errorf("%d rows of all", s.desk.list.rows.Rows)
	}
	many := tally{}
	for range 300 {
		many.templates = append(many.templates, store.TemplateCount{Template: "Diploma", Count: 1})
	}
	side.showTally(many)
	if n := len(side.column.Objects); n != templatesMost || side.scroll.Size().Height > side.Size().Height {
		t.Errorf("%d templates are offered", n)
	}
	side.showTally(tally{})
	if side.scroll.Visible() || !side.caption.Hidden {
		t.Error("without templates there is a caption")
	}
}

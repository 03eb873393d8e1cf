package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/ui/model"
)

func TestDeskStartsWithTheKeyboardInTheList(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	if s.desk.window.Canvas().Focused() != s.desk.list {
		t.Fatal("the list has no focus")
	}
	s.load()
	s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	i, _ := s.desk.list.selected()
	if want := s.desk.list.rows.At(1); i != want {
		t.Errorf("selected %d, want %d", i.ID, want.ID)
	}
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.app.Clipboard().Content(); got != i.PassURL {
		t.Errorf("clipboard holds %q, want %q", got, i.PassURL)
	}
}

func TestCopyWithoutALink(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.app.Clipboard().SetContent("untouched")
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.desk.toast.label.words; got != text("toast.nothing") {
		t.Errorf("with nothing selected the toast says %q", got)
	}
	s.desk.choose(model.Failures)
	s.load()
	s.key(fyne.KeyDown)
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.desk.toast.label.words; !strings.Contains(got, "no pass link") {
		t.Errorf("for a failure the toast says %q", got)
	}
	if s.app.Clipboard().Content() != "untouched" || s.desk.hands.take() != nil {
		t.Error("something was copied")
	}
}

func TestMarkThatFailsSaysSo(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.backend.markErr = errors.New("disk full")
	s.load()
	s.key(fyne.KeyDown)
	i, _ := s.desk.list.selected()
	s.shortcut(&fyne.ShortcutCopy{})
	s.mark()
	if got := s.desk.toast.label.words; got != text("toast.unmarked") {
		t.Errorf("toast says %q", got)
	}
	if got := s.app.Clipboard().Content(); got != i.PassURL {
		t.Errorf("clipboard holds %q", got)
	}
}

func TestSearch(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.shortcut(findShortcut)
	if s.desk.window.Canvas().Focused() != s.desk.search {
		t.Fatal("Ctrl+F does not lead to the search box")
	}
	test.Type(s.desk.search, " grace")
	s.load()
	for _, name := range s.drawn(2) {
		if name != "Grace Hopper" {
			t.Errorf("found %q", name)
		}
	}
	if len(s.drawn(2)) == 0 {
		t.Error("found nobody")
	}
	late := s.answer(model.Query{Search: "gra"}, sampleRows(40))
	s.desk.apply(late)
	if s.desk.list.rows.Rows == 40 {
		t.Error("the answer to an older question is shown")
	}
	s.key(fyne.KeyEscape)
	s.load()
	if s.desk.search.Text != "" || s.desk.window.Canvas().Focused() != s.desk.list {
		t.Error("Esc does not empty the box and lead back to the list")
	}
	if got := s.desk.list.rows.Rows; got != 35 {
		t.Errorf("%d rows after the search", got)
	}
}

func TestEnterLeadsToTheDetailAndEscBack(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	i, _ := s.desk.list.selected()
	s.key(fyne.KeyReturn)
	if s.desk.window.Canvas().Focused() != s.desk.detail.primary {
		t.Fatal("Enter does not lead to the pane's button")
	}
	s.key(fyne.KeySpace)
	if got := s.app.Clipboard().Content(); got != i.PassURL {
		t.Errorf("clipboard holds %q", got)
	}
	if s.desk.window.Canvas().Focused() != s.desk.detail.primary {
		t.Error("the button lost the focus")
	}
	s.key(fyne.KeyEscape)
	if now, _ := s.desk.list.selected(); now.ID != i.ID || s.desk.window.Canvas().Focused() != s.desk.list {
		t.Error("Esc does not lead back to the selected row")
	}
}

func TestDetailNeverShowsSomebodyElse(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	first, _ := s.desk.list.selected()
	s.readDetail()
	s.key(fyne.KeyDown)
	second, _ := s.desk.list.selected()
	if got := s.desk.detail.shown.Issuance.ID; got != second.ID {
		t.Errorf("before the answer the pane shows %d, want %d", got, second.ID)
	}
	s.desk.showDetail(first.ID, fullDetail(first), nil)
	if got := s.desk.detail.shown.Issuance.ID; got != second.ID {
		t.Errorf("a late answer shows %d", got)
	}
	s.readDetail()
	if got := len(s.desk.detail.shown.Links); got != 3 {
		t.Errorf("%d links", got)
	}
}

func TestDetailKeepsItsButtonsWhenOnlyTheHandoverChanges(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	before := s.desk.detail.primary
	i, _ := s.desk.list.selected()
	for n := range s.backend.rows {
		if s.backend.rows[n].ID == i.ID {
			s.backend.rows[n].Handover = store.HandoverCopied
		}
	}
	s.load()
	if s.desk.detail.primary != before {
		t.Error("the pane was built anew")
	}
	if got := s.desk.detail.handover.value.words; got != text("handover.copied") {
		t.Errorf("the pane says %q", got)
	}
}

func TestViews(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	test.Tap(s.desk.sidebar.items[2])
	s.load()
	if got := s.desk.list.columns[4].label; got != "list.error" {
		t.Errorf("the failures' last column is %q", got)
	}
	if s.desk.window.Canvas().Focused() != s.desk.list {
		t.Error("a click in the side bar takes the keyboard away")
	}
	if s.desk.sidebar.items[2].count.Text != "5" || !s.desk.sidebar.items[3].Hidden {
		t.Errorf("side bar: %s failures, pending hidden %v", s.desk.sidebar.items[2].count.Text, s.desk.sidebar.items[3].Hidden)
	}
	s.backend.add(store.Issuance{ID: 90, Status: store.Pending})
	s.load()
	if s.desk.sidebar.items[3].Hidden || s.desk.sidebar.items[3].count.Text != "1" {
		t.Error("what is pending stands nowhere")
	}
}

func TestStateNeverClaimsMoreThanIsProven(t *testing.T) {
	s := newStage(t, nil, Options{})
	for _, c := range []struct {
		way  model.Connection
		want string
	}{
		{model.Connection{}, "Not receiving"},
		{model.Connection{State: model.Connecting}, "Connecting…"},
		{model.Connection{State: model.Online}, "Receiving"},
		{model.Connection{State: model.Local}, "Receiving on this computer only"},
		{model.Connection{State: model.Reconnecting}, "Reconnecting…"},
		{model.Connection{State: model.Down}, "Not receiving"},
		{model.Connection{State: model.Degraded}, "Not coming through"},
		{model.Connection{State: model.Down, Since: noon.Add(-time.Hour), Message: "Token unknown. Enter it again."}, "Not receiving since 09:41"},
	} {
		s.desk.SetConnection(c.way)
		if got := s.desk.header.state.label.words; got != c.want {
			t.Errorf("%v: %q, want %q", c.way.State, got, c.want)
		}
		if s.desk.header.state.sign.words == "" {
			t.Errorf("%v has no sign", c.way.State)
		}
	}
	if s.desk.notice.box.Hidden || s.desk.notice.words.Text != "Token unknown. Enter it again." {
		t.Errorf("what to do about it stands nowhere: %q", s.desk.notice.words.Text)
	}
}

func TestAgeOfTheLastEvent(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	if got := s.desk.header.age.words; got != "" {
		t.Errorf("before anything is known: %q", got)
	}
	s.load()
	if got := s.desk.header.age.words; got != "last event 10 s ago" {
		t.Errorf("age is %q", got)
	}
	s.now = s.now.Add(3 * time.Minute)
	s.desk.tick()
	if got := s.desk.header.age.words; got != "last event 3 min ago" {
		t.Errorf("age is %q", got)
	}
}

func TestTimesTurnIntoDatesAtMidnight(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.now = s.now.Add(24 * time.Hour)
	s.desk.tick()
	if got := s.drawn(1)[0]; got != "2026-06-12" {
		t.Errorf("the day after the time reads %q", got)
	}
}

func TestEndpointCanBeCopied(t *testing.T) {
	s := newStage(t, nil, Options{})
	test.Tap(s.desk.header.copyURL)
	if got := s.app.Clipboard().Content(); got != "https://acme.ngrok.app/webhooks/crossmint" {
		t.Errorf("clipboard holds %q", got)
	}
	if !s.desk.header.copyURL.done {
		t.Error("the button does not confirm")
	}
	s.fire()
	if s.desk.header.copyURL.done {
		t.Error("the confirmation stays")
	}
}

func TestStoreThatCannotBeRead(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.backend.fail(errors.New("disk I/O error"))
	s.load()
	if s.desk.empty.box.Hidden || s.desk.empty.title.Text != text("empty.unreadable.title") {
		t.Error("nothing tells that the store cannot be read")
	}
	s.backend.fail(nil)
	s.load()
	if s.desk.empty.box.Visible() || s.desk.list.rows.Rows != 35 {
		t.Error("the message stays when the store is back")
	}
}

func TestRawIsSetOnlyWhenItIsOpen(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	raw := s.desk.detail.raw
	if raw.grid.Text() != "" || raw.body.Visible() {
		t.Error("Raw is open from the start")
	}
	test.Tap(raw.toggle)
	if !strings.Contains(raw.grid.Text(), "credentialId") || !raw.body.Visible() {
		t.Errorf("opened it shows %q", raw.grid.Text())
	}
	test.Tap(raw.copy)
	if got := s.app.Clipboard().Content(); got != s.desk.detail.shown.Raw {
		t.Errorf("clipboard holds %q", got)
	}
}

func TestRawOfOneLongLine(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	i, _ := s.desk.list.selected()
	long := fullDetail(i)
	long.Raw = `{"payload": "` + strings.Repeat("é", 2*rawColumns*rawLines) + `"}`
	s.asked()
	s.desk.showDetail(i.ID, long, nil)
	raw := s.desk.detail.raw
	test.Tap(raw.toggle)
	rows := raw.grid.Rows
	if len(rows) != rawLines+1 || raw.grid.RowText(rawLines) != text("raw.more") {
		t.Errorf("%d lines, the last says %q", len(rows), raw.grid.RowText(len(rows)-1))
	}
	for n, row := range rows {
		if len(row.Cells) > rawColumns+2 {
			t.Fatalf("line %d has %d letters", n, len(row.Cells))
		}
	}
	test.Tap(raw.copy)
	if s.app.Clipboard().Content() != long.Raw {
		t.Error("what is copied is not what came in")
	}
}

func TestRawStaysOpenFromRowToRow(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	raw := s.desk.detail.raw
	test.Tap(raw.toggle)
	size := raw.box.Size()
	s.key(fyne.KeyDown)
	if raw.box.Hidden || raw.box.Size() != size || raw.grid.Text() != "" {
		t.Errorf("before the next delivery is read: hidden %v, %v, %q", raw.box.Hidden, raw.box.Size(), raw.grid.Text())
	}
	s.readDetail()
	if raw.grid.Text() != s.desk.detail.shown.Raw {
		t.Errorf("it shows %q", raw.grid.Text())
	}
	s.key(fyne.KeyEscape)
	if raw.box.Visible() {
		t.Error("with nobody selected it stays")
	}
}

func TestLongNames(t *testing.T) {
	rows := sampleRows(3)
	rows[0].SubjectName = strings.Repeat("Wolfeschlegelsteinhausen ", 12)
	s := newStage(t, rows, Options{})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	if y := s.app.Driver().AbsolutePositionForObject(s.desk.detail.primary).Y; y > headerHeight+220 {
		t.Errorf("the button is pushed down to %v", y)
	}
	s.shortcut(&fyne.ShortcutCopy{})
	if got := s.desk.toast.label.line.Text; !strings.HasSuffix(got, "…’s link") || len(got) > 100 {
		t.Errorf("toast says %q", got)
	}
}

func TestSqueezedWindow(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	s.desk.SetConnection(model.Connection{State: model.Down, Message: say.Plain(strings.Repeat("ngrok says no. ", 40))})
	least := s.desk.frame.MinSize(nil)
	if room := least.Height - headerHeight - s.desk.notice.box.MinSize().Height; room < s.desk.list.MinSize().Height {
		t.Errorf("with a notice the list gets %v", room)
	}
	s.desk.frame.box.Resize(fyne.NewSize(600, 60))
	s.key(fyne.KeyEnd)
	s.backend.add(sampleRow(41, 41))
	s.load()
	s.desk.frame.box.Resize(fyne.NewSize(600, 400))
	places := s.desk.list.view.places
	if places[2].width < 60 || places[4].width == 0 {
		t.Errorf("the subject gets %v, the copy button %v", places[2].width, places[4].width)
	}
}

func TestAddressIsShownHoweverTheWayStands(t *testing.T) {
	s := newStage(t, nil, Options{})
	for state := range stateFaces {
		for _, width := range []float32{800, 1200} {
			s.desk.window.Resize(fyne.NewSize(width, 600))
			s.desk.SetConnection(model.Connection{State: state, URL: "https://acme.ngrok.app/webhooks/crossmint", Since: noon, Message: "No signing secret is set. Add an endpoint with the address above."})
			if s.desk.header.url.Hidden || s.desk.header.copyURL.Hidden {
				t.Errorf("%v, %v wide: no address", state, width)
			}
		}
	}
}

// TestRunAsksOffTheUIThread runs the real loops; what they hand to the UI
// thread is played on the test's goroutine.
func TestRunAsksOffTheUIThread(t *testing.T) {
	backend := newBackend(sampleRows(40))
	d := bringToLife(t, backend, Options{Now: func() time.Time { return noon }})
	d.until("the first rows", func() bool { return len(d.answer.rows) == 35 })
	d.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	d.until("the detail", func() bool { return d.detail.shown.Raw != "" })
	backend.add(sampleRow(41, 41))
	backend.wake <- struct{}{}
	d.until("the new row", func() bool { n, _ := d.list.rows.Fresh(); return n == 1 })
	d.copySelected()
	d.until("the mark", func() bool { backend.mu.Lock(); defer backend.mu.Unlock(); return len(backend.marked) == 1 })
	d.stop()
}

func TestWindowFitsASmallLaptop(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	if size := s.desk.window.Canvas().Size(); size.Width > 1366 || size.Height > 768-64 {
		t.Errorf("the window opens at %v", size)
	}
}

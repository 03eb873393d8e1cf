package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

// drawn gives the rows in sight, from above, by what they say in a column.
func (s *stage) drawn(col int) []string {
	l := s.desk.list
	first, end := l.rows.Visible()
	var out []string
	for i := first; i < end; i++ {
		r := l.view.slots[i%len(l.view.slots)]
		if r.box.Hidden || r.index != i {
			s.t.Fatalf("row %d is not drawn", i)
		}
		out = append(out, r.cells[col].label.Text)
	}
	return out
}

// topRow is the id of the row at the upper edge.
func (s *stage) topRow() int64 { return s.desk.list.rows.At(s.desk.list.rows.Top).ID }

// placeOf is a place on the window's canvas, given one in the list.
func (s *stage) placeOf(x, y float32) fyne.Position {
	return s.app.Driver().AbsolutePositionForObject(s.desk.list).AddXY(x, y)
}

// rowY is the middle of a row in sight.
func rowY(n int) float32 { return bodyTop + (float32(n)+0.5)*rowHeight }

func (s *stage) copyX() float32 { return s.desk.list.view.places[4].x + 10 }

func TestListDrawsOnlyWhatIsInSight(t *testing.T) {
	s := newStage(t, sampleRows(1000), Options{})
	s.load()
	fits := int(s.desk.list.Size().Height/rowHeight) + 2
	if n := len(s.desk.list.view.slots); n > fits {
		t.Errorf("%d rows are kept, %d fit", n, fits)
	}
	shown := 0
	for _, r := range s.desk.list.view.slots {
		if !r.box.Hidden {
			shown++
		}
	}
	if first, end := s.desk.list.rows.Visible(); shown != end-first {
		t.Errorf("%d rows are drawn, %d are in sight", shown, end-first)
	}
}

func TestListScrollsToItsVeryEnd(t *testing.T) {
	s := newStage(t, sampleRows(1000), Options{})
	s.load()
	s.key(fyne.KeyEnd)
	l := s.desk.list
	last := l.view.slots[(l.rows.Rows-1)%len(l.view.slots)]
	if bottom := last.box.Position().Y + rowHeight; bottom != l.Size().Height-bodyTop {
		t.Errorf("the last row ends at %v, the list at %v", bottom, l.Size().Height-bodyTop)
	}
	s.key(fyne.KeyHome)
	if !l.rows.AtTop() {
		t.Error("Home does not lead to the top")
	}
}

func TestListFollowsTheNewestOnlyAtTheTop(t *testing.T) {
	s := newStage(t, sampleRows(310), Options{})
	s.load()
	s.backend.add(sampleRow(311, 311))
	s.load()
	if s.topRow() != 311 || s.desk.list.view.chip.Visible() {
		t.Fatalf("top row %d, chip %v: at the top the list follows", s.topRow(), s.desk.list.view.chip.Visible())
	}

	test.Scroll(s.desk.window.Canvas(), s.placeOf(100, 200), 0, -250)
	anchor, offset := s.topRow(), s.desk.list.rows.Offset
	s.backend.add(sampleRow(313, 313), sampleRow(312, 313))
	s.load()
	if s.topRow() != anchor || s.desk.list.rows.Offset != offset {
		t.Errorf("the row at the edge moved from %d to %d", anchor, s.topRow())
	}
	if got := s.desk.list.view.chip.label.Text; got != "2 new" || s.desk.list.view.chip.Hidden {
		t.Errorf("chip says %q", got)
	}
	test.Tap(s.desk.list.view.chip)
	if s.topRow() != 313 || s.desk.list.view.chip.Visible() {
		t.Errorf("the chip leads to %d", s.topRow())
	}
}

func TestSelectionStaysWithItsRow(t *testing.T) {
	s := newStage(t, sampleRows(310), Options{})
	s.load()
	s.key(fyne.KeyDown, fyne.KeyDown)
	before, _ := s.desk.list.selected()
	s.backend.add(sampleRow(312, 312), sampleRow(311, 312))
	s.load()
	if after, _ := s.desk.list.selected(); after.ID != before.ID {
		t.Errorf("selected %d, before %d", after.ID, before.ID)
	}
	if got := s.desk.list.view.chip.label.Text; got != "2 new" {
		t.Errorf("chip says %q: a selected row holds the list", got)
	}
	s.key(fyne.KeyEscape)
	if _, ok := s.desk.list.selected(); ok || s.desk.detail.hint.Hidden {
		t.Error("Esc leaves something selected")
	}
}

func TestCopyButtonInTheRow(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	want := s.desk.list.rows.At(2)
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(2)))
	if got := s.app.Clipboard().Content(); got != want.PassURL {
		t.Errorf("clipboard holds %q, want %q", got, want.PassURL)
	}
	if got := s.drawn(4)[2]; got != "Copied" {
		t.Errorf("the row says %q", got)
	}
	if got := s.desk.toast.label.words; !strings.Contains(got, model.Subject(want)) && model.Subject(want) != "" || !s.desk.toast.Visible() {
		t.Errorf("toast says %q", got)
	}
	if _, ok := s.desk.list.selected(); ok {
		t.Error("copying selects the row")
	}
	s.mark()
	if len(s.backend.marked) != 1 || s.backend.marked[0] != want.ID {
		t.Errorf("marked %v", s.backend.marked)
	}
	s.fire()
	if s.drawn(4)[2] != "Copy" || s.desk.toast.Visible() {
		t.Error("the confirmation stays")
	}
}

func TestTapSelects(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(200, rowY(3)))
	if i, _ := s.desk.list.selected(); i.ID != s.desk.list.rows.At(3).ID {
		t.Errorf("selected %d", i.ID)
	}
	if s.desk.window.Canvas().Focused() != s.desk.list {
		t.Error("the list has no focus after a click in it")
	}
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(200, 5))
	if i, _ := s.desk.list.selected(); i.ID != s.desk.list.rows.At(3).ID {
		t.Error("a click on the headings changes the selection")
	}
}

func TestHoverPaintsOneRow(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	test.MoveMouse(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(1)))
	slots := s.desk.list.view.slots
	if !slots[1].state.hovered || !slots[1].state.onCopy || slots[0].state.hovered {
		t.Error("the row under the mouse is not marked")
	}
	if s.desk.list.Cursor() != desktop.PointerCursor {
		t.Error("the button has no pointer")
	}
	test.MoveMouse(s.desk.window.Canvas(), fyne.NewPos(5, 5))
	if slots[1].state.hovered {
		t.Error("the mark stays when the mouse has gone")
	}
}

func TestScrollBar(t *testing.T) {
	s := newStage(t, sampleRows(1000), Options{})
	s.load()
	bar := s.desk.list.view.bar
	bar.Tapped(&fyne.PointEvent{Position: fyne.NewPos(4, bar.Size().Height-1)})
	if _, end := s.desk.list.rows.Visible(); end != s.desk.list.rows.Rows {
		t.Errorf("a press at the lower end shows up to %d of %d", end, s.desk.list.rows.Rows)
	}
	y, _ := bar.thumbSpan()
	bar.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(4, y+5-400)}, Dragged: fyne.NewDelta(0, -400)})
	bar.DragEnd()
	if now, _ := bar.thumbSpan(); now > y-399 || now < y-401 {
		t.Errorf("the thumb went from %v to %v, dragged by -400", y, now)
	}
}

func TestColumnsGiveWayInANarrowList(t *testing.T) {
	for _, width := range []float32{132, 216, 320, 440, 700, 1200} {
		columns := columnsOf[model.Issuances]
		places := spans(columns, width)
		right := listInset - columnGap
		for n, p := range places {
			if p.width == 0 {
				continue
			}
			if p.x != right+columnGap {
				t.Errorf("%v wide: column %d starts at %v, the one before ends at %v", width, n, p.x, right)
			}
			right = p.x + p.width
		}
		if right > width-listInset+0.5 {
			t.Errorf("%v wide: the columns end at %v", width, right)
		}
		if places[4].width == 0 {
			t.Errorf("%v wide: no copy button", width)
		}
		if places[2].width < min(60, width/3) {
			t.Errorf("%v wide: the subject gets %v", width, places[2].width)
		}
	}
}

func TestCut(t *testing.T) {
	test.NewTempApp(t)
	for _, c := range []struct {
		text   string
		width  float32
		middle bool
		want   string
	}{
		{"Ada", 100, false, "Ada"},
		{"Ada\nLovelace\t", 100, false, "Ada Lovelace"},
		{"", 100, false, ""},
		{"Ada", 0, false, ""},
		{"Augusta Ada King", 66, false, "Augusta…"},
	} {
		cut := cutter{middle: c.middle}
		if got := cut.cut(c.text, c.width, textSize, fyne.TextStyle{}); got != c.want {
			t.Errorf("cut(%q, %v) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
	cut := cutter{middle: true}
	got := cut.cut("did:polygon:0x71C7656EC7ab88b098defB751B7401B5f6d00038", 120, textSize, fyne.TextStyle{})
	if !strings.HasPrefix(got, "did:") || !strings.HasSuffix(got, "38") || !strings.Contains(got, ellipsis) {
		t.Errorf("cut in the middle = %q", got)
	}
	if w := fyne.MeasureText(got, textSize, fyne.TextStyle{}).Width; w > 120 {
		t.Errorf("%q is %v wide", got, w)
	}
	long := cut.cut(strings.Repeat("x", 100_000), 1e6, textSize, fyne.TextStyle{})
	if len([]rune(long)) > maxLine+1 {
		t.Errorf("a line of %d letters", len([]rune(long)))
	}
}

// long is a list of so many rows, the newest first, of which the sight is read.
type long int

func (l long) Len() int       { return int(l) }
func (l long) ID(i int) int64 { return int64(int(l) - i) }
func (l long) Index(id int64) int {
	if id < 1 || id > int64(l) {
		return -1
	}
	return int(int64(l) - id)
}

// longStage shows a million rows, which the stage reads as they come into sight.
func longStage(b *testing.B, n long) *stage {
	s := newStage(b, nil, Options{})
	s.desk.list.onMissing = func(ids []int64) { s.desk.list.learn(someRows(ids), ids) }
	s.desk.apply(answer{shown: model.Shown{IDs: n, Newest: true}})
	return s
}

func someRows(ids []int64) []store.Issuance {
	rows := make([]store.Issuance, 0, len(ids))
	for _, id := range ids {
		rows = append(rows, sampleRow(id, int(id)))
	}
	return rows
}

// BenchmarkListNews has the rows in sight read again, with nothing in them new.
func BenchmarkListNews(b *testing.B) {
	s := longStage(b, 1_000_000)
	asked := s.desk.list.rows.Sight().Of(long(1_000_000))
	rows := someRows(asked)
	b.ReportAllocs()
	for b.Loop() {
		s.desk.list.update(model.Shown{IDs: long(1_000_000), Newest: true}, rows, asked)
	}
}

// BenchmarkListNewRow has one more row at the top each time, as when events come in.
func BenchmarkListNewRow(b *testing.B) {
	s := longStage(b, 1_000_000)
	asked := s.desk.list.rows.Sight().Of(long(1_001_000))
	for id := int64(1_000_000); id < 1_001_000; id++ {
		asked = append(asked, id)
	}
	rows := someRows(asked)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		s.desk.list.update(model.Shown{IDs: long(1_000_000 + n%1000), Newest: true}, rows[:60], asked[:60])
	}
}

// BenchmarkListScroll goes up and down a thousand rows, ten at a time.
func BenchmarkListScroll(b *testing.B) {
	s := longStage(b, 1_000_000)
	b.ReportAllocs()
	by := float32(-10 * rowHeight)
	for b.Loop() {
		if top := s.desk.list.rows.Top; top > 1000 && by < 0 || top == 0 && by > 0 {
			by = -by
		}
		s.desk.list.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, by)})
	}
}

// BenchmarkListDrag goes all over the list, with each page read anew.
func BenchmarkListDrag(b *testing.B) {
	s := longStage(b, 1_000_000)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		s.desk.list.rows.Drag(float64(n%997) / 997)
		s.desk.list.sync()
	}
}

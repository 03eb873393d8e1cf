package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
	"passdesk/ui/model"
)

var errDisk = errors.New("disk full")

// head clicks the heading of a column.
func (s *stage) head(name string) {
	for n, c := range s.desk.list.columns {
		if c.name == name {
			test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.desk.list.view.places[n].x+5, 12))
			s.load()
			return
		}
	}
	s.t.Fatalf("no column %s", name)
}

func (s *stage) columnNames() (names []string) {
	for _, c := range s.desk.list.columns {
		names = append(names, c.name)
	}
	return names
}

func TestHeadingsSort(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.load()
	s.key(fyne.KeyDown)
	before, _ := s.desk.list.selected()
	rising := func(col int) bool {
		return slices.IsSortedFunc(s.drawn(col), func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	}
	mark := s.desk.list.view.heads.mark
	s.head("template")
	if !rising(3) || mark.Text != "▴" {
		t.Errorf("by template: %q, mark %q", s.drawn(3), mark.Text)
	}
	s.head("template")
	down := s.drawn(3)
	slices.Reverse(down)
	if !slices.IsSorted(down) || mark.Text != "▾" {
		t.Errorf("the other way round: %q, mark %q", down, mark.Text)
	}
	if now, ok := s.desk.list.selected(); !ok || now.ID != before.ID {
		t.Error("sorting loses the selection")
	}
	s.head("to")
	if got := s.desk.query.Order; got != (store.Order{By: store.ByHandover, Ascending: true}) {
		t.Errorf("by hand-over: %+v", got)
	}
	s.head("time")
	if s.desk.query.Order != (store.Order{}) || mark.Text != "▾" {
		t.Errorf("by time: %+v", s.desk.query.Order)
	}
	s.head("time")
	s.key(fyne.KeyHome)
	if got := s.topRow(); got != 1 {
		t.Errorf("the oldest first: row %d", got)
	}
	s.head("pass")
	if s.desk.query.Order != (store.Order{Ascending: true}) {
		t.Error("links are sorted")
	}
	if s.desk.window.Canvas().Focused() != s.desk.list {
		t.Error("a heading takes the keyboard away")
	}
	s.arrive(3)
	if s.topRow() != 1 || s.desk.list.view.chip.Visible() {
		t.Error("in this order nothing new stands above")
	}
}

// Copying moves a row far away in an order by hand-over; it stays under the
// mouse, and the link is its own.
func TestCopyingInAnOrderThatItChanges(t *testing.T) {
	s := newStage(t, sampleRows(200), Options{})
	s.load()
	s.head("to")
	aim := s.desk.list.rows.At(3)
	test.MoveMouse(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(3)))
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(3)))
	s.mark()
	s.load()
	if now := s.desk.list.rows.At(s.desk.list.rows.Top + 3); now.ID != aim.ID || now.Handover != store.HandoverCopied {
		t.Errorf("under the mouse is %d, want %d", now.ID, aim.ID)
	}
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(3)))
	if got := s.app.Clipboard().Content(); got != aim.PassURL {
		t.Errorf("clipboard holds %q, want %q", got, aim.PassURL)
	}
}

func TestColumnsAreHiddenAndRemembered(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	test.TapSecondaryAt(s.desk.list.view.heads, fyne.NewPos(200, 12))
	if s.desk.window.Canvas().Overlays().Top() == nil {
		t.Fatal("no menu on the headings")
	}
	if !item(t, s.desk.columnMenu(), "list.subject").Disabled {
		t.Error("a list without names is nothing")
	}
	item(t, s.desk.columnMenu(), "list.template").Action()
	if want := []string{"status", "time", "subject", "pass", "to"}; !slices.Equal(s.columnNames(), want) {
		t.Fatalf("columns %v", s.columnNames())
	}
	if item(t, s.desk.columnMenu(), "list.template").Checked {
		t.Error("the menu says it is there")
	}
	if got := s.drawn(3)[0]; got != text("copy.button") {
		t.Errorf("the rows still have it: %q", got)
	}
	again := NewDesk(s.app, s.backend, Options{Now: s.desk.options.Now, RunOnUI: func(f func()) { f() }})
	defer again.window.Close()
	if n := len(again.list.columns); n != 5 {
		t.Errorf("the next start has %d columns", n)
	}
	item(t, s.desk.columnMenu(), "columns.reset").Action()
	if len(s.desk.list.columns) != 6 {
		t.Error("they do not come back")
	}
	s.app.Preferences().SetString(shapesKey, "{broken")
	if got := loadShapes(s.app.Preferences()); len(got) != 0 {
		t.Errorf("out of what is broken comes %v", got)
	}
}

// dragHead draws from one place on the headings to another.
func (s *stage) dragHead(from, to float32) {
	h, at := s.desk.list.view.heads, from
	for at != to {
		next := min(at+8, to)
		if to < at {
			next = max(at-8, to)
		}
		h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(next, 12)}, Dragged: fyne.NewDelta(next-at, 0)})
		at = next
	}
	h.DragEnd()
}

func TestColumnsAreWidenedByTheGap(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	l := s.desk.list
	gap := func(n int) float32 { return l.view.places[n].x + l.view.places[n].width + columnGap/2 }
	before := l.view.places[1].width
	s.dragHead(gap(1), gap(1)+40)
	if got := l.view.places[1].width; got != before+40 {
		t.Errorf("%v wide, want %v", got, before+40)
	}
	l.view.heads.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(gap(1), 5)}})
	if l.view.heads.Cursor() != desktop.HResizeCursor {
		t.Error("the gap does not show that it can be drawn")
	}
	s.dragHead(gap(1), gap(1)-500)
	if got := l.view.places[1].width; got != columnMin {
		t.Errorf("%v wide, the least is %v", got, columnMin)
	}
	s.dragHead(gap(2), gap(2)+5000)
	last := l.view.places[len(l.view.places)-1]
	if l.view.places[3].width < flexibleMin || last.x+last.width > l.Size().Width-listInset+0.5 {
		t.Errorf("a column pushes others out: %v", l.view.places)
	}
	if got := loadShapes(s.app.Preferences())[model.Issuances].Widths["time"]; got != columnMin {
		t.Errorf("remembered %v", got)
	}
}

func TestColumnsAreMovedByTheirHeadings(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	l := s.desk.list
	s.dragHead(l.view.places[1].x+20, l.view.places[2].x+l.view.places[2].width-10)
	if want := []string{"status", "subject", "time", "template", "pass", "to"}; !slices.Equal(s.columnNames(), want) {
		t.Fatalf("columns %v", s.columnNames())
	}
	if got := s.drawn(1)[0]; got != model.Subject(l.rows.At(0)) {
		t.Errorf("the rows stand as before: %q", got)
	}
	s.desk.choose(model.Failures)
	s.load()
	if s.columnNames()[1] != "time" {
		t.Error("another list is changed along")
	}
}

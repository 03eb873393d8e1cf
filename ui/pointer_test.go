package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"passdesk/store"
)

// press puts the mouse button down at a place in the list.
func (s *stage) press(x, y float32) {
	s.desk.list.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
}

// release lets it go there, which is when Fyne calls it a tap.
func (s *stage) release(x, y float32) {
	s.desk.list.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	s.desk.list.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, y)})
}

// arrive has n more issuances come in.
func (s *stage) arrive(n int) {
	newest := s.backend.rows[0].ID
	rows := make([]store.Issuance, n)
	for k := range rows {
		id := newest + int64(n-k)
		rows[k] = sampleRow(id, int(id))
		rows[k].Status, rows[k].PassURL = store.Succeeded, "https://www.crossmint.com/pass/new"
	}
	s.backend.add(rows...)
	s.load()
}

// lose takes an issuance out of every list, as a newer delivery does.
func (s *stage) lose(id int64) {
	var rest []store.Issuance
	for _, i := range s.backend.rows {
		if i.ID != id {
			rest = append(rest, i)
		}
	}
	s.backend.rows = rest
	s.load()
}

func TestCopyTakesTheRowThatWasUnderTheMouse(t *testing.T) {
	for _, c := range []struct {
		name string
		rows int
		play func(*stage)
	}{
		{"rows come in at the top", 60, func(s *stage) { s.arrive(3) }},
		{"rows come in, in a list that does not fill its height", 6, func(s *stage) { s.arrive(1) }},
		{"a row above goes", 60, func(s *stage) { s.lose(s.desk.list.rows.At(1).ID) }},
		{"a row above goes and its successor comes", 60, func(s *stage) { s.lose(s.desk.list.rows.At(1).ID); s.arrive(1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, sampleRows(c.rows), Options{})
			s.load()
			aim := s.desk.list.rows.At(3)
			test.MoveMouse(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(3)))
			c.play(s)
			s.press(s.copyX(), rowY(3))
			c.play(s)
			s.release(s.copyX(), rowY(3))
			if got := s.app.Clipboard().Content(); got != aim.PassURL {
				t.Errorf("aimed at %s, clipboard holds %q", aim.PassURL, got)
			}
			s.mark()
			if len(s.backend.marked) != 1 || s.backend.marked[0] != aim.ID {
				t.Errorf("aimed at %d, marked %v", aim.ID, s.backend.marked)
			}
		})
	}
}

func TestCopyAtTheEndOfAFullList(t *testing.T) {
	s := newStage(t, sampleRows(1400), Options{})
	s.load()
	s.key(fyne.KeyEnd)
	l := s.desk.list
	at := l.rows.Top + 4
	for l.rows.At(at).PassURL == "" {
		at++
	}
	aim, y := l.rows.At(at), bodyTop+float32(l.rows.Y(at))+rowHeight/2
	test.MoveMouse(s.desk.window.Canvas(), s.placeOf(s.copyX(), y))
	s.arrive(30)
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), y))
	if got := s.app.Clipboard().Content(); got != aim.PassURL {
		t.Errorf("aimed at %s, clipboard holds %q", aim.PassURL, got)
	}
}

func TestAPressThatFindsAnotherRowDoesNothing(t *testing.T) {
	for _, where := range []float32{rowY(3), bodyTop / 2} {
		s := newStage(t, sampleRows(60), Options{})
		s.load()
		s.app.Clipboard().SetContent("untouched")
		s.press(s.copyX(), where)
		s.desk.list.rows.Scroll(float64(rowHeight)) // whatever has moved it
		s.release(s.copyX(), rowY(3))
		if got := s.app.Clipboard().Content(); got != "untouched" {
			t.Errorf("pressed at %v: clipboard holds %q", where, got)
		}
		s.press(s.copyX(), rowY(3))
		s.release(s.copyX(), rowY(3))
		if s.app.Clipboard().Content() == "untouched" {
			t.Error("the next press does nothing either")
		}
	}
}

func TestARowThatHasLeftOffersNoLink(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.load()
	s.app.Clipboard().SetContent("untouched")
	aim := s.desk.list.rows.At(3)
	test.MoveMouse(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(3)))
	s.lose(aim.ID)
	if got := s.drawn(4)[3]; got != "" {
		t.Errorf("it says %q", got)
	}
	test.TapCanvas(s.desk.window.Canvas(), s.placeOf(s.copyX(), rowY(3)))
	if got := s.app.Clipboard().Content(); got != "untouched" {
		t.Errorf("clipboard holds %q", got)
	}
	if i, _ := s.desk.list.selected(); i.ID != aim.ID {
		t.Errorf("selected %d, want the row that was there, %d", i.ID, aim.ID)
	}
}

func TestTheListCatchesUpWhenTheMouseRestsOrLeaves(t *testing.T) {
	for name, leave := range map[string]func(*stage){
		"rests":  func(s *stage) { s.now = s.now.Add(pointerRest); s.desk.tick() },
		"leaves": func(s *stage) { test.MoveMouse(s.desk.window.Canvas(), fyne.NewPos(5, 5)) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, sampleRows(60), Options{})
			s.load()
			test.MoveMouse(s.desk.window.Canvas(), s.placeOf(200, rowY(3)))
			top := s.topRow()
			s.arrive(2)
			s.now = s.now.Add(pointerRest / 2)
			s.desk.tick()
			if s.topRow() != top || s.desk.list.view.chip.Hidden || s.desk.list.view.chip.label.Text != "2 new" {
				t.Fatalf("top row %d, chip says %q while the mouse is there", s.topRow(), s.desk.list.view.chip.label.Text)
			}
			leave(s)
			if s.topRow() != top+2 || s.desk.list.view.chip.Visible() {
				t.Errorf("top row %d, want %d", s.topRow(), top+2)
			}
			for _, r := range s.desk.list.view.slots {
				if r.state.hovered || r.state.onCopy {
					t.Error("a row still wears the mouse's mark")
				}
			}
		})
	}
}

func TestToastCoversWhatIsBelow(t *testing.T) {
	s := newStage(t, sampleRows(60), Options{})
	s.load()
	s.desk.toast.say("something")
	s.app.Clipboard().SetContent("untouched")
	canvas := s.desk.window.Canvas()
	at := s.app.Driver().AbsolutePositionForObject(s.desk.toast).AddXY(5, 5)
	test.TapCanvas(canvas, at)
	if _, ok := s.desk.list.selected(); ok || s.app.Clipboard().Content() != "untouched" {
		t.Error("the click went through the toast")
	}
	if s.desk.toast.Visible() || canvas.Focused() != s.desk.list {
		t.Error("the click does not send the toast away, or takes the keyboard from the list")
	}
	test.TapCanvas(canvas, at)
	if _, ok := s.desk.list.selected(); !ok {
		t.Error("once it has gone the click does not reach the list")
	}
}

func TestTheFirstRowsShowAtOnceAndTheRestFollows(t *testing.T) {
	s := newStage(t, sampleRows(1400), Options{})
	s.desk.apply(s.desk.feed.first(t.Context(), s.desk.query))
	l := s.desk.list
	if l.rows.Rows != headLength || l.view.foot.Visible() {
		t.Fatalf("%d rows, foot %v", l.rows.Rows, l.view.foot.Visible())
	}
	s.key(fyne.KeyEnd)
	if l.view.foot.Hidden || l.view.foot.Text != text("list.part") {
		t.Errorf("the foot says %q", l.view.foot.Text)
	}
	if bottom := l.view.foot.Position().Y + l.view.foot.Size().Height; bottom != l.Size().Height-bodyTop {
		t.Errorf("the foot ends at %v of %v", bottom, l.Size().Height-bodyTop)
	}
	before, top := s.topRow(), l.rows.Top
	s.load()
	if s.topRow() != before || l.rows.Top != top || l.rows.Rows != 1244 || l.view.foot.Visible() {
		t.Errorf("with the whole list of %d rows the one at the edge is %d, was %d", l.rows.Rows, s.topRow(), before)
	}
	s.arrive(1100)
	if got := l.view.chip.label.Text; got != "1,100 new" {
		t.Errorf("the chip says %q", got)
	}
	if got := s.desk.bar.count.words; got != "2,344 rows" {
		t.Errorf("below the list it says %q", got)
	}
}

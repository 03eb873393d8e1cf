package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

func TestGaps(t *testing.T) {
	d := settled()
	d.gaps = someGaps()
	d.standing.Gaps, d.standing.Gap = 1, d.gaps[1]
	s := attended(t, d, 40, Options{})
	if got := s.notice(); !strings.Contains(got, "2026-06-05 18:41 – 2026-06-08 08:41") {
		t.Fatalf("the strip says %q", got)
	}
	s.tapOffer(0)
	s.work()
	s.says(text("gap.cause_closed"), text("gap.needs"), text("gap.needs_known"), text("gap.needs_unknown"),
		"Events first sent 2026-06-05 18:41 – 2026-06-07 04:41 may need a resend.", counted("gap.late", 3), "2 d 14 h")
	if !s.offers(text("console.open")) {
		t.Fatal("the console is out of reach")
	}
	s.click(text("console.open"))
	s.work()
	if !slices.Equal(d.opened, []string{consoles[production]}) {
		t.Errorf("opened %v", d.opened)
	}
	s.click(text("gap.tick"))
	s.work()
	if !d.did("tick 5 true") {
		t.Errorf("asked %v", d.calls)
	}
	s.says(text("gap.ticked"))
	s.click(text("gap.tick"))
	s.work()
	if !d.did("tick 5 false") {
		t.Errorf("asked %v", d.calls)
	}
	d.err = errRefused
	s.click(text("gap.tick"))
	s.work()
	s.says(errRefused.Error())
	if top := s.tickOnTop(); top == nil || top.Checked {
		t.Error("what could not be ticked looks ticked")
	}
}

// tickOnTop is the check box of the sheet on top.
func (s *stage) tickOnTop() (found *tick) {
	everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
		if t, ok := o.(*tick); ok {
			found = t
		}
	})
	return found
}

func TestGapsByKeyboard(t *testing.T) {
	d := settled()
	d.gaps = someGaps()
	s := attended(t, d, 40, Options{})
	s.desk.openGaps()
	s.work()
	s.key(fyne.KeyHome)
	s.says(text("gap.heals_next", values{"Until": "2026-06-13 12:41"}))
	if s.offers(text("console.open")) {
		t.Error("it offers to do something where there is nothing to do")
	}
	s.key(fyne.KeyEnd)
	s.says(text("gap.healed_next"))
	s.key(fyne.KeyPageUp, fyne.KeyPageUp, fyne.KeyDown)
	s.says(text("gap.needs_known"))
	held := s.desk.window.Canvas().(interface{ FocusNext() })
	held.FocusNext()
	if !s.focusedOn(s.tickOnTop()) {
		t.Fatal("Tab does not lead to the check box")
	}
	s.tickOnTop().TypedRune(' ')
	s.work()
	if !d.did("tick 5 true") || !s.focusedOn(s.tickOnTop()) {
		t.Errorf("asked %v, and the keyboard is elsewhere", d.calls)
	}
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("Esc does not close it")
	}
}

func TestEveryCauseHasWords(t *testing.T) {
	seen := map[string]bool{}
	for cause := range model.ClockWasSet + 1 {
		seen[textOf(causeTexts[:], cause)] = true
	}
	if len(seen) != int(model.ClockWasSet)+1 {
		t.Errorf("%d causes read differently, of %d", len(seen), model.ClockWasSet+1)
	}
	if got := textOf(causeTexts[:], model.Cause(99)); got != text("gap.cause_unknown") {
		t.Errorf("a cause of the future reads %q", got)
	}
	d := settled()
	d.gaps = []model.Gap{{ID: 1, From: noon.Add(-time.Hour), To: noon, Cause: model.ClockWasSet, State: model.GapNeeds}}
	s := attended(t, d, 40, Options{})
	s.desk.openGaps()
	s.work()
	s.says(text("gap.cause_clock"), text("gap.length_unknown"), "Events first sent 09:41–10:41 may need a resend.")
}

func TestGapThatGoesOn(t *testing.T) {
	d := settled()
	d.gaps = []model.Gap{{ID: 7, From: noon.Add(-5 * time.Minute), Cause: model.NoInternet}}
	s := attended(t, d, 40, Options{})
	s.desk.openGaps()
	s.work()
	s.says(text("gap.goes_on"), text("gap.goes_on_next"), "5 min")
	d.gaps = nil
	s.desk.way.read()
	s.work()
	s.says(text("gap.none"))
}

package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

func TestRejected(t *testing.T) {
	d := settled()
	d.rejections = someRejections()
	d.standing.Rejected, d.standing.Genuine = len(d.rejections), 2
	s := attended(t, d, 40, Options{})
	if got := s.notice(); got != counted("strip.genuine", 2) {
		t.Errorf("the strip says %q", got)
	}
	entry := s.desk.sidebar.rejected
	if entry.Hidden || entry.count.Text != "9" {
		t.Fatalf("the side bar says %q", entry.count.Text)
	}
	s.desk.window.Canvas().Focus(entry)
	s.key(fyne.KeyReturn)
	s.work()
	s.says(text("rejected.clock_ahead", values{"By": "7 min"}), text("rejected.clock_next"), "198.51.100.4", "msg_2y8KfQ7aWn0042", "5 kB")
	s.click(text("rejected.again"))
	s.work()
	s.says(counted("rejected.in", 2))
	s.click(text("rejected.let_in"))
	s.work()
	if !d.did("let in 8") {
		t.Errorf("asked %v", d.calls)
	}
	s.says(text("rejected.let_in_done"), text("rejected.secret_next")) // the next one is picked
	if s.offers(text("rejected.let_in")) {
		t.Error("one that is not genuine can be let in")
	}
	s.click(text("rejected.forget"))
	s.work()
	if d.count("dismiss") != 0 {
		t.Fatal("one press forgets it")
	}
	s.click(text("rejected.forget_sure"))
	s.work()
	if !d.did("dismiss [7]") {
		t.Errorf("asked %v", d.calls)
	}
	s.click(text("rejected.clear"))
	s.click(text("rejected.clear_sure"))
	s.work()
	if !d.did("dismiss [9 5 4 3 2 1]") {
		t.Errorf("asked %v", d.calls)
	}
	s.says(counted("rejected.forgotten", 6))
	if s.offers(text("rejected.clear")) {
		t.Error("there is nothing left to forget")
	}
	d.err = errRefused
	s.click(text("rejected.let_in"))
	s.work()
	s.says(errRefused.Error())
	if !s.offers(text("rejected.let_in")) {
		t.Error("it cannot be tried again")
	}
	d.err = nil
	s.click(text("rejected.let_in"))
	s.work()
	s.says(text("rejected.none"), text("rejected.let_in_done"))
	if s.offers(text("rejected.again")) || entry.Visible() {
		t.Error("nothing is left, and it is offered still")
	}
}

func TestRejectedThatCannotBeReadForAWhile(t *testing.T) {
	d := settled()
	d.rejections = someRejections()
	d.readErr = errRefused
	s := attended(t, d, 40, Options{})
	s.desk.openRejected()
	s.work()
	s.says(errRefused.Error())
	d.readErr = nil
	s.desk.way.read()
	s.work()
	s.says("198.51.100.4")
	if strings.Contains(s.words(), errRefused.Error()) {
		t.Error("it still complains")
	}
}

func TestForgettingHasToBeMeant(t *testing.T) {
	d := settled()
	d.rejections = someRejections()
	s := attended(t, d, 40, Options{})
	s.desk.openRejected()
	s.work()
	s.click(text("rejected.clear"))
	s.fire() // a while passes
	s.click(text("rejected.clear"))
	s.work()
	if d.count("dismiss") != 0 {
		t.Error("two presses far apart forget them")
	}
	s.key(fyne.KeyDown)
	s.click(text("rejected.forget"))
	s.desk.way.read()
	s.work()
	s.click(text("rejected.forget_sure")) // news does not take the question back
}

func TestEveryReasonHasWords(t *testing.T) {
	d := settled()
	d.rejections = someRejections()
	s := attended(t, d, 40, Options{})
	s.desk.openRejected()
	s.work()
	s.key(fyne.KeyHome)
	seen := map[string]bool{}
	for _, one := range d.rejections {
		s.says(why(one))
		seen[why(one)] = true
		if !one.Genuine {
			s.says(text(reasonOf(one).next))
		}
		s.key(fyne.KeyDown)
	}
	if len(seen) != len(reasonTexts) {
		t.Errorf("%d reasons read differently, of %d", len(seen), len(reasonTexts))
	}
	if got := next(model.Rejection{Reason: model.ClockOff}); got != text("rejected.clock_gone") {
		t.Errorf("one that cannot be let in says %q", got)
	}
	if got := why(model.Rejection{Reason: 99}); got != text("rejected.other") {
		t.Errorf("a reason of the future reads %q", got)
	}
	if got := why(model.Rejection{Reason: model.ClockOff, Off: -time.Hour}); got != text("rejected.clock_behind", values{"By": "1 h"}) {
		t.Errorf("a clock that is slow reads %q", got)
	}
}

package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"passdesk/assets/say"
	"passdesk/ui/model"
)

func TestNothingIsOfferedWithoutAReceiver(t *testing.T) {
	s := guarded(t, sampleSafe(), Options{})
	for _, item := range s.desk.menu().Items {
		if item.Label == text("menu.connection") || item.Label == text("menu.setup") {
			t.Errorf("the menu offers %q", item.Label)
		}
	}
	test.Tap(s.desk.header.state)
	if s.desk.topSheet() != nil || slices.Contains(s.tabs(), fyne.Focusable(s.desk.header.state)) {
		t.Error("the state leads somewhere")
	}
	if s.desk.sidebar.rejected.Visible() {
		t.Error("the side bar offers what cannot be shown")
	}
}

func TestTheStateLeadsToTheConnection(t *testing.T) {
	s := attended(t, settled(), 40, Options{})
	c := s.desk.window.Canvas()
	for name, press := range map[string]func(){
		"mouse": func() { test.Tap(s.desk.header.state) },
		"Enter": func() { c.Focus(s.desk.header.state); s.key(fyne.KeyReturn) },
		"Space": func() { c.Focus(s.desk.header.state); s.key(fyne.KeySpace) },
	} {
		press()
		if s.words() == "" || !strings.Contains(s.words(), text("connection.title")) {
			t.Errorf("%s does not open it", name)
			continue
		}
		s.key(fyne.KeyEscape)
		if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
			t.Errorf("%s: Esc does not lead back to the list", name)
		}
	}
	if !slices.Contains(s.tabs(), fyne.Focusable(s.desk.header.state)) {
		t.Error("Tab passes it by")
	}
	s.desk.window.Canvas().Focus(s.desk.header.state)
	s.key(fyne.KeyEscape)
	if !s.focusedOn(s.desk.list) {
		t.Error("Esc does not lead from the state to the list")
	}
}

func TestDegradedNeverClaimsToReceive(t *testing.T) {
	s := attended(t, settled(), 40, Options{})
	s.way(model.Connection{State: model.Degraded, URL: endpoint, Since: noon, Message: "A test event did not come through."})
	if got := s.notice(); got != "A test event did not come through." {
		t.Errorf("the strip says %q", got)
	}
	test.Tap(s.desk.header.state)
	for _, said := range []string{s.words(), s.desk.header.state.label.words} {
		if strings.Contains(said, text("state.online")) {
			t.Errorf("it says %q", said)
		}
	}
	s.says("Not coming through", "since 10:41")
}

func TestConnection(t *testing.T) {
	d := settled()
	s := attended(t, d, 40, Options{})
	s.desk.openConnection()
	s.work()
	s.says(endpoint, text("light.never"), text("light.untested"))
	s.click(text("copy.button"))
	if got := s.app.Clipboard().Content(); got != endpoint {
		t.Errorf("clipboard holds %q", got)
	}
	s.click(text("connection.test"))
	s.says(text("light.testing"), text("connection.testing"))
	if s.offers(text("connection.test")) {
		t.Error("it can be tested twice at once")
	}
	s.work()
	s.says(text("light.way_out_green"), text("light.tunnel_green"), "503 ms", "Tested 10:41:30, took 612 ms")
	if d.count("check") != 1 || !s.offers(text("connection.test")) {
		t.Errorf("asked %v", d.calls)
	}
	s.key(fyne.KeyEscape)
	s.desk.openConnection()
	s.says("503 ms") // it is known from then on
	d.err = errRefused
	s.click(text("connection.again"))
	s.work()
	if !d.did("reconnect") {
		t.Errorf("asked %v", d.calls)
	}
	s.says(errRefused.Error())
	s.click(text("connection.test"))
	s.work()
	s.says(errRefused.Error(), "503 ms")
	s.click(text("menu.setup"))
	s.says(text("setup.title"))
}

func TestAClosedWayOutIsNotTheTunnelsFault(t *testing.T) {
	d := settled()
	d.checkup = model.Checkup{At: noon, Took: time.Second}
	d.checkup.Lights[model.WayOut].Glow = model.Red
	s := attended(t, d, 40, Options{})
	s.desk.openConnection()
	s.click(text("connection.test"))
	s.work()
	s.says(text("light.way_out_red"), text("light.closed"), text("light.not_tunnel"))
	if n := strings.Count(s.words(), text("light.unreached")); n != 3 {
		t.Errorf("%d lights are dark", n)
	}
}

func TestTheLaterTestCounts(t *testing.T) {
	s := attended(t, settled(), 40, Options{})
	late := allGreen()
	late.At, late.Message = noon.Add(time.Hour), "late"
	s.desk.tested(late)
	s.way(model.Connection{State: model.Online, URL: endpoint, Checkup: allGreen()})
	if got := s.desk.connection.Checkup.Message; got != "late" {
		t.Errorf("an older test counts: %q", got)
	}
	later := late
	later.At, later.Message = noon.Add(2*time.Hour), "later"
	s.way(model.Connection{State: model.Online, URL: endpoint, Checkup: later})
	if got := s.desk.connection.Checkup.Message; got != "later" {
		t.Errorf("a later test does not count: %q", got)
	}
}

func TestStandingIsReadSeldom(t *testing.T) {
	d := settled()
	s := attended(t, d, 40, Options{})
	before := d.count("standing")
	for range 10 {
		s.load()
		s.work()
	}
	if n := d.count("standing") - before; n != 0 {
		t.Errorf("asked %d times within an instant", n)
	}
	s.now = s.now.Add(lookPause)
	s.desk.tick()
	s.work()
	if n := d.count("standing") - before; n != 1 {
		t.Errorf("asked %d times after a while", n)
	}
	s.way(model.Connection{State: model.Reconnecting})
	s.way(model.Connection{State: model.Reconnecting})
	if n := d.count("standing") - before; n != 2 {
		t.Errorf("asked %d times after the connection changed once", n)
	}
}

func TestTheStripLeadsToTheAssistant(t *testing.T) {
	d := unset()
	d.standing.Setup.Left = true
	s := attended(t, d, 40, Options{})
	s.way(model.Connection{State: model.Down, Message: "No signing secret is set."})
	s.tapOffer(0)
	s.says(text("setup.tunnel_why"))
	s.key(fyne.KeyEscape)
	d.standing = settled().standing
	s.desk.way.read()
	s.work()
	if s.notice() != "No signing secret is set." || s.desk.notice.aside.Visible() {
		t.Error("it leads to an assistant that has nothing left to do")
	}
}

func TestStripOfTheClock(t *testing.T) {
	d := settled()
	d.standing.Skew = -(7*time.Minute + 59*time.Second)
	s := attended(t, d, 40, Options{})
	if got := s.notice(); got != text("strip.clock_behind", values{"By": "7 min"}) {
		t.Fatalf("the strip says %q", got)
	}
	s.tapOffer(0)
	if got := s.notice(); got != "" {
		t.Errorf("after “not now” the strip says %q", got)
	}
	s.now = s.now.Add(24 * time.Hour)
	s.desk.tick()
	if s.notice() == "" {
		t.Error("the next day it is silent")
	}
}

func TestMovedAddress(t *testing.T) {
	d := settled()
	d.standing.Setup.URL = "https://other.ngrok.app/webhooks/crossmint"
	d.standing.Setup.Secrets = d.standing.Setup.Secrets[:1] // staging
	s := attended(t, d, 40, Options{})
	if got := s.notice(); !strings.Contains(got, endpoint) {
		t.Fatalf("the strip says %q", got)
	}
	s.tapOffer(0)
	if got := s.app.Clipboard().Content(); got != d.standing.Setup.URL {
		t.Errorf("clipboard holds %q", got)
	}
	s.tapOffer(1)
	s.work()
	if !slices.Equal(d.opened, []string{consoles[staging]}) {
		t.Errorf("opened %v", d.opened)
	}
	d.err = errRefused
	s.tapOffer(2)
	s.work()
	if s.notice() == "" || s.desk.toast.label.words != errRefused.Error() {
		t.Errorf("a refusal goes unsaid, and the strip says %q", s.notice())
	}
	d.err = nil
	s.tapOffer(2)
	s.work()
	if !d.did("register "+d.standing.Setup.URL) || s.notice() != "" {
		t.Errorf("asked %v; the strip says %q", d.calls, s.notice())
	}
}

func TestConsoleOfSeveralEnvironments(t *testing.T) {
	d := settled()
	d.standing.Setup.URL = "https://other.ngrok.app/webhooks/crossmint"
	s := attended(t, d, 40, Options{})
	c := s.desk.window.Canvas()
	c.Focus(s.desk.notice.button(1))
	s.key(fyne.KeyReturn)
	if c.Overlays().Top() == nil || len(d.opened) != 0 {
		t.Fatal("nobody asks which console is meant")
	}
	s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	s.work()
	if !slices.Equal(d.opened, []string{consoles[production]}) {
		t.Errorf("opened %v", d.opened)
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	d := settled()
	s := attended(t, d, 40, Options{})
	d.readErr = errors.New("The records cannot be read just now. Nothing is lost.")
	for name, open := range map[string]func(){"gaps": s.desk.openGaps, "rejected": s.desk.openRejected, "connection": s.desk.openConnection} {
		open()
		s.work()
		if !strings.Contains(s.words(), d.readErr.Error()) {
			t.Errorf("%s says\n%s", name, s.words())
		}
		s.key(fyne.KeyEscape)
	}
}

func TestLateAnswersAboutTheWayInAreIgnored(t *testing.T) {
	d := settled()
	d.gaps, d.rejections = someGaps(), someRejections()
	s := attended(t, d, 40, Options{})
	for name, open := range map[string]func(){
		"connection": func() { s.desk.openConnection(); s.click(text("connection.test")) },
		"gaps":       s.desk.openGaps, "rejected": s.desk.openRejected,
		"setup": func() { s.desk.openSetup(); s.click(text("setup.send")) },
	} {
		open()
		s.key(fyne.KeyEscape)
		s.work()
		if s.desk.topSheet() != nil || s.desk.toast.Visible() || !s.focusedOn(s.desk.list) {
			t.Errorf("a late answer to %s does something", name)
		}
	}
}

func TestTabLeadsThroughTheSheetsOfTheWayIn(t *testing.T) {
	d := settled()
	d.gaps, d.rejections = someGaps(), someRejections()
	s := attended(t, d, 40, Options{})
	page := func(step string) func() {
		return func() { s.desk.openSetup(); s.click(text(step)) }
	}
	for _, c := range []struct {
		name string
		open func()
		want int
	}{
		{"connection", s.desk.openConnection, 5},        // copy, set up, again, close, test
		{"gaps", s.desk.openGaps, 4},                    // list, tick, console, close
		{"rejected", s.desk.openRejected, 6},            // list, let in, forget, again, all, close
		{"tunnel", page("setup.tunnel"), 4 + 5 + 2},     // steps; page, token, show, domain, connect; later, next
		{"address", page("setup.address"), 4 + 4 + 3},   // steps; copy, two choices, console; later, back, next
		{"secret", page("setup.secret"), 4 + 3 + 6 + 3}, // steps; removals; three choices, entry, show, keep; the rest
		{"trial", page("setup.trial"), 4 + 1 + 3},
	} {
		c.open()
		s.work()
		got := s.tabs()
		if len(got) != c.want || slices.Contains(got, fyne.Focusable(s.desk.list)) {
			t.Errorf("%s: Tab leads to %d parts, want %d: %T", c.name, len(got), c.want, got)
		}
		s.key(fyne.KeyEscape)
		if s.desk.topSheet() != nil {
			t.Errorf("%s: Esc does not close it", c.name)
		}
	}
}

func TestSheetsOfTheWayInFitTheSmallestWindow(t *testing.T) {
	d := settled()
	for n := range 200 {
		one := someGaps()[1]
		one.ID = int64(n)
		d.gaps = append(d.gaps, one)
		many := someRejections()[1]
		many.ID = int64(n)
		d.rejections = append(d.rejections, many)
	}
	s := attended(t, d, 40, Options{})
	s.way(model.Connection{State: model.Down, URL: endpoint, Message: say.Plain(strings.Repeat("ngrok says no. ", 20))})
	s.desk.window.Resize(fyne.NewSize(900, 600))
	for name, open := range map[string]func(){
		"connection": s.desk.openConnection, "gaps": s.desk.openGaps, "rejected": s.desk.openRejected, "setup": s.desk.openSetup,
	} {
		open()
		s.work()
		top := s.desk.topSheet()
		low, high := top.foot.Position().Y+top.foot.Size().Height, top.title.Position().Y
		if high < 0 || low > 600 || top.scroll.Size().Height < 100 {
			t.Errorf("%s reaches from %v to %v and shows %v of its body", name, high, low, top.scroll.Size().Height)
		}
		if s.desk.window.Canvas().Focused() == nil {
			t.Errorf("%s has no focus", name)
		}
		top.close()
	}
}

func TestLengths(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0 s": 0, "59 s": 59 * time.Second, "7 min": -7*time.Minute - 59*time.Second, "1 h": time.Hour, "27 h 35 min": 27*time.Hour + 35*time.Minute,
		"2 days": 48 * time.Hour, "2 d 14 h": 62*time.Hour + 20*time.Minute,
	} {
		if got := lasting(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for want, d := range map[string]time.Duration{"": 0, "1 ms": time.Microsecond, "999 ms": 999 * time.Millisecond, "1.2 s": 1299 * time.Millisecond, "15 s": 15 * time.Second} {
		if got := latency(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for want, n := range map[string]int64{"1 byte": 1, "999 bytes": 999, "5 kB": 5210, "7 MB": 7_340_032} {
		if got := bytesText(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// typedIn tells whether any entry drawn in o holds words.
func typedIn(o fyne.CanvasObject, words string) bool {
	found := false
	everyPart(o, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *blank:
			found = found || strings.Contains(o.Text, words)
		case *widget.Label:
			found = found || strings.Contains(o.Text, words)
		}
	})
	return found
}

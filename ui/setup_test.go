package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/ui/model"
)

const (
	sampleToken  = "2abcDEFghi_authtoken_4567"
	sampleSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

func TestTheAssistantComesUpByItself(t *testing.T) {
	left := unset()
	left.standing.Setup.Left = true
	for name, c := range map[string]struct {
		door *door
		o    Options
		want bool
	}{
		"at the first start":     {unset(), Options{}, true},
		"not when put off":       {left, Options{}, false},
		"not when all is set up": {settled(), Options{}, false},
		"not in a demonstration": {unset(), Options{Demo: true}, false},
	} {
		s := attended(t, c.door, 0, c.o)
		if got := strings.Contains(s.words(), text("setup.tunnel_why")); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		s.key(fyne.KeyEscape)
		s.desk.way.read()
		s.work()
		if s.desk.topSheet() != nil {
			t.Errorf("%s: it comes up again and again", name)
		}
		s.close()
	}
}

// TestSetUp goes all the way, by keyboard where it can.
func TestSetUp(t *testing.T) {
	d := unset()
	s := attended(t, d, 0, Options{})
	token := s.blanks()[0]
	if !s.focusedOn(token) || !token.Password {
		t.Error("the token has no focus, or shows")
	}
	s.key(fyne.KeyReturn)
	s.says(text("setup.token_missing"))
	s.click(text("setup.token_page"))
	test.Type(token, " "+sampleToken+" ")
	test.Type(s.blanks()[1], "acme.ngrok.app")
	d.err = errRefused
	s.key(fyne.KeyReturn)
	s.says(text("state.connecting"))
	s.work()
	s.says(errRefused.Error())
	if !strings.Contains(s.blanks()[0].Text, sampleToken) {
		t.Error("what was refused has to be typed again")
	}
	d.err = nil
	s.click(text("setup.connect"))
	s.work()
	if !d.did(`tunnel "acme.ngrok.app"`) || d.given.Reveal() != sampleToken || token.Text != "" {
		t.Errorf("asked %v; the entry holds %q", d.calls, token.Text)
	}
	s.way(model.Connection{State: model.Down, Message: refusal, Code: "ERR_NGROK_105"})
	s.says(refusal)
	s.way(model.Connection{State: model.Connecting})
	s.says(text("state.connecting"))
	if s.desk.topSheet() == nil || strings.Contains(s.words(), refusal) {
		t.Error("an old refusal stays")
	}
	d.standing.Setup.URL = endpoint
	s.way(model.Connection{State: model.Online, URL: endpoint})
	s.says(text("setup.tunnel_address", values{"URL": endpoint}))

	s.click(text("setup.next"))
	s.says(text("setup.events"), endpoint)
	s.click(text("copy.button"))
	s.click(text("setup.production"))
	s.click(text("console.open"))
	s.work()
	if got := s.app.Clipboard().Content(); got != endpoint || !slices.Equal(d.opened, []string{tokenPage, consoles[production]}) {
		t.Errorf("clipboard holds %q, opened %v", got, d.opened)
	}
	s.click(text("setup.added"))
	s.work()
	if !d.did("register " + endpoint) {
		t.Errorf("asked %v", d.calls)
	}

	s.says(text("setup.secret_why")) // by itself, once it was added
	entry := s.blanks()[0]
	if !s.focusedOn(entry) || !entry.Password {
		t.Error("the secret has no focus, or shows")
	}
	s.key(fyne.KeyReturn)
	s.says(text("setup.secret_missing"))
	test.Type(entry, sampleSecret)
	s.click(text("key.show"))
	if entry.Password {
		t.Error("it cannot be looked at")
	}
	d.err = errRefused
	s.key(fyne.KeyReturn)
	s.work()
	s.says(errRefused.Error())
	d.err = nil
	s.click(text("setup.secret_keep"))
	s.work()
	if !d.did("keep production") || d.given.Reveal() != sampleSecret || entry.Text != "" || !entry.Password {
		t.Errorf("asked %v; the entry holds %q and is masked: %v", d.calls, entry.Text, entry.Password)
	}
	s.says(text("setup.secret_kept"), "production")

	s.key(fyne.KeyReturn) // nothing typed: on to the test
	s.says(text("setup.trial_why"))
	s.key(fyne.KeyReturn)
	s.says(text("light.testing"))
	s.work()
	s.says(text("setup.waiting"), text("light.disk_green"))
	s.key(fyne.KeyReturn)
	s.work()
	if s.desk.topSheet() != nil || !d.did("leave") || !s.focusedOn(s.desk.list) {
		t.Errorf("it does not end well: %v", d.calls)
	}
	if s.desk.empty.setUp.Visible() {
		t.Error("the list says that it is not set up")
	}
}

func TestSetUpIsLeftAndGoesOn(t *testing.T) {
	d := unset()
	s := attended(t, d, 0, Options{})
	test.Type(s.blanks()[0], sampleToken)
	top := s.desk.topSheet()
	s.click(text("setup.later"))
	s.work()
	if !d.did("leave") || s.desk.topSheet() != nil || s.desk.toast.label.words != text("setup.left") {
		t.Errorf("asked %v", d.calls)
	}
	if typedIn(top, sampleToken) {
		t.Error("a closed sheet still holds the token")
	}
	if s.desk.empty.setUp.Hidden || s.desk.empty.title.Text != text("empty.setup.title") {
		t.Fatal("the empty list does not lead back")
	}
	d.standing.Setup.Token, d.standing.Setup.URL, d.standing.Setup.Registered = true, endpoint, endpoint
	s.way(model.Connection{State: model.Online, URL: endpoint})
	everyPart(s.desk.empty.box, func(o fyne.CanvasObject) {
		if p, ok := o.(*push); ok && s.desk.topSheet() == nil {
			test.Tap(p)
		}
	})
	s.says(text("setup.secret_why"))
	if s.offers(text("setup.later")) || !s.offers(text("menu.close")) {
		t.Error("what was put off can be put off again")
	}
	test.Type(s.blanks()[0], sampleSecret)
	s.click(text("setup.back"))
	s.says(text("setup.noted"))
	s.click(text("setup.trial"))
	s.click(text("setup.send"))
	s.work()
	s.says(text("setup.missing", values{"Step": text("setup.secret")}))
	s.click(text("setup.secret"))
	if typedIn(s.desk.topSheet(), sampleSecret) {
		t.Error("a secret that was left behind is still there")
	}
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("Esc does not close it")
	}
}

func TestSecretsAreListedAndRemoved(t *testing.T) {
	d := settled()
	d.standing.Setup.Secrets = append(d.standing.Setup.Secrets, model.SigningSecret{ID: "d", Environment: "pilot", Fixed: true})
	s := attended(t, d, 0, Options{})
	s.desk.openSetup()
	s.click(text("setup.secret"))
	s.says("staging", "production", "pilot", text("setup.until", values{"At": "2026-06-13 06:41"}), text("setup.secret_fixed"))
	removals := func() (n int) {
		everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
			if b, ok := o.(*button); ok && b.words == text("setup.remove") {
				n++
			}
		})
		return n
	}
	if removals() != 3 {
		t.Errorf("%d can be removed", removals())
	}
	s.click(text("setup.remove"))
	s.says(text("setup.remove_why"))
	s.key(fyne.KeyReturn) // on the safe button
	s.work()
	if d.count("drop") != 0 || removals() != 3 {
		t.Fatal("Enter removes it")
	}
	s.click(text("setup.remove"))
	s.click(text("setup.remove_now"))
	s.work()
	if !d.did("drop a") || removals() != 2 {
		t.Errorf("asked %v", d.calls)
	}
	s.says(text("setup.removed"))
	d.err = errRefused
	s.click(text("setup.remove"))
	s.click(text("setup.remove_now"))
	s.work()
	s.says(errRefused.Error())
	d.err = nil
	s.click(text("setup.other"))
	test.Type(s.blanks()[1], sampleSecret)
	s.click(text("setup.secret_keep"))
	s.says(text("setup.other_missing"))
	test.Type(s.blanks()[0], " pilot two ")
	s.click(text("setup.secret_keep"))
	s.work()
	if !d.did("keep pilot two") {
		t.Errorf("asked %v", d.calls)
	}
}

func TestNewsLeavesWhatIsTypedAlone(t *testing.T) {
	d := unset()
	s := attended(t, d, 0, Options{})
	token := s.blanks()[0]
	test.Type(token, sampleToken)
	s.way(model.Connection{State: model.Connecting})
	s.way(model.Connection{State: model.Down, Message: refusal})
	d.standing.Rejected = 3
	s.desk.way.read()
	s.work()
	if s.blanks()[0] != token || token.Text != sampleToken || !s.focusedOn(token) {
		t.Error("what was typed, or the keyboard, is lost")
	}
}

func TestTheReaderWaitsForTheTunnel(t *testing.T) {
	d := unset()
	s := attended(t, d, 0, Options{})
	test.Type(s.blanks()[0], sampleToken)
	s.key(fyne.KeyReturn)
	s.work()
	d.standing.Setup.URL = endpoint
	s.way(model.Connection{State: model.Online, URL: endpoint})
	s.key(fyne.KeyReturn) // where the keyboard was led
	s.says(text("setup.address_why"))
}

func TestFixedAndLocal(t *testing.T) {
	d := unset()
	d.standing.Setup.Token, d.standing.Setup.Fixed = true, true
	s := attended(t, d, 0, Options{})
	s.says(text("setup.tunnel_fixed"))
	if len(s.blanks()) != 0 || s.offers(text("setup.connect")) {
		t.Error("what is fixed can be changed")
	}
	s.key(fyne.KeyEscape)

	d.standing.Setup = model.Setup{LocalOnly: true, URL: "http://127.0.0.1:8484/webhooks/crossmint"}
	s.way(model.Connection{State: model.Local, URL: d.standing.Setup.URL})
	s.desk.openSetup()
	s.says(text("setup.secret_why")) // the steps before are passed over
	s.click(text("setup.tunnel"))
	s.says("--tunnel none")
	s.key(fyne.KeyReturn)
	s.says(text("setup.address_local"))
	if s.offers(text("setup.added")) {
		t.Error("an address that nobody else reaches can be added")
	}
	s.click(text("setup.trial"))
	s.says(text("light.unused"))
}

// TestTheTunnelIsToldWhileNothingIsBelieved: without a secret nothing is
// received, however well the tunnel stands, and the secret comes after it.
func TestTheTunnelIsToldWhileNothingIsBelieved(t *testing.T) {
	const deaf = "No signing secret is set, so nothing can be believed."
	d := unset()
	s := attended(t, d, 0, Options{})
	s.way(model.Connection{State: model.Down, URL: "http://127.0.0.1:8484/webhooks/crossmint", Message: deaf, Tunnel: model.WayIn{State: model.Local}})
	if strings.Contains(s.words(), deaf) || strings.Contains(s.words(), text("state.local")) {
		t.Error("before anything is tried, it says how the tunnel stands")
	}
	s.click(text("setup.next"))
	s.says(text("setup.address_missing"))
	if s.offers(text("setup.added")) {
		t.Error("an address of this computer can be added")
	}
	s.click(text("setup.back"))
	d.standing.Setup.Token = true
	s.way(model.Connection{State: model.Down, Message: deaf, Tunnel: model.WayIn{State: model.Down, Message: refusal, Code: "ERR_NGROK_105"}})
	s.says(refusal + " (ERR_NGROK_105)")
	if strings.Contains(s.words(), deaf) {
		t.Error("the tunnel step speaks of the secret")
	}
	d.standing.Setup.URL = endpoint
	s.way(model.Connection{State: model.Down, URL: endpoint, Message: deaf, Tunnel: model.WayIn{State: model.Online}})
	s.says(text("setup.tunnel_address", values{"URL": endpoint}))
	if got := s.desk.header.state.label.words; got != text("state.down") {
		t.Errorf("the header says %q", got)
	}
}

func TestSetUpBeforeAnythingIsKnown(t *testing.T) {
	d := unset()
	d.readErr = errRefused
	s := attended(t, d, 0, Options{})
	s.desk.openSetup()
	s.says(text("safety.reading"))
	s.work()
	s.says(errRefused.Error())
	d.readErr = nil
	s.desk.way.read()
	s.work()
	s.says(text("setup.tunnel_why"))
}

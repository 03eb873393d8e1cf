package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/ui/model"
)

const refusal = "ngrok does not know this authtoken. What came in so far is kept. Copy the token from the ngrok dashboard and enter it again."

// receiving are the states worth looking at of what shows and sets up the way in.
var receiving = []struct {
	name string
	door func() *door
	rows int
	play func(*stage, *door)
}{
	{"menu", settled, 40, func(s *stage, _ *door) { s.key(fyne.KeyDown); s.desk.openMenu(s.desk.header.menu) }},
	{"pill", settled, 40, func(s *stage, _ *door) { s.desk.window.Canvas().Focus(s.desk.header.state) }},
	{"degraded", settled, 40, func(s *stage, _ *door) {
		s.way(model.Connection{State: model.Degraded, URL: endpoint, Since: noon.Add(-time.Hour), Message: "The tunnel stands, but a test event did not come through. Nothing is lost: Crossmint tries again. Passdesk tests it again in a minute."})
	}},
	{"connection", settled, 40, func(s *stage, d *door) {
		s.way(model.Connection{State: model.Online, URL: endpoint, Since: noon.Add(-3 * time.Hour), Checkup: allGreen()})
		s.desk.openConnection()
	}},
	{"connection-untested", settled, 40, func(s *stage, _ *door) { s.desk.openConnection() }},
	{"connection-testing", settled, 40, func(s *stage, _ *door) {
		s.desk.openConnection()
		s.work()
		s.click(text("connection.test"))
		s.desk.chores.take()
	}},
	{"connection-closed", settled, 40, func(s *stage, _ *door) {
		c := model.Checkup{At: noon, Took: 10 * time.Second}
		c.Lights[model.WayOut] = model.Light{Glow: model.Red, Took: 10 * time.Second}
		s.way(model.Connection{State: model.Reconnecting, URL: endpoint, Since: noon.Add(-4 * time.Minute), Message: "The connection to ngrok was lost. Passdesk tries again by itself.", Checkup: c})
		s.desk.openConnection()
	}},
	{"connection-red", settled, 40, func(s *stage, _ *door) {
		c := allGreen()
		c.Lights[model.Signature] = model.Light{Glow: model.Red, Took: time.Millisecond}
		c.Lights[model.Disk] = model.Light{}
		c.Message = "The test event came in but was not believed: no signing secret is known. Enter one under “Set up…”."
		s.way(model.Connection{State: model.Degraded, URL: endpoint, Since: noon, Message: c.Message, Checkup: c})
		s.desk.openConnection()
	}},
	{"setup-tunnel", unset, 0, func(*stage, *door) {}},
	{"setup-connecting", unset, 0, func(s *stage, d *door) {
		d.standing.Setup.Token = true
		s.way(model.Connection{State: model.Connecting})
	}},
	{"setup-refused", unset, 0, func(s *stage, d *door) {
		d.standing.Setup.Token = true
		s.way(model.Connection{State: model.Down, Message: refusal, Code: "ERR_NGROK_105"})
	}},
	{"setup-online", unset, 0, func(s *stage, d *door) {
		d.standing.Setup.Token, d.standing.Setup.URL = true, endpoint
		s.way(model.Connection{State: model.Online, URL: endpoint})
	}},
	{"setup-fixed", unset, 0, func(s *stage, d *door) {
		d.standing.Setup.Token, d.standing.Setup.Fixed = true, true
		s.key(fyne.KeyEscape)
		s.way(model.Connection{State: model.Connecting})
		s.desk.openSetup()
	}},
	{"setup-local", unset, 0, func(s *stage, d *door) {
		d.standing.Setup = model.Setup{LocalOnly: true, URL: "http://127.0.0.1:8484/webhooks/crossmint"}
		s.key(fyne.KeyEscape)
		s.way(model.Connection{State: model.Local, URL: d.standing.Setup.URL})
		s.desk.openSetup()
		s.click(text("setup.tunnel"))
	}},
	{"setup-address", unset, 0, func(s *stage, d *door) { s.setUpTo(d, model.AddressStep) }},
	{"setup-moved", settled, 0, func(s *stage, d *door) {
		d.standing.Setup.URL = "https://other.ngrok.app/webhooks/crossmint"
		s.way(model.Connection{State: model.Online, URL: d.standing.Setup.URL})
		s.desk.openSetup()
	}},
	{"setup-secret", unset, 0, func(s *stage, d *door) { s.setUpTo(d, model.SecretStep) }},
	{"setup-secret-refused", settled, 0, func(s *stage, d *door) {
		d.standing.Setup.Secrets = append(d.standing.Setup.Secrets, model.SigningSecret{ID: "d", Environment: "demo of the north", Fixed: true})
		s.desk.openSetup()
		s.work()
		s.click(text("setup.secret"))
		s.click(text("setup.other"))
		test.Type(s.blanks()[0], "pilot")
		test.Type(s.blanks()[1], "whsec_short")
		d.err = errors.New("This is no signing secret: it is cut off. Nothing was changed. Copy all of it from the endpoint’s page.")
		s.click(text("setup.secret_keep"))
	}},
	{"setup-secret-remove", settled, 0, func(s *stage, _ *door) {
		s.desk.openSetup()
		s.click(text("setup.secret"))
		s.click(text("setup.remove"))
	}},
	{"setup-trial", settled, 0, func(s *stage, _ *door) { s.desk.openSetup() }},
	{"setup-done", settled, 0, func(s *stage, _ *door) { s.desk.openSetup(); s.click(text("setup.send")) }},
	{"empty", unset, 0, func(s *stage, _ *door) { s.click(text("setup.later")) }},
	{"moved", settled, 40, func(s *stage, d *door) {
		d.standing.Setup.URL = "https://other.ngrok.app/webhooks/crossmint"
		s.way(model.Connection{State: model.Online, URL: d.standing.Setup.URL})
	}},
	{"clock", settled, 40, func(s *stage, d *door) { d.standing.Skew = 7*time.Minute + 20*time.Second; s.desk.way.read() }},
	{"genuine", settled, 40, func(s *stage, d *door) {
		d.standing.Rejected, d.standing.Genuine = 9, 2
		s.desk.way.read()
	}},
	{"gap", settled, 40, func(s *stage, d *door) {
		d.standing.Gaps, d.standing.Gap = 2, someGaps()[1]
		s.desk.way.read()
	}},
	{"gaps", settled, 40, func(s *stage, d *door) { d.gaps = someGaps(); s.desk.openGaps() }},
	{"gaps-heals", settled, 40, func(s *stage, d *door) { d.gaps = someGaps(); s.desk.openGaps(); s.work(); s.key(fyne.KeyUp) }},
	{"gaps-many", settled, 40, func(s *stage, d *door) {
		for n := range 200 {
			one := someGaps()[n%6]
			one.ID, one.From, one.To = int64(n), one.From.AddDate(0, 0, -n), one.To.AddDate(0, 0, -n)
			d.gaps = append(d.gaps, one)
		}
		d.gaps[0] = model.Gap{ID: 999, From: noon.Add(-5 * time.Minute), Cause: model.NoInternet}
		s.desk.openGaps()
		s.work()
		s.key(fyne.KeyHome)
	}},
	{"gaps-none", settled, 40, func(s *stage, _ *door) { s.desk.openGaps() }},
	{"rejected", settled, 40, func(s *stage, d *door) { d.rejections = someRejections(); s.desk.openRejected() }},
	{"rejected-secret", settled, 40, func(s *stage, d *door) {
		d.rejections = someRejections()
		d.standing.Rejected = 9
		s.desk.openRejected()
		s.work()
		s.key(fyne.KeyDown)
		s.click(text("rejected.again"))
		s.work()
		s.click(text("rejected.clear"))
	}},
	{"rejected-one", settled, 40, func(s *stage, d *door) {
		d.rejections = someRejections()[:1]
		s.desk.openRejected()
	}},
	{"rejected-none", settled, 40, func(s *stage, _ *door) { s.desk.openRejected() }},
}

// setUpTo plays the assistant up to a step.
func (s *stage) setUpTo(d *door, step model.Step) {
	d.standing.Setup.Token, d.standing.Setup.URL = true, endpoint
	if step > model.AddressStep {
		d.standing.Setup.Registered = endpoint
	}
	for s.desk.topSheet() != nil {
		s.key(fyne.KeyEscape)
	}
	s.way(model.Connection{State: model.Online, URL: endpoint})
	s.desk.openSetup()
	s.work()
}

// TestReceiving holds each of these states to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures of them there.
func TestReceiving(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	sizes := []fyne.Size{fyne.NewSize(900, 600)}
	if folder != "" {
		sizes = append(sizes, fyne.NewSize(1280, 800))
	}
	for _, scene := range receiving {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%v", scene.name, size.Width), func(t *testing.T) {
				d := scene.door()
				s := attended(t, d, scene.rows, Options{})
				s.desk.window.Resize(size)
				scene.play(s, d)
				s.work()
				if folder == "" {
					test.AssertObjectRendersToMarkup(t, "receiving-"+scene.name+".xml", s.shownNow())
					return
				}
				for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
					s.wear(variant)
					if top := s.desk.topSheet(); top != nil {
						refreshTree(top)
					}
					savePicture(t, filepath.Join(folder, fmt.Sprintf("r-%s-%v-%s.png", scene.name, size.Width, name)), s.desk.window.Canvas().Capture())
				}
			})
		}
	}
}

// shownNow is what came up: over the list, below the header, in place of the
// rows, or in the header itself.
func (s *stage) shownNow() fyne.CanvasObject {
	switch {
	case s.desk.window.Canvas().Overlays().Top() != nil:
		return s.desk.window.Canvas().Overlays().Top()
	case s.desk.notice.box.Visible():
		return s.desk.notice.box
	case s.desk.empty.box.Visible():
		return s.desk.empty.box
	}
	return s.desk.header
}

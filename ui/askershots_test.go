package ui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/store"
	"passdesk/ui/model"
)

// askingScenes are the states worth looking at of what asks Crossmint.
var askingScenes = []struct {
	name string
	play func(*stage, *crossmint)
}{
	{"menu", func(s *stage, _ *crossmint) { s.desk.openMenu(s.desk.header.menu) }},
	{"keys-none", func(s *stage, c *crossmint) { c.keys = nil; s.desk.openKeys() }},
	{"keys", func(s *stage, c *crossmint) {
		c.keys = append(c.keys, model.APIKey{Environment: "production", Project: "7be0c0de8a1f22d4", Trouble: "Crossmint does not accept the API key. Nothing is lost; look in the Crossmint console whether it is still there, and set another."})
		s.desk.openKeys()
		s.work()
		s.click(text("setup.remove"))
	}},
	{"keys-refused", func(s *stage, c *crossmint) {
		c.keys[0].Fixed = true
		s.desk.openKeys()
		s.work()
		test.Type(s.blanks()[0], "hello")
		c.err = errors.New("This is no API key: it begins with sk_staging_ or sk_production_. Nothing was changed. Copy it whole from the Crossmint console, under API Keys.")
		s.key(fyne.KeyReturn)
	}},
	{"watch-none", func(s *stage, _ *crossmint) { s.desk.openWatched() }},
	{"watch", func(s *stage, c *crossmint) {
		c.watched = someWatched(250)
		s.desk.openWatched()
		s.work()
		s.desk.window.Canvas().Focus(s.desk.asks.list.list)
		s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	}},
	{"watch-pasted", func(s *stage, c *crossmint) {
		c.watched = someWatched(4)
		s.desk.openWatched()
		s.work()
		s.paste(strings.Repeat("x\n", 5000))
	}},
	{"watch-unread", func(s *stage, c *crossmint) {
		c.watched, c.taken = someWatched(30), model.Taken{Added: 12, Known: 3, Unread: []int{4, 9}}
		s.desk.openWatched()
		s.work()
		test.Type(s.blanks()[0], "x")
		s.key(fyne.KeyReturn)
	}},
	{"fetch-working", func(s *stage, _ *crossmint) {
		s.desk.openFetch(nil)
		s.desk.asks.fetch.tell(model.Fetched{Looked: 120, Fetched: 38})
		s.desk.chores.take()
	}},
	{"fetch-done", func(s *stage, c *crossmint) {
		c.fetched = []model.Fetched{{Looked: 12, Settled: 5, Fetched: 3, Pending: 2, Delegated: 4, Unknown: 1, Unasked: 2, Why: "Crossmint cannot be reached. Nothing is lost; look whether the computer is online. Passdesk asks again by itself."}}
		s.desk.openFetch(nil)
	}},
	{"gaps", func(s *stage, _ *crossmint) { s.desk.openGaps() }},
	{"revoke", func(s *stage, _ *crossmint) {
		i, _ := s.desk.list.selected()
		s.desk.openRevoke(i)
		test.Type(s.blanks()[0], s.blanks()[0].PlaceHolder)
	}},
	{"row-menu", func(s *stage, _ *crossmint) { s.desk.openRowMenu(s.placeOf(220, rowY(1))) }},
	{"pane", func(*stage, *crossmint) {}},
	{"pane-verified", func(s *stage, _ *crossmint) { s.tapPane(text("online.ask")) }},
	{"pane-differs", func(s *stage, c *crossmint) {
		c.opinion = model.Opinion{Verdict: model.RevokedOnline, Says: "Credential Revoked", At: noon}
		s.backend.rows[0].Proof = "signed by someone else"
		s.load()
		s.tapPane(text("online.ask"))
	}},
	{"pane-trouble", func(s *stage, c *crossmint) {
		c.err = errors.New("Crossmint cannot be reached. Nothing is lost; look whether the computer is online. Passdesk asks again by itself.")
		s.tapPane(text("online.ask"))
	}},
	{"pane-revoked", func(s *stage, _ *crossmint) {
		for n, how := range []store.Revoking{store.Revoked, store.BeingRevoked, store.PerhapsRevoked} {
			s.backend.rows[n].Revoking = how
		}
		s.backend.revocations = map[int64]store.Revocation{s.backend.rows[0].ID: {ID: 1, Status: store.Succeeded, Began: noon, Ended: noon.Add(time.Minute)}}
		s.load()
	}},
	{"pane-fetched", func(s *stage, _ *crossmint) {
		s.backend.rows[0].Origin, s.backend.rows[0].PassURL = store.Fetched, ""
		s.load()
	}},
	{"pane-reported", func(s *stage, _ *crossmint) {
		s.backend.rows[0].Origin, s.backend.rows[0].PassURL, s.backend.rows[0].Proof = store.Reported, "", ""
		s.load()
	}},
}

// TestAsking holds each of these states to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures of them there.
func TestAsking(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	sizes := []fyne.Size{fyne.NewSize(900, 600)}
	if folder != "" {
		sizes = append(sizes, fyne.NewSize(1280, 800))
	}
	for _, scene := range askingScenes {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%v", scene.name, size.Width), func(t *testing.T) {
				c, d := withKey(), settled()
				d.gaps = someGaps()
				s := asked(t, c, d, proven(12))
				s.desk.window.Resize(size)
				s.key(fyne.KeyDown)
				s.readDetail()
				scene.play(s, c)
				s.work()
				if folder == "" {
					test.AssertObjectRendersToMarkup(t, "asking-"+scene.name+".xml", s.askedNow())
					return
				}
				for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
					s.wear(variant)
					if top := s.desk.topSheet(); top != nil {
						refreshTree(top)
					}
					if strings.HasPrefix(scene.name, "pane-v") || strings.HasPrefix(scene.name, "pane-d") || scene.name == "pane-trouble" {
						s.desk.window.Canvas().Capture() // lays out what is scrolled to
						s.desk.detail.scroll.ScrollToBottom()
					}
					savePicture(t, filepath.Join(folder, fmt.Sprintf("a-%s-%v-%s.png", scene.name, size.Width, name)), s.desk.window.Canvas().Capture())
				}
			})
		}
	}
}

// askedNow is what came up over the list, or else the pane.
func (s *stage) askedNow() fyne.CanvasObject {
	if top := s.desk.window.Canvas().Overlays().Top(); top != nil {
		return top
	}
	return s.desk.detail.box
}

package ui

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// passScenes are the states worth looking at of showing and opening one pass.
var passScenes = []struct {
	name, link string
	play       func(*stage)
}{
	{"pane", "", func(*stage) {}},
	{"pane-too-long", longLink(3000), func(*stage) {}},
	{"pane-too-fine", longLink(600), func(*stage) {}},
	{"shown", "", func(s *stage) { s.shortcut(showShortcuts[0]) }},
	{"shown-longest", longLink(2300), func(s *stage) { s.shortcut(showShortcuts[0]) }},
	{"shown-too-long", longLink(3000), func(s *stage) { s.shortcut(showShortcuts[0]) }},
	{"shown-confirmed", "", func(s *stage) { s.shortcut(showShortcuts[0]); s.click(text("detail.mark_confirmed")) }},
	{"shown-hidden", "", func(s *stage) { s.shortcut(showShortcuts[0]); s.sit(31) }},
	{"shown-nobody", "", func(s *stage) { s.shortcut(showShortcuts[0]); s.click(text("present.next")); s.work() }},
	{"open", "", func(s *stage) { test.Tap(s.desk.detail.pass.visit) }},
	{"open-doubtful", "http://www.crossmint.com@crоssmint.example/pass/1", func(s *stage) { test.Tap(s.desk.detail.pass.visit) }},
}

// TestPassScenes holds each of these states to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures of them there.
func TestPassScenes(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for _, scene := range passScenes {
		for _, size := range []fyne.Size{fyne.NewSize(900, 600), fyne.NewSize(1280, 800)} {
			t.Run(fmt.Sprintf("%s-%.0f", scene.name, size.Width), func(t *testing.T) {
				rows := sampleRows(12)
				for n := range rows {
					rows[n].Handover = 1
				}
				if rows[0].Handover = 0; scene.link != "" {
					rows[0].PassURL = scene.link
				}
				s := newStage(t, rows, Options{})
				s.desk.window.Resize(size)
				s.load()
				s.key(fyne.KeyDown)
				s.readDetail()
				scene.play(s)
				if folder == "" && size.Width == 900 {
					shown := s.desk.window.Canvas().Overlays().Top()
					if shown == nil {
						shown = s.desk.detail.pass.box
					}
					test.AssertObjectRendersToMarkup(t, "pass-"+scene.name+".xml", shown)
				}
				for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
					if folder == "" {
						break
					}
					s.wear(variant)
					if top := s.desk.topSheet(); top != nil {
						refreshTree(top)
					}
					savePicture(t, filepath.Join(folder, fmt.Sprintf("pass-%s-%.0f-%s.png", scene.name, size.Width, name)), s.desk.window.Canvas().Capture())
				}
			})
		}
	}
}

// TestScannerReadsWhatIsDrawn has a scanner read the whole window where this
// machine has one.
func TestScannerReadsWhatIsDrawn(t *testing.T) {
	scanner, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("there is no zbarimg here; the other tests compare each pixel")
	}
	rows := sampleRows(3)
	s := newStage(t, rows, Options{})
	s.wear(theme.VariantDark)
	s.desk.window.Resize(fyne.NewSize(900, 600))
	s.load()
	s.key(fyne.KeyDown)
	s.readDetail()
	for _, large := range []bool{false, true} {
		if large {
			s.shortcut(showShortcuts[0])
		}
		picture := filepath.Join(t.TempDir(), "window.png")
		savePicture(t, picture, s.desk.window.Canvas().Capture())
		read, err := exec.Command(scanner, "--raw", "-q", picture).Output()
		if got := strings.TrimSpace(string(read)); err != nil || got != rows[0].PassURL {
			t.Errorf("large: %v: read %q (%v), want %q", large, got, err, rows[0].PassURL)
		}
	}
}

package ui

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/ui/model"
)

// keeping are the states worth looking at of what keeps the records safe.
var keeping = []struct {
	name string
	play func(*stage, *safe)
}{
	{"menu", func(s *stage, _ *safe) { s.key(fyne.KeyDown); s.desk.openMenu(s.desk.header.menu) }},
	{"safety", func(s *stage, _ *safe) { s.desk.openSafety() }},
	{"safety-bad", func(s *stage, k *safe) {
		k.safety = model.Safety{Custodian: "passdesk.key", Waiting: 812, Backup: noon.Add(-30 * 24 * time.Hour), Trouble: "The disk is full. Nothing was written. Free some room or choose another folder.", Plan: k.safety.Plan}
		s.desk.openSafety()
	}},
	{"nag", func(s *stage, k *safe) {
		k.safety.Waiting = 50
		s.desk.safe.read()
	}},
	{"backup", func(s *stage, _ *safe) { s.desk.openBackup(); s.key(fyne.KeyReturn) }},
	{"backup-working", func(s *stage, _ *safe) { s.fillBackup(); s.key(fyne.KeyReturn); s.desk.chores.take() }},
	{"backup-done", func(s *stage, _ *safe) { s.fillBackup(); s.key(fyne.KeyReturn) }},
	{"plan", func(s *stage, _ *safe) { s.desk.openPlan() }},
	{"retention", func(s *stage, _ *safe) { s.desk.openRetention() }},
	{"retention-stay", func(s *stage, _ *safe) {
		s.desk.openRetention()
		s.click(text("retention.2_years"))
	}},
	{"retention-sole", func(s *stage, _ *safe) {
		s.desk.openRetention()
		s.click(text("retention.2_years"))
		s.click(text("retention.sole"))
	}},
	{"retention-trouble", func(s *stage, k *safe) {
		k.safety.Unerased, k.safety.Retention = "The disk is full: free some space and try again.", model.Retention{Months: 12}
		s.desk.safe.read()
		s.work()
		s.desk.openRetention()
	}},
	{"code", func(s *stage, _ *safe) { s.desk.openCode() }},
	{"code-shown", func(s *stage, _ *safe) { s.desk.openCode(); s.click(text("code.make")) }},
	{"issuers", func(s *stage, _ *safe) { s.desk.openIssuers() }},
	{"issuers-failed", func(s *stage, k *safe) {
		s.desk.openIssuers()
		s.work()
		test.Type(s.blanks()[0], "nonsense")
		k.err = errors.New("“nonsense” is neither a DID nor an address. Nothing was changed. Mend it, then save again.")
		s.click(text("menu.save"))
	}},
	{"acts", func(s *stage, _ *safe) { s.desk.openActs() }},
	{"acts-checked", func(s *stage, _ *safe) { s.desk.openActs(); s.work(); s.click(text("acts.check")) }},
	{"person", func(s *stage, _ *safe) { s.desk.openPerson(39); s.work(); s.click(text("erase.with_keys")) }},
	{"erase", func(s *stage, _ *safe) {
		s.desk.openPerson(39)
		s.work()
		s.click(text("erase.erase"))
		test.Type(s.blanks()[0], "Ada Lovelace")
	}},
}

// TestKeeping holds each of these states to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures of them there.
func TestKeeping(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for _, scene := range keeping {
		t.Run(scene.name, func(t *testing.T) {
			k := sampleSafe()
			s := guarded(t, k, Options{})
			s.desk.window.Resize(fyne.NewSize(900, 600))
			scene.play(s, k)
			s.work()
			for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
				if folder != "" {
					s.wear(variant)
					if top := s.desk.topSheet(); top != nil {
						refreshTree(top)
					}
					savePicture(t, filepath.Join(folder, scene.name+"-"+name+".png"), s.desk.window.Canvas().Capture())
				}
			}
			if folder == "" {
				test.AssertObjectRendersToMarkup(t, "keeping-"+scene.name+".xml", shownOver(s))
			}
		})
	}
}

// shownOver is what came up over the list.
func shownOver(s *stage) fyne.CanvasObject {
	if top := s.desk.window.Canvas().Overlays().Top(); top != nil {
		return top
	}
	return s.desk.notice.box
}

package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/store"
	"passdesk/ui/model"
)

// handingOut is a stage whose reader chooses a folder.
func handingOut(t testing.TB, c *clerk) *stage {
	s := exporting(t, c)
	s.desk.files.folder = func(_ string, then func(string)) { then("/home/ada/Documents") }
	return s
}

// handoverOf is how far a pass has got, as the backend knows it.
func (s *stage) handoverOf(id int64) store.Handover {
	for _, i := range s.backend.rows {
		if i.ID == id {
			return i.Handover
		}
	}
	return 0
}

// TestHandoutMarksWhenStaffSaySo goes from the menu to the mark and back.
func TestHandoutMarksWhenStaffSaySo(t *testing.T) {
	c := &clerk{handed: model.HandedOut{IDs: []int64{40, 39}, Drafts: 1, NoAddress: 1}}
	s := handingOut(t, c)
	if item := s.desk.menu().Items[1]; item.Label != text("menu.handout") {
		t.Fatalf("the menu has %q beside Export", item.Label)
	}
	s.desk.openHandout()
	for _, label := range handoutLabels {
		s.click(text(label))
	}
	s.key(fyne.KeyEscape)
	s.desk.openHandout()
	s.click(text("handout.codes"))
	s.click("Letter")
	s.click(text("handout.start"))
	s.says("Passes 2026-06-12 10.41.30")
	s.work()
	s.says("2 passes are in the folder /home/ada/Documents/Passes 2026-06-12 10.41.30.", "1 of them has a draft.", "1 pass has no draft", text("handout.keep"))
	if w := c.handouts[0]; !slices.Equal(w.Parts, []string{"mail-merge", "drafts", "cards"}) || w.Paper != "letter" || w.Language != "en" {
		t.Errorf("asked for %+v", w)
	}
	found, is := c.handouts[0].Rows.(model.Found)
	if !is || !slices.ContainsFunc(found.Filter.And, func(f store.Filter) bool { return slices.Equal(f.Handover, []store.Handover{store.HandoverNew}) }) {
		t.Errorf("by default it is about %+v", c.handouts[0].Rows)
	}
	if s.handoverOf(40) != store.HandoverNew {
		t.Fatal("it is marked unasked")
	}
	s.click("Mark 2 as sent")
	s.mark()
	if s.desk.topSheet() != nil || s.handoverOf(40) != store.HandoverSent || s.handoverOf(39) != store.HandoverSent || s.handoverOf(38) == store.HandoverSent {
		t.Errorf("marked: %v, %v, %v", s.handoverOf(40), s.handoverOf(39), s.handoverOf(38))
	}
	s.shortcut(&fyne.ShortcutUndo{})
	s.mark()
	if s.handoverOf(40) != store.HandoverNew {
		t.Error("it cannot be taken back")
	}
}

func TestHandoutOfASelection(t *testing.T) {
	c := &clerk{handed: model.HandedOut{IDs: []int64{40}}}
	s := handingOut(t, c)
	s.key(fyne.KeyDown)
	s.shift(fyne.KeyDown, fyne.KeyDown)
	want := s.desk.chosen()
	s.desk.openHandout()
	s.key(fyne.KeyReturn)
	s.work()
	picked, is := c.handouts[0].Rows.(model.Picked)
	if !is || !slices.Equal(slices.Collect(picked.IDs()), want) {
		t.Errorf("asked for %+v, want %v", c.handouts[0].Rows, want)
	}
	s.click(text("handout.later"))
	s.mark()
	if s.handoverOf(40) != store.HandoverNew {
		t.Error("it is marked all the same")
	}
}

func TestHandoutNeedsAPart(t *testing.T) {
	c := &clerk{}
	s := handingOut(t, c)
	s.desk.openHandout()
	for _, label := range handoutLabels {
		s.click(text(label))
	}
	s.click(text("handout.start"))
	s.says(text("handout.parts_none"))
	s.work()
	if len(c.handouts) != 0 {
		t.Error("a folder is made all the same")
	}
}

func TestHandoutGoesOnBehindAndStops(t *testing.T) {
	c := &clerk{handed: model.HandedOut{IDs: []int64{40}}}
	s := handingOut(t, c)
	s.desk.openHandout()
	s.click(text("handout.start"))
	s.key(fyne.KeyEscape)
	s.desk.openHandout()
	s.says(text("handout.working", values{"Folder": "Passes 2026-06-12 10.41.30"}))
	s.key(fyne.KeyEscape)
	s.work()
	if got := s.desk.toast.label.words; got != "1 pass is in the folder /home/ada/Documents/Passes 2026-06-12 10.41.30." || s.handoverOf(40) != store.HandoverNew {
		t.Errorf("the toast says %q", got)
	}
	// What it came to waits for the reader, longer than the toast.
	s.fire()
	s.desk.openHandout()
	s.says("1 pass is in the folder", text("handout.keep"))
	s.key(fyne.KeyReturn) // which claims nothing
	if s.mark(); s.desk.topSheet() != nil || s.handoverOf(40) != store.HandoverNew {
		t.Error("Enter does not put it off")
	}
	c.during = func() {
		s.says(counted("handout.so_far", 7))
		s.click(text("handout.stop"))
	}
	s.desk.openHandout()
	s.click(text("handout.start"))
	s.work()
	s.says(text("handout.stopped"), text("handout.start"))
	c.during, c.err = nil, errors.New("No folder was made. The disk is full.")
	s.click(text("handout.start"))
	s.work()
	s.says(c.err.Error())
}

func TestReportIsOpenedAndSaved(t *testing.T) {
	c := &clerk{}
	s := handingOut(t, c)
	var opened string
	s.desk.open = func(address string) error { opened = address; return nil }
	s.desk.openReport()
	s.key(fyne.KeyReturn)
	s.work()
	s.says(text("report.opened"))
	if opened != "file:///home/ada/.cache/passdesk/report%201.html" {
		t.Errorf("opened %q", opened)
	}
	s.click(text("report.week"))
	test.Type(s.blanks()[1], "12:00")
	s.click(text("report.save"))
	s.work()
	s.says("The report is in passdesk-report-2026-06-12.html")
	if want := []string{"today||", "7d|12:00|/home/ada/passdesk-report-2026-06-12.html"}; !slices.Equal(c.reports, want) {
		t.Errorf("asked for %q, want %q", c.reports, want)
	}
	c.err = errors.New("No time is called that.")
	s.click(text("report.open"))
	s.work()
	s.says(c.err.Error())
}

// handoutScenes are the states worth looking at.
var handoutScenes = []struct {
	name string
	play func(*stage, *clerk)
}{
	{"form", func(s *stage, _ *clerk) { s.desk.openHandout() }},
	{"done", func(s *stage, c *clerk) {
		c.handed = model.HandedOut{IDs: make([]int64, 412), Drafts: 409, NoLink: 2, NoAddress: 3, Unprinted: 1}
		s.desk.openHandout()
		s.click(text("handout.start"))
	}},
	{"report", func(s *stage, _ *clerk) { s.desk.openReport() }},
}

// TestHandoutScenes holds each of these states to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures of them there.
func TestHandoutScenes(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for _, scene := range handoutScenes {
		t.Run(scene.name, func(t *testing.T) {
			c := &clerk{}
			s := handingOut(t, c)
			s.desk.window.Resize(fyne.NewSize(900, 640))
			scene.play(s, c)
			s.work()
			for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
				if folder != "" {
					s.wear(variant)
					refreshTree(s.desk.topSheet())
					savePicture(t, filepath.Join(folder, "handout-"+scene.name+"-"+name+".png"), s.desk.window.Canvas().Capture())
				}
			}
			if folder == "" {
				test.AssertObjectRendersToMarkup(t, "handout-"+scene.name+".xml", shownOver(s))
			}
		})
	}
}

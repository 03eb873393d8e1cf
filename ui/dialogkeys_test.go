package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestKeysDoNotReachBelowADialog goes through Fyne's own dialogs: while one of them
// lies over a sheet, Enter does nothing there, and Esc leaves only the dialog.
func TestKeysDoNotReachBelowADialog(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	c := &clerk{}
	s := newStage(t, sampleRows(4), Options{Exporter: c})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.load()
	over := s.desk.window.Canvas().Overlays()
	for name, begin := range map[string]func(){
		"a folder is chosen": func() { s.desk.openHandout(); s.click(text("handout.start")) },
		"a file is named": func() {
			s.desk.openExport()
			s.click(text("export.start"))
			s.desk.window.Canvas().Unfocus() // as a click on a folder does
		},
	} {
		begin()
		if n := len(over.List()); n != 2 {
			t.Fatalf("%s: %d things lie over the window", name, n)
		}
		s.key(fyne.KeyReturn)
		if n := len(over.List()); n != 2 || s.desk.export != nil || s.desk.handout != nil {
			t.Errorf("%s: Enter does something below, %d things lie over the window", name, n)
		}
		s.desk.below(func() { t.Errorf("%s: a shortcut does something below", name) })
		s.key(fyne.KeyEscape)
		if n := len(over.List()); n != 1 || s.desk.topSheet() == nil {
			t.Fatalf("%s: after Esc %d things lie over the window", name, n)
		}
		s.key(fyne.KeyEscape)
		if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
			t.Errorf("%s: Esc does not go on to leave the sheet", name)
		}
	}
	if len(c.wishes)+len(c.handouts) > 0 {
		t.Error("something was written")
	}
}

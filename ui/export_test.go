package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// clerk is an exporter in memory. A test drives it from one goroutine.
type clerk struct {
	wishes []model.Export
	tells  []model.Progress
	during func() // is done while it writes
	done   model.Exported
	err    error

	handouts []model.Handout
	handed   model.HandedOut
	reports  []string // since, until and file of each
	passes   []string // issuance, number and file of each
}

// SavePass notes what is saved.
func (c *clerk) SavePass(_ context.Context, id int64, number int, file string) error {
	c.passes = append(c.passes, fmt.Sprint(id, " ", number, " ", file))
	return c.err
}

// HandOut gives what a test says it made.
func (c *clerk) HandOut(ctx context.Context, h model.Handout, tell func(int)) (model.HandedOut, error) {
	c.handouts = append(c.handouts, h)
	tell(7)
	if c.during != nil {
		c.during()
		select { // it hears of a cancel soon
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	if c.err != nil || ctx.Err() != nil {
		return model.HandedOut{}, cmp.Or(c.err, errors.New("No folder was made."))
	}
	done := c.handed
	done.Folder = filepath.Join(h.Folder, h.Name)
	return done, nil
}

// Report notes what it was asked for.
func (c *clerk) Report(_ context.Context, since, until, file string) (string, error) {
	c.reports = append(c.reports, since+"|"+until+"|"+file)
	return cmp.Or(file, "/home/ada/.cache/passdesk/report 1.html"), c.err
}

func (*clerk) Columns() []string {
	return []string{
		"received_at", "status", "event_type", "message_id", "subject_name", "subject_contact", "subject_id", "template", "credential_id", "action_id", "pass_url",
		"handover", "handover_at", "valid_from", "valid_until", "encrypted", "proof", "error", "environment", "note", "superseded_by",
	}
}

func (c *clerk) Export(ctx context.Context, e model.Export, tell func(model.Progress)) (model.Exported, error) {
	c.wishes = append(c.wishes, e)
	for _, p := range c.tells {
		tell(p)
	}
	if c.during != nil {
		c.during()
	}
	// As the real one does, it hears of a cancel soon.
	if c.during != nil {
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
	if ctx.Err() != nil {
		return model.Exported{}, errors.New("Nothing was exported.")
	}
	return c.done, c.err
}

// exporting is a stage whose desk has an exporter; the reader gives files the
// names that are proposed.
func exporting(t testing.TB, c *clerk) *stage {
	s := newStage(t, sampleRows(40), Options{Exporter: c})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.desk.files.save = func(name string, then func(string)) { then("/home/ada/" + name) }
	s.load()
	s.work()
	return s
}

func TestExportOfWhatTheListShows(t *testing.T) {
	c := &clerk{done: model.Exported{Records: 35}}
	s := exporting(t, c)
	s.shortcut(exportShortcut)
	s.says(text("export.title"))
	s.click("Excel (XLSX)")
	s.click(text("export.start"))
	s.says("passdesk-2026-06-12.xlsx", text("export.stop"))
	s.work()
	s.says("35 records are in passdesk-2026-06-12.xlsx", "/home/ada")
	if len(c.wishes) != 1 {
		t.Fatalf("asked %d times", len(c.wishes))
	}
	w := c.wishes[0]
	found, is := w.Rows.(model.Found)
	if !is || !found.Filter.Latest || w.Format != "xlsx" || w.Columns != nil || w.Mark || w.Keys || w.File != "/home/ada/passdesk-2026-06-12.xlsx" {
		t.Errorf("asked for %+v", w)
	}
	s.key(fyne.KeyReturn)
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) || s.desk.export != nil {
		t.Error("Enter does not lead back to the list")
	}
}

func TestExportOfASelection(t *testing.T) {
	c := &clerk{}
	s := exporting(t, c)
	s.key(fyne.KeyDown)
	s.held = fyne.KeyModifierShift
	s.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	s.held = 0
	s.desk.list.rows.Chosen.Toggle(s.desk.chosen()[1])
	want := s.desk.chosen()
	s.desk.openExport()
	// What the reader does behind it changes nothing.
	s.desk.list.rows.Chosen.Toggle(want[0])
	s.key(fyne.KeyReturn)
	s.work()
	picked, is := c.wishes[0].Rows.(model.Picked)
	if !is || picked.Count() != 3 || !slices.Equal(slices.Collect(picked.IDs()), want) {
		t.Errorf("asked for %+v, want %v", c.wishes[0].Rows, want)
	}
	s.key(fyne.KeyEscape)
	s.desk.openExport()
	s.click(text("export.all"))
	s.click(text("export.start"))
	s.work()
	if c.wishes[1].Rows != nil {
		t.Errorf("everything is %+v", c.wishes[1].Rows)
	}
}

func TestExportChoices(t *testing.T) {
	c := &clerk{}
	s := exporting(t, c)
	s.desk.openExport()
	s.click(text("export.mark"))
	s.click(text("export.columns_some"))
	s.click(text("export.start"))
	s.says(text("export.columns_none"))
	s.click("subject_name")
	s.click("pass_url")
	s.click(text("export.with_keys"))
	s.says(text("export.keys_warning"))
	s.click(text("export.start"))
	c.done = model.Exported{Records: 7, Keyless: 2}
	s.work()
	w := c.wishes[0]
	if !slices.Equal(w.Columns, []string{"subject_name", "pass_url"}) || !w.Mark || !w.Keys || w.Format != "csv" {
		t.Errorf("asked for %+v", w)
	}
	s.says("2 keys could not be read")
}

func TestExportRefusesAnEndingThatMisleads(t *testing.T) {
	c := &clerk{}
	s := exporting(t, c)
	s.desk.files.save = func(_ string, then func(string)) { then("/home/ada/all.XLSX") }
	s.desk.openExport()
	s.click(text("export.start"))
	s.says(".xlsx", "CSV")
	s.work()
	if len(c.wishes) != 0 {
		t.Error("it is written all the same")
	}
}

func TestExportThatFailsKeepsTheForm(t *testing.T) {
	c := &clerk{err: errors.New("The disk is full.")}
	s := exporting(t, c)
	s.desk.openExport()
	s.click("JSON")
	s.click(text("export.start"))
	s.work()
	s.says(c.err.Error(), text("export.start"))
	c.err = nil
	s.key(fyne.KeyReturn)
	s.work()
	if len(c.wishes) != 2 || c.wishes[1].Format != "json" {
		t.Errorf("the second time %+v", c.wishes)
	}
}

func TestExportShowsHowFarItIsAndCanBeStopped(t *testing.T) {
	c := &clerk{tells: []model.Progress{{Records: 5000, Share: 0.25, Left: 200 * time.Second}, {Records: 12000, Share: 0.6, Left: 8 * time.Second}}}
	s := exporting(t, c)
	c.during = func() {
		s.says("12,000 records, about 8 seconds left")
		if got := s.desk.export.bar.bar.Value; got != 0.6 {
			t.Errorf("the bar stands at %v", got)
		}
		s.click(text("export.stop"))
		s.says(text("export.stopping"))
	}
	s.desk.openExport()
	s.click(text("export.start"))
	s.work()
	s.says(text("export.stopped"), text("export.start"))
	if s.desk.export != nil {
		t.Error("it is still at it")
	}
}

func TestExportGoesOnBehind(t *testing.T) {
	c := &clerk{done: model.Exported{Records: 1}}
	s := exporting(t, c)
	s.desk.openExport()
	s.click(text("export.start"))
	s.click(text("export.leave"))
	if s.desk.topSheet() != nil {
		t.Fatal("it stays")
	}
	s.shortcut(exportShortcut)
	s.says(text("export.working", values{"File": "passdesk-2026-06-12.csv"}))
	s.key(fyne.KeyEscape)
	s.work()
	if got := s.desk.toast.label.words; got != "1 record is in passdesk-2026-06-12.csv" {
		t.Errorf("the toast says %q", got)
	}
	s.desk.openExport()
	s.click(text("export.start"))
	s.key(fyne.KeyEscape)
	c.err = errors.New("The disk is full.")
	s.work()
	if got := s.desk.toast.label.words; got != c.err.Error() {
		t.Errorf("the toast says %q", got)
	}
}

func TestExportFromTheSearchBoxAndTheMenu(t *testing.T) {
	s := exporting(t, &clerk{})
	s.shortcut(findShortcut)
	test.Type(s.desk.search, "grace")
	s.shortcut(exportShortcut)
	s.says(text("export.title"))
	s.click(text("export.start"))
	s.work()
	s.key(fyne.KeyEscape)
	if first := s.desk.menu().Items[0]; first.Label != text("menu.export") {
		t.Errorf("the menu begins with %q", first.Label)
	}
	bare := newStage(t, sampleRows(4), Options{})
	bare.shortcut(exportShortcut)
	if bare.desk.topSheet() != nil || bare.desk.menu().Items[0].Label == text("menu.export") {
		t.Error("without an exporter there is one")
	}
}

// TestTheDialogLeavesAFileAlone goes through Fyne's own dialog, which empties
// what it is told to replace.
func TestTheDialogLeavesAFileAlone(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	s := newStage(t, nil, Options{})
	path := filepath.Join(home, "old.csv")
	if err := os.WriteFile(path, []byte("of before"), 0o600); err != nil {
		t.Fatal(err)
	}
	var chosen string
	s.desk.files.save("old.csv", func(p string) { chosen = p })
	s.tapOverlay(text("menu.save"))
	s.tapOverlay("Yes")
	if chosen != path {
		t.Fatalf("chosen is %q, want %q", chosen, path)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != "of before" {
		t.Errorf("the file holds %q, %v", now, err)
	}
}

// tapOverlay taps a button of what lies on top that Fyne has made.
func (s *stage) tapOverlay(words string) {
	s.t.Helper()
	var found *widget.Button
	everyPart(s.desk.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		if b, is := o.(*widget.Button); is && b.Text == words {
			found = b
		}
	})
	if found == nil {
		s.t.Fatalf("there is no %q", words)
	}
	test.Tap(found)
}

// exports are the states worth looking at.
var exports = []struct {
	name string
	play func(*stage, *clerk)
}{
	{"form", func(s *stage, _ *clerk) {
		s.key(fyne.KeyDown)
		s.held = fyne.KeyModifierShift
		s.key(fyne.KeyDown)
		s.desk.openExport()
	}},
	{"columns", func(s *stage, _ *clerk) {
		s.desk.openExport()
		s.click(text("export.columns_some"))
		s.click("subject_name")
		s.click(text("export.with_keys"))
	}},
	{"working", func(s *stage, _ *clerk) {
		s.desk.openExport()
		s.click(text("export.start"))
		s.desk.chores.take()
		s.desk.export.tell(model.Progress{Records: 412_000, Share: 0.41, Left: 42 * time.Second})
	}},
	{"done", func(s *stage, c *clerk) {
		c.done = model.Exported{Records: 812}
		s.desk.openExport()
		s.click(text("export.start"))
	}},
	{"failed", func(s *stage, c *clerk) {
		c.err = errors.New("Nothing was exported; a file that was there before is as it was. The disk is full: free some space and try again.")
		s.desk.openExport()
		s.click(text("export.start"))
	}},
}

// TestExports holds each of these states to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures of them there.
func TestExports(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for _, scene := range exports {
		t.Run(scene.name, func(t *testing.T) {
			c := &clerk{}
			s := exporting(t, c)
			s.desk.window.Resize(fyne.NewSize(900, 640))
			scene.play(s, c)
			s.work()
			for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
				if folder != "" {
					s.wear(variant)
					refreshTree(s.desk.topSheet())
					savePicture(t, filepath.Join(folder, "export-"+scene.name+"-"+name+".png"), s.desk.window.Canvas().Capture())
				}
			}
			if folder == "" {
				test.AssertObjectRendersToMarkup(t, "export-"+scene.name+".xml", shownOver(s))
			}
		})
	}
}

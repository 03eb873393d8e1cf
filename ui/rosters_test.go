package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/store"
	"passdesk/ui/model"
)

// registry keeps lists in memory. A test drives it from one goroutine.
type registry struct {
	file    model.RosterFile
	kept    []model.RosterEntry
	stands  model.RosterStanding
	judged  []store.Verdict
	removed []int64
	saved   string
	looks   int
	err     error
}

func (g *registry) Rosters(context.Context) ([]model.RosterEntry, error) { return g.kept, g.err }

func (g *registry) OpenRoster(_ context.Context, path string) (model.RosterFile, error) {
	g.file.File = path
	return g.file, g.err
}

func (g *registry) RosterPeople(_ context.Context, f model.RosterFile) (people []store.Expected, err error) {
	if !f.Columns.Usable() {
		return nil, errors.New("Say which column holds the email addresses, the names or the ids.")
	}
	for _, row := range f.Rows[f.Columns.Header+1:] {
		cell := func(at int) string {
			if at < 0 {
				return ""
			}
			return row.Cells[at]
		}
		c := f.Columns
		people = append(people, store.Expected{
			Number: row.Number, Name: cell(c.Name) + strings.TrimSpace(cell(c.Given)+" "+cell(c.Family)), Contact: cell(c.Contact), Ident: cell(c.ID),
		})
	}
	return people, nil
}

func (g *registry) KeepRoster(_ context.Context, f model.RosterFile, name, about string) (int64, error) {
	if g.err != nil {
		return 0, g.err
	}
	id := int64(len(g.kept) + 1)
	g.stands.RosterEntry = model.RosterEntry{ID: id, Name: name, About: about, File: filepath.Base(f.File), ReadAt: noon, People: len(f.Rows) - 1}
	g.kept = append([]model.RosterEntry{g.stands.RosterEntry}, g.kept...)
	return id, nil
}

func (g *registry) Reconcile(context.Context, int64) (model.RosterStanding, error) {
	g.looks++
	return g.stands, g.err
}

func (g *registry) Judge(_ context.Context, _ int64, v store.Verdict) error {
	g.judged = append(g.judged, v)
	return g.err
}

func (g *registry) RemoveRoster(_ context.Context, id int64) error {
	g.removed = append(g.removed, id)
	g.kept = g.kept[1:]
	return g.err
}

func (g *registry) ExportRoster(_ context.Context, _ int64, path string) (int, error) {
	g.saved = path
	return 22, g.err
}

// graduation is a list of people in a file, and how it stands.
func graduation(rows []store.Issuance) *registry {
	g := &registry{}
	g.file.Columns = model.RosterColumns{Header: 0, Contact: 2, Name: -1, Given: 0, Family: 1, ID: -1}
	g.file.Rows = []model.SheetRow{{Number: 1, Cells: []string{"Vorname", "Nachname", "E-Mail", "Matrikelnummer"}}}
	for n := range 20 {
		i := rows[n]
		given, family, _ := strings.Cut(i.SubjectName, " ")
		g.file.Rows = append(g.file.Rows, model.SheetRow{Number: n + 2, Cells: []string{given, family, i.SubjectContact, fmt.Sprint(7000 + n)}})
		l := model.RosterLine{Number: n + 2, Name: i.SubjectName, Contact: i.SubjectContact, State: model.RosterIssued, By: model.ByContact, Issuance: i.ID, Issuances: 1 + n%5/4}
		switch {
		case i.Status == store.Failed:
			l.State = model.RosterFailed
		case n == 1:
			l.State, l.Issuance, l.By, l.Issuances = model.RosterMissing, 0, 0, 0
		case n == 2:
			l.State, l.Issuance, l.By, l.Issuances = model.RosterSuggested, 0, 0, 0
			l.Suggested = []model.RosterGuess{{Issuance: rows[30].ID, Why: model.OtherContact}, {Issuance: rows[31].ID, Why: model.NearName}}
		}
		g.stands.Counts[l.State]++
		g.stands.Lines = append(g.stands.Lines, l)
	}
	g.stands.Strangers = rows[30:34]
	for _, i := range g.stands.Strangers {
		g.stands.Unexpected = append(g.stands.Unexpected, i.ID)
	}
	g.stands.Counts[model.RosterUnexpected] = 4
	return g
}

// enrolled is a stage whose reader opens a file and saves others.
func enrolled(t testing.TB) (*stage, *registry) {
	rows := sampleRows(40)
	g := graduation(rows)
	s := newStage(t, rows, Options{Rosters: g})
	s.desk.window.Resize(fyne.NewSize(1200, 760))
	s.desk.files.open = func(then func(string)) { then("/home/ada/Graduation 2026.xlsx") }
	s.desk.files.save = func(name string, then func(string)) { then("/home/ada/" + name) }
	s.load()
	s.desk.showTally(tally{templates: []store.TemplateCount{{Template: "Diploma 2026", Count: 20}, {Template: "First Aid Badge", Count: 10}}})
	s.work()
	return s, g
}

// TestRostersFromTheFileToTheIssuance opens a list, corrects its columns, keeps
// it, and goes through what it says.
func TestRostersFromTheFileToTheIssuance(t *testing.T) {
	s, g := enrolled(t)
	s.desk.openRosters()
	s.work()
	s.says(text("roster.why"))
	s.key(fyne.KeyReturn) // the only thing to do
	s.work()
	s.says("20 people", "Vorname", "Nachname", "E-Mail", "Ada Lovelace", "person40@example.org")

	// A column is one thing only, and none is none.
	s.click("E-Mail")
	s.tapMenu(text("roster.column_none"))
	s.click("Vorname")
	s.tapMenu(text("roster.column_none"))
	s.click("Nachname")
	s.tapMenu(text("roster.column_none"))
	s.work()
	s.says("Say which column")
	if s.offers(text("roster.keep")) {
		t.Error("it can be kept all the same")
	}
	for n, column := range []string{"E-Mail", "Vorname", "Vorname"} {
		s.pickColumn(n, column)
	}
	s.work()
	s.says("20 people")
	if c := s.desk.topSheet(); strings.Contains(s.words(), "Say which column") || c == nil {
		t.Error("it still complains")
	}
	s.click(text("roster.about_all"))
	s.tapMenu("Diploma 2026")
	test.Type(s.blanks()[0], "Class of ")
	s.click(text("roster.keep"))
	s.work()
	if len(g.kept) != 1 || g.kept[0].Name != "Class of Graduation 2026" || g.kept[0].About != `template:="Diploma 2026"` {
		t.Fatalf("kept %+v", g.kept)
	}

	// What it says.
	s.says("Class of Graduation 2026", "15 of 20 issued, 3 failed, 1 to confirm, 1 missing, 4 unexpected")
	if !s.focusedOn(s.desk.roster.list) {
		t.Error("the list has no keyboard")
	}
	s.says(text("roster.by_email"), "Diploma 2026")
	s.key(fyne.KeyDown)
	s.says(text("roster.missing_why"))
	s.key(fyne.KeyDown)
	s.work()
	s.says(text("roster.ask"), text("roster.like_other_email"), text("roster.like_name"))
	s.click(text("roster.other"))
	s.work()
	s.click(text("roster.same"))
	s.work()
	if want := []store.Verdict{{Person: 4, Issuance: 10}, {Person: 4, Issuance: 10, Same: true}}; fmt.Sprint(g.judged) != fmt.Sprint(want) {
		t.Errorf("said %+v, want %+v", g.judged, want)
	}
	s.click("Unexpected 4")
	s.work()
	s.says(text("roster.unexpected_why"), "person10@example.org")
	s.click(text("roster.export"))
	s.work()
	s.says("22 lines are in Class of Graduation 2026, how it stands.xlsx")
	s.key(fyne.KeyReturn)
	s.load()
	if s.desk.topSheet() != nil || s.desk.query.View != model.Everything || !strings.HasPrefix(s.desk.query.Search, "id:") {
		t.Errorf("Enter leads to %+v", s.desk.query)
	}
}

// pickColumn has the column of a picker be the one with a title.
func (s *stage) pickColumn(n int, title string) {
	s.t.Helper()
	seen := 0
	everyPart(s.desk.topSheet(), func(o fyne.CanvasObject) {
		if b, is := o.(*button); is && b.sign == "▾" {
			if seen++; seen == n+1 {
				test.Tap(b)
			}
		}
	})
	s.tapMenu(title)
}

// tapMenu taps what a menu that lies on top offers.
func (s *stage) tapMenu(words string) {
	s.t.Helper()
	var found fyne.Tappable
	everyPart(s.desk.window.Canvas().Overlays().Top(), func(o fyne.CanvasObject) {
		item, is := o.(fyne.Tappable)
		if !is {
			return
		}
		everyPart(o, func(part fyne.CanvasObject) {
			if label, is := part.(*canvas.Text); is && label.Text == words {
				found = item // the innermost
			}
		})
	})
	if found == nil {
		s.t.Fatalf("the menu does not offer %q but %q", words, menuWords(s.desk.window.Canvas().Overlays().Top()))
	}
	found.Tapped(&fyne.PointEvent{})
}

// TestARosterFollows: what comes in shows by itself, and the reader's place stays.
func TestARosterFollows(t *testing.T) {
	s, g := enrolled(t)
	g.kept = []model.RosterEntry{{ID: 1, Name: "Graduation 2026"}}
	s.desk.openRoster(1, func() {})
	s.work()
	s.key(fyne.KeyDown)
	s.says(text("roster.missing_why"))
	looks := g.looks
	one := &g.stands.Lines[1]
	one.State, one.By, one.Issuance, one.Issuances = model.RosterIssued, model.ByName, 5, 1
	g.stands.Counts[model.RosterIssued]++
	g.stands.Counts[model.RosterMissing]--
	for range 50 { // a burst
		s.load()
	}
	s.fire()
	s.work()
	s.says("16 of 20 issued", text("roster.by_name"))
	if g.looks-looks > 3 {
		t.Errorf("%d looks for one burst", g.looks-looks)
	}
	g.err = errors.New("It cannot be told how the list stands.")
	s.load()
	s.fire()
	s.work()
	s.says(g.err.Error(), "16 of 20 issued")
	g.err = nil
	s.load()
	s.fire()
	s.work()
	if strings.Contains(s.words(), "It cannot be told") {
		t.Error("it still complains")
	}
	s.key(fyne.KeyEscape)
	if s.desk.roster != nil || s.desk.topSheet() != nil {
		t.Error("Esc does not close it")
	}
}

// TestAStrangerStaysPicked when others come before: Enter leads to whom the reader
// has before them.
func TestAStrangerStaysPicked(t *testing.T) {
	s, g := enrolled(t)
	s.desk.openRoster(1, func() {})
	s.work()
	s.click("Unexpected 4")
	s.desk.window.Canvas().Focus(s.desk.roster.list)
	s.key(fyne.KeyDown)
	aim := g.stands.Strangers[1]
	s.work()
	s.says(aim.SubjectContact)
	g.stands.Strangers = append([]store.Issuance{s.backend.rows[35]}, g.stands.Strangers...)
	g.stands.Counts[model.RosterUnexpected]++
	s.load()
	s.fire()
	s.work()
	s.says("Unexpected 5", aim.SubjectContact)
	s.key(fyne.KeyReturn)
	if want := model.IssuanceSearch(aim, noon.Location()); s.desk.query.Search != want {
		t.Errorf("Enter leads to %q, want %q", s.desk.query.Search, want)
	}
}

func TestRostersAreRemoved(t *testing.T) {
	s, g := enrolled(t)
	g.kept = []model.RosterEntry{{ID: 2, Name: "Staff", ReadAt: noon, People: 7}, {ID: 1, Name: "Graduation", ReadAt: noon, People: 20}}
	s.desk.openRosters()
	s.work()
	s.says("Staff", "7 people")
	s.click(text("roster.remove"))
	s.work()
	if len(g.removed) != 0 {
		t.Fatal("unasked")
	}
	s.click(text("roster.remove_sure"))
	s.work()
	if len(g.removed) != 1 || g.removed[0] != 2 || strings.Contains(s.words(), "Staff") {
		t.Errorf("removed %v", g.removed)
	}
	s.key(fyne.KeyReturn)
	s.work()
	if s.desk.roster == nil {
		t.Error("Enter does not open the list")
	}
	s.key(fyne.KeyEscape, fyne.KeyEscape)
	g.err = errors.New("The lists cannot be read.")
	s.desk.openRosters()
	s.work()
	s.says(g.err.Error())
}

// rosterScenes are the states worth looking at.
var rosterScenes = []struct {
	name string
	play func(*stage, *registry)
}{
	{"none", func(s *stage, _ *registry) { s.desk.openRosters() }},
	{"kept", func(s *stage, g *registry) {
		g.kept = []model.RosterEntry{
			{ID: 2, Name: "Graduation 2026", File: "Graduation 2026.xlsx", ReadAt: noon, People: 430},
			{ID: 1, Name: "Continuing professional development, the whole of last year, all faculties", File: "cpd-2025-all-faculties-final-v3.csv", ReadAt: noon.AddDate(0, -2, 0), People: 12_408},
		}
		s.desk.openRosters()
	}},
	{"form", func(s *stage, _ *registry) { s.desk.openRosters(); s.work(); s.key(fyne.KeyReturn) }},
	{"standing", func(s *stage, g *registry) {
		g.stands.RosterEntry = model.RosterEntry{ID: 1, Name: "Graduation 2026"}
		s.desk.openRoster(1, func() {})
	}},
	{"question", func(s *stage, g *registry) {
		g.stands.RosterEntry = model.RosterEntry{ID: 1, Name: "Graduation 2026"}
		s.desk.openRoster(1, func() {})
		s.work()
		s.key(fyne.KeyDown, fyne.KeyDown)
	}},
	{"unexpected", func(s *stage, g *registry) {
		g.stands.RosterEntry = model.RosterEntry{ID: 1, Name: "Graduation 2026"}
		s.desk.openRoster(1, func() {})
		s.work()
		s.click(text("roster.view", values{"State": text("roster.unexpected"), "N": "4"}))
	}},
}

// TestRosterScenes holds each of these states to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures of them there.
func TestRosterScenes(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for _, scene := range rosterScenes {
		t.Run(scene.name, func(t *testing.T) {
			s, g := enrolled(t)
			s.desk.window.Resize(fyne.NewSize(1000, 700))
			scene.play(s, g)
			s.work()
			for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
				if folder != "" {
					s.wear(variant)
					refreshTree(s.desk.topSheet())
					savePicture(t, filepath.Join(folder, "roster-"+scene.name+"-"+name+".png"), s.desk.window.Canvas().Capture())
				}
			}
			if folder == "" {
				test.AssertObjectRendersToMarkup(t, "roster-"+scene.name+".xml", shownOver(s))
			}
		})
	}
}

func menuWords(o fyne.CanvasObject) (words []string) {
	everyPart(o, func(part fyne.CanvasObject) {
		if label, is := part.(*canvas.Text); is {
			words = append(words, label.Text)
		}
	})
	return words
}

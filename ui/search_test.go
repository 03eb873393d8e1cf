package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// searching is a stage with the keyboard in the search box.
func searching(t testing.TB) *stage {
	s := newStage(t, sampleRows(40), Options{})
	s.desk.window.Resize(fyne.NewSize(1280, 800))
	s.load()
	s.shortcut(findShortcut)
	return s
}

// offered are the hints as they stand.
func (s *stage) offered() string {
	var all []string
	if s.desk.search.hints.Visible() {
		for _, line := range s.desk.search.hints.lines {
			all = append(all, line.words)
		}
	}
	return strings.Join(all, " ")
}

func TestFilterIsCompletedByTheKeyboard(t *testing.T) {
	s := searching(t)
	box := s.desk.search
	test.Type(box, "sta")
	if got := s.offered(); got != "status:" {
		t.Fatalf("offered %q", got)
	}
	if !box.AcceptsTab() {
		t.Error("Tab leads away")
	}
	s.key(fyne.KeyTab)
	if got := s.offered(); box.Text != "status:" || !strings.HasPrefix(got, "succeeded failed") {
		t.Fatalf("%q, offered %q", box.Text, got)
	}
	test.Type(box, "fa")
	s.key(fyne.KeyReturn)
	if box.Text != "status:failed " || s.offered() != "" || box.CursorColumn != len(box.Text) {
		t.Errorf("%q at %d, offered %q", box.Text, box.CursorColumn, s.offered())
	}
	s.load()
	if got := s.desk.list.rows.Rows; s.desk.query.Search != "status:failed" || got != 5 {
		t.Errorf("%q gives %d rows", s.desk.query.Search, got)
	}
	test.Type(box, "template:")
	s.key(fyne.KeyDown, fyne.KeyReturn)
	if want := `status:failed template:"Continuing Professional Development Certificate, Level 3" `; box.Text != want {
		t.Errorf("%q, want %q", box.Text, want)
	}
	if s.desk.window.Canvas().Focused() != box {
		t.Error("the box has lost the keyboard")
	}
}

func TestHintsKeepNobodyFromSearching(t *testing.T) {
	s := searching(t)
	box := s.desk.search
	test.Type(box, "s")
	if s.offered() == "" {
		t.Fatal("nothing is offered")
	}
	s.key(fyne.KeyReturn)
	if box.Text != "s" || s.offered() != "" || s.desk.window.Canvas().Focused() != s.desk.list {
		t.Errorf("Enter makes %q of a word, with %q", box.Text, s.offered())
	}
	s.shortcut(findShortcut)
	test.Type(box, "t")
	s.key(fyne.KeyEscape)
	if s.offered() != "" || box.Text == "" || s.desk.window.Canvas().Focused() != box {
		t.Error("Esc does more than to send the hints away")
	}
	s.key(fyne.KeyEscape)
	if box.Text != "" || s.desk.window.Canvas().Focused() != s.desk.list {
		t.Error("Esc again does not leave")
	}
}

func TestHintIsTakenByAClick(t *testing.T) {
	s := searching(t)
	box := s.desk.search
	test.Type(box, "status:")
	h := box.hints
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(h).AddXY(20, hintInset+1.5*hintHeight)
	test.TapCanvas(s.desk.window.Canvas(), at)
	if box.Text != "status:failed " || s.desk.window.Canvas().Focused() != box {
		t.Errorf("%q", box.Text)
	}
	test.Type(box, "has:")
	s.desk.focusList()
	s.fire()
	if s.offered() != "" {
		t.Error("they stay when the keyboard is elsewhere")
	}
}

func TestWhatAFilterDoesNotHeedIsSaid(t *testing.T) {
	s := searching(t)
	test.Type(s.desk.search, "status:")
	if got := s.desk.bar.problem.words; got != "" {
		t.Errorf("while it is typed: %q", got)
	}
	test.Type(s.desk.search, "lost")
	s.load()
	if got := s.desk.bar.problem.words; !strings.Contains(got, "status:lost") || !strings.Contains(got, "succeeded") || s.desk.bar.problem.Hidden || !s.desk.bar.aside.Hidden {
		t.Errorf("it says %q", got)
	}
	s.key(fyne.KeyEscape)
	s.load()
	if got := s.desk.bar.problem.words; got != "" || !s.desk.bar.problem.Hidden || s.desk.bar.aside.Hidden {
		t.Errorf("afterwards: %q", got)
	}
}

// TestSearchBoxes holds what helps to search to its markup in testdata. With
// PASSDESK_SHOTS set to a folder it leaves pictures there.
func TestSearchBoxes(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for name, words := range map[string]string{"keys": "s", "values": "-template:", "problem": "grace sent:yes"} {
		t.Run(name, func(t *testing.T) {
			s := searching(t)
			s.desk.window.Resize(fyne.NewSize(1100, 480))
			test.Type(s.desk.search, words)
			s.load()
			for look, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
				if folder != "" {
					s.wear(variant)
					savePicture(t, filepath.Join(folder, "search-"+name+"-"+look+".png"), s.desk.window.Canvas().Capture())
				}
			}
			if folder != "" {
				return
			}
			var part fyne.CanvasObject = s.desk.search.hints
			if name == "problem" {
				part = s.desk.bar
			}
			test.AssertObjectRendersToMarkup(t, "search-"+name+".xml", part)
		})
	}
}

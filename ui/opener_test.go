package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatCannotBeOpenedIsTold has programs in place of the system's opener. None of
// them can write the address anywhere.
func TestWhatCannotBeOpenedIsTold(t *testing.T) {
	dir := t.TempDir()
	program := func(name, script string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	told := filepath.Join(dir, "told")
	if err := openWith(program("opens", `printf %s "$1" >`+told+`; echo "$1" >&2`), "mailto:ada@example.org"); err != nil {
		t.Errorf("what opens fails: %v", err)
	}
	if got, err := os.ReadFile(told); err != nil || string(got) != "mailto:ada@example.org" {
		t.Errorf("it was told %q (%v)", got, err)
	}
	if err := openWith(program("refuses", "exit 3"), "mailto:ada@example.org"); err == nil || strings.Contains(err.Error(), "ada") {
		t.Errorf("what refuses: %v", err)
	}
	if err := openWith(filepath.Join(dir, "none"), "mailto:ada@example.org"); err == nil {
		t.Error("what is not there opens")
	}
}

func TestADraftIsNotThrownAwayByEscAlone(t *testing.T) {
	s := noting(t)
	s.typed("Will come")
	s.key("Escape")
	if s.desk.topSheet() == nil {
		t.Fatal("one Esc throws it away")
	}
	s.says(text("note.leave"))
	s.typed(" at ten")
	s.key("Escape")
	if s.desk.topSheet() == nil {
		t.Fatal("what was written since is thrown away by one Esc")
	}
	s.key("Escape")
	if s.desk.topSheet() != nil {
		t.Error("two Esc do not lead back")
	}
	s.shortcut(noteShortcut)
	s.key("Escape")
	if s.desk.topSheet() != nil {
		t.Error("with nothing written one Esc does not lead back")
	}
}

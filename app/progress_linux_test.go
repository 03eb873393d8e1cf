package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestProgressIsForTerminals(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	fillFolder(t, data, 100_000)
	file := filepath.Join(t.TempDir(), "out.csv")
	if got := call(t, "export", file, "--data", data); got.code != 0 || got.stderr != "" || got.stdout != "" {
		t.Errorf("without a terminal: %+v", got)
	}
	l := newTerminal(t)
	cmd := command("export", file, "--data", data)
	cmd.Stderr = l.program
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, l.seen.String())
	}
	l.await("100000 records written.")
	if text := l.seen.String(); !strings.Contains(text, "%") || !strings.Contains(text, "left") {
		t.Errorf("shown: %q", text)
	}
}

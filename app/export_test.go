package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passdesk/app/simulator"
	"passdesk/store"
)

// TestKeysAreExportedWhenAskedFor: in so many words, with a warning, and never
// without an entry in the log of acts.
func TestKeysAreExportedWhenAskedFor(t *testing.T) {
	t.Parallel()
	const count = 20
	dir := filled(t, count, simulator.Encrypted)
	keys := 0
	for id, record := range exported(t, dir, "--with-secrets") {
		want := ""
		if record["encrypted"] == true {
			want = keySentWith(t, count, id)
			keys++
		}
		if record["secret"] != want {
			t.Errorf("%s: the key is not the one that came", id)
		}
	}
	if keys == 0 {
		t.Fatal("nothing was encrypted")
	}
	for id, record := range exported(t, dir) {
		if _, there := record["secret"]; there {
			t.Errorf("%s: there is a key unasked", id)
		}
	}
	lines, _ := actsOf(t, dir)
	var said []string
	for _, a := range lines {
		if a.Kind == store.ActExported {
			said = append(said, string(a.Detail))
		}
	}
	if len(said) < 2 || !strings.Contains(said[0], `"secrets":true`) || !strings.Contains(said[1], `"secrets":false`) {
		t.Errorf("log of acts: %q", said)
	}
	if got := call(t, "export", "-", "--with-secrets", "--data", dir); got.code != 0 || !strings.Contains(got.stderr, "keys to credentials") {
		t.Errorf("no warning: exit %d, %q", got.code, got.stderr)
	}
	if got := call(t, "export", "-", "--with-secrets", "--acts", "--data", dir); got.code != 2 {
		t.Errorf("with --acts: %+v", got)
	}
}

func TestKeysAreNotExportedWithoutTheVaults(t *testing.T) {
	t.Parallel()
	dir := filled(t, 5, simulator.Encrypted)
	file := filepath.Join(t.TempDir(), "out.csv")
	out, err := keyless("export", file, "--with-secrets", "--data", dir).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "key") {
		t.Errorf("ended with %v: %s", err, out)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file: %v", err)
	}
	if out, err := keyless("export", file, "--data", dir).CombinedOutput(); err != nil {
		t.Errorf("records alone: %v: %s", err, out)
	}
}

// keySentWith gives the key in one of the messages that filled sends.
func keySentWith(t *testing.T, count int, id string) string {
	t.Helper()
	issuer := simulator.Issuer{Seed: 3, Kind: simulator.Encrypted}
	for n := range count {
		m := issuer.Message(n)
		if m.ID != id {
			continue
		}
		var event struct{ Data struct{ Secret string } }
		if err := json.Unmarshal(m.Body, &event); err != nil {
			t.Fatal(err)
		}
		return event.Data.Secret
	}
	t.Fatalf("%s was not sent", id)
	return ""
}

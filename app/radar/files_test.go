package radar

import (
	"os"
	"path/filepath"
	"testing"

	"passdesk/store"
	"passdesk/store/vault"
)

func restoreInto(t *testing.T, file, dir string, p vault.Passphrase) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := store.Restore(t.Context(), dir, f, p, func(string) vault.Custody { return custody }); err != nil {
		t.Fatal(err)
	}
}

// hide takes the database from where it is written to, which the store refuses
// to write to from then on.
func hide(t *testing.T, dir string) { move(t, dir, "passdesk.db", "hidden") }

func show(t *testing.T, dir string) { move(t, dir, "hidden", "passdesk.db") }

func move(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		t.Fatal(err)
	}
}

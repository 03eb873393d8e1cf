package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"passdesk/store/vault"
)

func TestBackupRefusesAndTouchesNothing(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 5)
	p := passphrase(t, "correct horse")
	out := t.TempDir()
	file := filepath.Join(out, "b")
	if err := os.WriteFile(file, []byte("the earlier backup"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Join(dir, databaseName), link); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	for name, c := range map[string]struct {
		ctx       context.Context
		dir, file string
		p         vault.Passphrase
		custody   vault.Custody
		want      error
	}{
		"another key":        {t.Context(), dir, file, p, vault.Custody{vault.Given(vault.NewKey())}, ErrLocked},
		"no passphrase":      {t.Context(), dir, file, vault.Passphrase{}, testCustody, vault.ErrNoKey},
		"no records":         {t.Context(), t.TempDir(), file, p, testCustody, ErrMissing},
		"no data folder":     {t.Context(), filepath.Join(dir, "none"), file, p, testCustody, ErrMissing},
		"no such folder":     {t.Context(), dir, filepath.Join(out, "none", "b"), p, testCustody, os.ErrNotExist},
		"over the database":  {t.Context(), dir, filepath.Join(dir, databaseName), p, testCustody, ErrAmong},
		"the same by a link": {t.Context(), dir, link, p, testCustody, ErrAmong},
		"over a folder":      {t.Context(), dir, folder, p, testCustody, ErrNotFile},
		"stopped":            {ended, dir, file, p, testCustody, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Backup(c.ctx, c.dir, c.file, c.p, c.custody); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if text, err := os.ReadFile(file); err != nil || string(text) != "the earlier backup" {
				t.Errorf("the earlier backup: %q, %v", text, err)
			}
			onlyThese(t, out, "b")
			onlyThese(t, dir, databaseName, lockName)
		})
	}
}

func TestDamagedRecordsTakeNoBackupsPlace(t *testing.T) {
	_, dir, file, p := smallBackup(t)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	spoil(t, dir, `UPDATE payload SET body = zeroblob(99) WHERE delivery_id = 2`)
	found, err := Backup(t.Context(), dir, file, p, testCustody)
	if !errors.Is(err, ErrDamaged) || len(found.Problems) != 1 {
		t.Errorf("%q, %v", found.Problems, err)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the earlier backup is another")
	}
	// The other records are worth a backup all the same.
	next := filepath.Join(filepath.Dir(file), "next")
	found, err = Backup(t.Context(), dir, next, p, testCustody)
	if err != nil || len(found.Problems) != 1 || found.Opened != 4 {
		t.Errorf("%+v, %v", found, err)
	}
	there := filepath.Join(t.TempDir(), "there")
	found, err = restoreFile(t, next, there, p, testCustody)
	if err != nil || len(found.Problems) != 1 || found.Opened != 4 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestBackupWhileKeysAreRenewed(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 300)
	// As a renewal leaves it when it is interrupted: half under either key.
	if err := s.addKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.writer.do(t.Context(), func(b *batch) error {
		_, err := deliveryKeys.rewrapSome(b, s.keys, deliveryKeys.first)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	file, p := filepath.Join(t.TempDir(), "b"), passphrase(t, "correct horse")
	if _, err := Backup(t.Context(), dir, file, p, testCustody); err != nil {
		t.Fatal(err)
	}
	there := filepath.Join(t.TempDir(), "there")
	if _, err := restoreFile(t, file, there, p, testCustody); err != nil {
		t.Fatal(err)
	}
	again, err := Open(there, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.RenewKey(t.Context()); err != nil {
		t.Error(err)
	}
	mustCheck(t, there, testCustody)
}

func TestScratchIsSwept(t *testing.T) {
	parent := t.TempDir()
	alive, err := newScratch(parent, "copy")
	if err != nil {
		t.Fatal(err)
	}
	dead, err := newScratch(parent, "copy")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dead.path("file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := dead.lock.Close(); err != nil { // as its process would, ending
		t.Fatal(err)
	}
	other, err := newScratch(parent, "other")
	if err != nil {
		t.Fatal(err)
	}
	again, err := newScratch(parent, "copy")
	if err != nil {
		t.Fatal(err)
	}
	onlyThere := map[string]bool{alive.dir: true, other.dir: true, again.dir: true}
	entries, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !onlyThere[filepath.Join(parent, e.Name())] {
			t.Errorf("%s was left", e.Name())
		}
	}
	if len(entries) != len(onlyThere) {
		t.Errorf("%d folders, want %d", len(entries), len(onlyThere))
	}
	for _, s := range []*scratch{alive, other, again} {
		if info, err := os.Stat(s.dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v, %v", info, err)
		}
		if err := s.remove(); err != nil {
			t.Error(err)
		}
	}
	onlyThese(t, parent)
}

package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

func appendStatus(t *testing.T, s *Store, id string, status Status) {
	t.Helper()
	if _, err := s.Append(t.Context(), Delivery{MessageID: id, Body: []byte(id)}, Issuance{Status: status}); err != nil {
		t.Fatal(err)
	}
}

func mustBe(t *testing.T, r *Reader, when string, made bool, waiting int64) {
	t.Helper()
	b, err := r.Backed(t.Context())
	if err != nil || b.At.IsZero() == made || b.Waiting != waiting {
		t.Errorf("%s: %+v, %v; want one made %v, %d waiting", when, b, err, made, waiting)
	}
	if made && time.Since(b.At) > time.Minute {
		t.Errorf("%s: made at %v", when, b.At)
	}
}

func TestBackedCountsWhatIsInNoBackup(t *testing.T) {
	s, dir := openTemp(t)
	mustBe(t, s.Reader, "new folder", false, 0)
	for n := range 5 {
		appendStatus(t, s, fmt.Sprint("credential ", n), Succeeded)
		appendStatus(t, s, fmt.Sprint("failure ", n), Failed)
	}
	mustBe(t, s.Reader, "before any backup", false, 5)

	p, file := passphrase(t, "a good passphrase"), filepath.Join(t.TempDir(), "backup")
	found, err := Backup(t.Context(), dir, file, p, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	appendStatus(t, s, "while it is being written down", Succeeded)
	if err := s.Record(t.Context(), BackupAct(file, found)); err != nil {
		t.Fatal(err)
	}
	mustBe(t, s.Reader, "after a backup", true, 1)

	there := filepath.Join(t.TempDir(), "folder")
	if _, err := restoreFile(t, file, there, p, testCustody); err != nil {
		t.Fatal(err)
	}
	restored, err := OpenReader(there, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	mustBe(t, restored, "made out of the backup", true, 0)
}

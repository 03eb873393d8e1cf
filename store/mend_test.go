package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAFlippedBitStopsNobody: neither the delivery that settles a damaged row,
// nor the erasure of one, nor that of others behind it.
func TestAFlippedBitStopsNobody(t *testing.T) {
	s, dir := openTemp(t)
	for _, i := range []Issuance{
		{Status: Pending, SubjectName: "Somebody waits", ActionID: "act-1"},
		{Status: Succeeded, SubjectName: "Somebody else", CredentialID: "urn:2"},
		{Status: Succeeded, SubjectName: "Nobody", CredentialID: "urn:3"},
	} {
		if _, err := s.Append(t.Context(), deliveryOf("msg "+i.SubjectName, i), i); err != nil {
			t.Fatal(err)
		}
	}
	LetIndex(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, databaseName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole[bytes.Index(whole, []byte("Somebody waitsact-1"))-1] ^= 1 // the status before it
	whole[bytes.Index(whole, []byte("Somebody elseurn:"))+len("Somebody else")] ^= 1
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, testCustody); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	settled := Issuance{Status: Succeeded, CredentialID: "urn:1", ActionID: "act-1"}
	if duplicate, err := s.Append(t.Context(), deliveryOf("msg settles", settled), settled); duplicate || err != nil {
		t.Errorf("not kept: %v, %v", duplicate, err)
	}
	for _, id := range []int64{2, 3} {
		if err := s.Erase(t.Context(), []int64{id}, true); err != nil {
			t.Errorf("issuance %d: %v", id, err)
		}
	}
	if found, err := Check(t.Context(), dir, testCustody, nil); err != nil || found.Erased != 2 || strings.Contains(strings.Join(found.Problems, ""), "index") {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestADamagedSearchIndexIsMadeAnew: nothing erased stays in it, and searching
// finds everything again.
func TestADamagedSearchIndexIsMadeAnew(t *testing.T) {
	for name, damage := range map[string]string{
		"a page of words": `UPDATE issuance_search_data SET block = substr(block, 1, 40) || randomblob(length(block) - 40) WHERE id >= 1 << 37`,
		"a page lost":     `DELETE FROM issuance_search_data WHERE id = (SELECT max(id) FROM issuance_search_data)`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := folderOf(t, closedFolder(t, 120))
			// Not as spoil does: our own connections keep hands off the index's tables.
			db, err := connect(dsn(filepath.Join(dir, databaseName), nil), 1)
			if err == nil {
				_, err = db.Exec(damage)
				err = errors.Join(err, db.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(dir, testCustody)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			mustErase(t, s, 6, 7)
			LetIndex(t, s)
			if hits, err := s.Newest(t.Context(), Filter{Search: "ada 0000"}, 1000); err != nil || len(hits) != 97 {
				t.Errorf("%d found, %v", len(hits), err)
			}
			mustCheck(t, dir, testCustody)
		})
	}
}

// TestADamagedSearchIndexTakesWhatComes: it is made anew when it refuses that, and
// not only when something is erased.
func TestADamagedSearchIndexTakesWhatComes(t *testing.T) {
	dir := folderOf(t, closedFolder(t, 20))
	db, err := connect(dsn(filepath.Join(dir, databaseName), nil), 1)
	must(t, err)
	_, err = db.Exec(`UPDATE issuance_search_data SET block = x'ffffffffffffffffffff' WHERE id = 10`) // which segments there are
	must(t, err, db.Close())
	s, err := Open(dir, testCustody)
	must(t, err)
	defer s.Close()
	appendMarked(t, s, 100, 109)
	LetIndex(t, s)
	for search, want := range map[string]int{"ada 00000": 9, "ada 000107": 1} {
		if hits, err := s.Newest(t.Context(), Filter{Search: search}, 1000); err != nil || len(hits) != want {
			t.Errorf("%s: %d found, want %d, %v", search, len(hits), want, err)
		}
	}
	mustCheck(t, dir, testCustody)
}

package store

import (
	"bytes"
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

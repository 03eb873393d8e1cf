package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

func TestPersonFollowsWhatIsTheSame(t *testing.T) {
	s, _ := openTemp(t)
	for n, i := range []Issuance{
		{SubjectName: "Ada", SubjectID: "did:1", SubjectContact: "ada@example.org", Status: Succeeded, CredentialID: "c1"}, // 1
		{SubjectName: "Ada", SubjectID: "did:2", SubjectContact: "ADA@example.org", Status: Failed},                        // 2, by contact
		{SubjectName: "A. L.", SubjectID: "did:2", SubjectContact: "áda@work.example", Status: Succeeded},                  // 3, by subject
		{SubjectName: "Countess", SubjectContact: "A\u0301DA@WORK.example", Status: Pending, ActionID: "a4"},               // 4, by contact
		{Status: Succeeded, CredentialID: "c5", ActionID: "a4"},                                                            // 5, supersedes 4
		{Status: Other, CredentialID: "c5"},                                                           // 6, by credential
		{Status: Failed, CredentialID: "c7", ActionID: "a4"},                                          // 7: an action alone is none
		{SubjectName: "Ada", Status: Succeeded, CredentialID: "c8"},                                   // 8: nor is a name
		{SubjectName: "Ada", SubjectContact: "ada@example.organic", Status: Succeeded},                // 9: nor a part
		{SubjectName: "Nobody", Status: Other},                                                        // 10
		{SubjectName: "Nobody", Status: Other},                                                        // 11: empty is not the same
		{SubjectName: "Jörg", SubjectContact: "ada@work.example", Status: Succeeded, ActionID: "a12"}, // 12: nor one without the marks
		{Status: Other, ActionID: "a12"},                                                              // 13, by action: an event that nothing links
	} {
		if _, err := s.Append(t.Context(), Delivery{MessageID: fmt.Sprint(n)}, i); err != nil {
			t.Fatal(err)
		}
	}
	ada := []int64{6, 5, 4, 3, 2, 1}
	for id, want := range map[int64][]int64{1: ada, 4: ada, 6: ada, 7: {7}, 8: {8}, 9: {9}, 10: {10}, 12: {13, 12}, 13: {13, 12}} {
		p, err := s.Person(t.Context(), id)
		var listed []int64
		for _, i := range p.Issuances {
			listed = append(listed, i.ID)
		}
		if err != nil || !slices.Equal(p.IDs, want) || !slices.Equal(listed, want) {
			t.Errorf("%d: %v, listed %v, want %v (%v)", id, p.IDs, listed, want, err)
		}
		if slices.Equal(want, ada) && p.SoleCopies != 4 {
			t.Errorf("%d: %d sole copies, want 4", id, p.SoleCopies)
		}
	}
	if _, err := s.Person(t.Context(), 14); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v, want ErrNotFound", err)
	}
}

func TestPersonIsBounded(t *testing.T) {
	s, _ := openTemp(t)
	const n = maxPerson + 20
	appendMarked(t, s, 1, n) // all with one subject id
	p, err := s.Person(t.Context(), 7)
	if err != nil || len(p.IDs) != n || len(p.Issuances) != maxPerson || p.Issuances[0].ID != n || p.SoleCopies != n*4/5 {
		t.Errorf("%d of %d listed, %d sole copies, %v", len(p.Issuances), len(p.IDs), p.SoleCopies, err)
	}
}

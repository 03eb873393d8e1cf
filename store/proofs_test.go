package store_test

import (
	"slices"
	"testing"

	"passdesk/store"
)

func TestProofsAreLookedAtOnce(t *testing.T) {
	s := open(t, t.TempDir())
	for n, i := range []store.Issuance{
		{Status: store.Succeeded},
		{Status: store.Failed},
		{Status: store.Succeeded, Proof: "cannot check offline"},
		{Status: store.Succeeded},
		{Status: store.Other},
	} {
		add(t, s, delivery(n), i)
	}
	ids, mark, err := s.Unproven(t.Context(), 3)
	if err != nil || !slices.Equal(ids, []int64{1}) || mark != 3 {
		t.Fatalf("%v up to %d, %v", ids, mark, err)
	}
	if err := s.Proven(t.Context(), map[int64]string{1: "valid"}, mark); err != nil {
		t.Fatal(err)
	}
	ids, mark, err = s.Unproven(t.Context(), 3)
	if err != nil || !slices.Equal(ids, []int64{4}) || mark != 5 {
		t.Fatalf("%v up to %d, %v", ids, mark, err)
	}
	if err := s.Proven(t.Context(), map[int64]string{4: "altered"}, mark); err != nil {
		t.Fatal(err)
	}
	if ids, mark, err := s.Unproven(t.Context(), 3); err != nil || ids != nil || mark != 0 {
		t.Errorf("again %v up to %d, %v", ids, mark, err)
	}
	var proofs []string
	for _, i := range newest(t, s, store.Filter{}) {
		proofs = append(proofs, i.Proof)
	}
	if want := []string{"", "altered", "cannot check offline", "", "valid"}; !slices.Equal(proofs, want) {
		t.Errorf("%q, want %q", proofs, want)
	}
}

func TestProofsAreLookedAtAgain(t *testing.T) {
	s := open(t, t.TempDir())
	for n, i := range []store.Issuance{{Status: store.Succeeded, Proof: "valid"}, {Status: store.Failed}, {Status: store.Succeeded}} {
		add(t, s, delivery(n), i)
	}
	if err := s.Proven(t.Context(), map[int64]string{3: "valid"}, 3); err != nil {
		t.Fatal(err)
	}
	if err := s.SetAndReprove(t.Context(), "trusted", []byte("somebody else")); err != nil {
		t.Fatal(err)
	}
	add(t, s, delivery(3), store.Issuance{Status: store.Succeeded, Proof: "cannot check offline"}) // came later: known already
	ids, mark, err := s.Unproven(t.Context(), 10)
	if err != nil || !slices.Equal(ids, []int64{1, 3}) || mark != 4 {
		t.Fatalf("%v up to %d, %v", ids, mark, err)
	}
	if value, err := s.Setting(t.Context(), "trusted"); err != nil || string(value) != "somebody else" {
		t.Errorf("%q, %v", value, err)
	}
	if err := s.Erase(t.Context(), []int64{1}, true); err != nil {
		t.Fatal(err)
	}
	if ids, _, err := s.Unproven(t.Context(), 10); err != nil || !slices.Equal(ids, []int64{3}) {
		t.Errorf("of an erased one %v, %v", ids, err)
	}
	if err := s.Proven(t.Context(), map[int64]string{3: "signed by someone else"}, mark); err != nil {
		t.Fatal(err)
	}
	if got := newest(t, s, store.Filter{})[1].Proof; got != "signed by someone else" {
		t.Errorf("%q", got)
	}
	if ids, mark, err := s.Unproven(t.Context(), 10); err != nil || ids != nil || mark != 0 {
		t.Errorf("again %v up to %d, %v", ids, mark, err)
	}
}

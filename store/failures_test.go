package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

func TestFailureCauses(t *testing.T) {
	s := open(t, t.TempDir())
	fail := func(n int, i store.Issuance) {
		i.Status = store.Failed
		add(t, s, delivery(n), i)
	}
	fail(1, store.Issuance{Error: "HTTP 502 from https://a.example", SubjectContact: "ada@example.org"})
	fail(2, store.Issuance{Error: "No funds", SubjectName: "Alan"})
	fail(3, store.Issuance{Error: "HTTP 503 from https://b.example", SubjectContact: "ada@example.org", ActionID: "act"})
	fail(4, store.Issuance{Error: "HTTP 504 from https://c.example", SubjectContact: "grace@example.org"})
	fail(5, store.Issuance{})
	add(t, s, delivery(6), store.Issuance{Status: store.Succeeded, ActionID: "act"})
	fail(7, store.Issuance{Error: "No funds", SubjectName: "ALAN"})

	causes, err := s.FailureCauses(t.Context())
	if err != nil || len(causes) != 3 {
		t.Fatalf("%d causes (%v): %+v", len(causes), err, causes)
	}
	for n, want := range []struct {
		print, error  string
		count, people int
	}{{"No funds", "No funds", 2, 1}, {"", "", 1, 0}, {"HTTP … from …", "HTTP 504 from https://c.example", 2, 2}} {
		if c := causes[n]; c.Fingerprint != want.print || c.Error != want.error || c.Count != want.count || c.People != want.people || c.Last.Before(c.First) {
			t.Errorf("cause %d is %+v, want %+v", n, c, want)
		}
	}
	for _, way := range []store.Order{{}, {By: store.ByName}} {
		found, err := s.List(t.Context(), store.Filter{Latest: true, Terms: []store.Term{{In: store.InCause, Text: causes[2].Fingerprint, Whole: true}}}, way)
		if err != nil || found.Len() != causes[2].Count {
			t.Errorf("the filter finds %d of %d (%v)", found.Len(), causes[2].Count, err)
		}
	}
}

func TestWhatStaffSayAboutACause(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	cause := "No funds for Ada"
	if state, err := s.FailureState(t.Context(), cause); err != nil || state != (store.FailureState{}) {
		t.Fatal(state, err)
	}
	want := store.FailureState{By: "Grace", Note: "topped up", Seen: epoch.Truncate(time.Millisecond)}
	if err := s.SetFailureState(t.Context(), cause, want); err != nil {
		t.Fatal(err)
	}
	if state, err := s.FailureState(t.Context(), cause); err != nil || state.By != want.By || state.Note != want.Note || !state.Seen.Equal(want.Seen) {
		t.Errorf("%+v (%v)", state, err)
	}
	if err := s.SetFailureState(t.Context(), cause, store.FailureState{Note: strings.Repeat("x", store.LongestNote+1)}); !errors.Is(err, store.ErrNoteTooLong) {
		t.Errorf("too long: %v", err)
	}
	if err := s.SetFailureState(t.Context(), cause, store.FailureState{}); err != nil {
		t.Fatal(err)
	}
	if state, err := s.FailureState(t.Context(), cause); err != nil || state != (store.FailureState{}) {
		t.Errorf("after removing: %+v (%v)", state, err)
	}
	for _, detail := range handings(t, s, store.ActSettingsSet) {
		if strings.Contains(detail, "Ada") {
			t.Errorf("the log of acts names somebody: %s", detail)
		}
	}
}

func TestASuccessResolvesFailures(t *testing.T) {
	ada := store.Issuance{Template: "Diploma", SubjectContact: "ada@example.org", SubjectID: "did:ada", Environment: "staging"}
	for name, c := range map[string]struct {
		failed, then store.Issuance
		resolves     bool
	}{
		"same contact":                {ada, store.Issuance{Template: "Diploma", SubjectContact: "ada@example.org", CredentialID: "c"}, true},
		"same DID":                    {ada, store.Issuance{Template: "Diploma", SubjectID: "did:ada", Environment: "staging"}, true},
		"other template":              {ada, store.Issuance{Template: "Badge", SubjectContact: "ada@example.org"}, false},
		"no template":                 {store.Issuance{SubjectContact: "ada@example.org"}, store.Issuance{SubjectContact: "ada@example.org"}, false},
		"other person":                {ada, store.Issuance{Template: "Diploma", SubjectContact: "alan@example.org", SubjectID: "did:alan"}, false},
		"nobody":                      {store.Issuance{Template: "Diploma"}, store.Issuance{Template: "Diploma"}, false},
		"other world":                 {ada, store.Issuance{Template: "Diploma", SubjectID: "did:ada", Environment: "production"}, false},
		"other people of one contact": {ada, store.Issuance{Template: "Diploma", SubjectContact: "ada@example.org", SubjectID: "did:ben"}, false},
		"other names of one contact": {
			store.Issuance{Template: "Diploma", SubjectContact: "parent@example.org", SubjectName: "Ben"},
			store.Issuance{Template: "Diploma", SubjectContact: "parent@example.org", SubjectName: "Anna"},
			false,
		},
		"one name in other letters": {
			store.Issuance{Template: "Diploma", SubjectContact: "parent@example.org", SubjectName: "ANNÁ"},
			store.Issuance{Template: "Diploma", SubjectContact: "parent@example.org", SubjectName: "anna"},
			true,
		},
		"another name is none": {store.Issuance{Template: "Diploma", SubjectName: "Ada"}, store.Issuance{Template: "Diploma", SubjectName: "Ada"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			c.failed.Status, c.then.Status = store.Failed, store.Succeeded
			c.failed.Note = "" // is not written by a delivery
			add(t, s, delivery(1), c.failed)
			if err := s.SetNote(t.Context(), epoch, 1, "called her"); err != nil {
				t.Fatal(err)
			}
			add(t, s, delivery(2), c.then)
			failed, err := s.Issuance(t.Context(), 1)
			if err != nil || (failed.SupersededBy != "") != c.resolves {
				t.Fatalf("resolved by %q (%v), want %v", failed.SupersededBy, err, c.resolves)
			}
			counts, err := s.Counts(t.Context())
			if err != nil || (counts.Failed == 0) != c.resolves || counts.Succeeded != 1 {
				t.Errorf("counted are %+v (%v)", counts, err)
			}
			if then, err := s.Issuance(t.Context(), 2); err != nil || (then.Note != "") != c.resolves {
				t.Errorf("the note is %q (%v)", then.Note, err)
			}
			// Erasing what resolved it brings the failure back.
			if err := s.Erase(t.Context(), []int64{2}, true); err != nil {
				t.Fatal(err)
			}
			if counts, err := s.Counts(t.Context()); err != nil || counts.Failed != 1 || counts.Succeeded != 0 {
				t.Errorf("after erasing counted are %+v (%v)", counts, err)
			}
		})
	}
}

func TestALaterFailureIsNotResolvedByWhatWasThere(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Succeeded, Template: "Diploma", SubjectContact: "ada@example.org"})
	add(t, s, delivery(2), store.Issuance{Status: store.Failed, Template: "Diploma", SubjectContact: "ada@example.org"})
	if failed, err := s.Issuance(t.Context(), 2); err != nil || failed.SupersededBy != "" {
		t.Errorf("resolved by %q (%v)", failed.SupersededBy, err)
	}
}

func TestCountsAfter(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Failed, ActionID: "act"})
	add(t, s, delivery(2), store.Issuance{Status: store.Succeeded})
	add(t, s, delivery(3), store.Issuance{Status: store.Other})
	add(t, s, delivery(4), store.Issuance{Status: store.Pending, ActionID: "other"})
	add(t, s, delivery(5), store.Issuance{Status: store.Succeeded, ActionID: "act"})
	for after, want := range map[int64]store.Counts{
		-1: {Succeeded: 2, Pending: 1, Other: 1}, 0: {Succeeded: 2, Pending: 1, Other: 1}, 2: {Succeeded: 1, Pending: 1, Other: 1},
		4: {Succeeded: 1}, 5: {}, 99: {},
	} {
		if got, err := s.CountsAfter(t.Context(), after); err != nil || got != want {
			t.Errorf("after %d: %+v (%v), want %+v", after, got, err, want)
		}
	}
}

// TestAResolvedFailureStaysItself: what resolved it is another issuance, with a
// link and a course of its own.
func TestAResolvedFailureStaysItself(t *testing.T) {
	s := open(t, t.TempDir())
	ada := store.Issuance{Status: store.Failed, Template: "Diploma", SubjectContact: "ada@example.org", ActionID: "a1", PassURL: "https://pass.example/old"}
	add(t, s, delivery(1), ada)
	if err := s.MarkCopied(t.Context(), epoch, 1); err != nil {
		t.Fatal(err)
	}
	then := ada
	then.Status, then.ActionID, then.CredentialID, then.PassURL = store.Succeeded, "a2", "c2", ""
	add(t, s, delivery(2), then)
	if i, err := s.Issuance(t.Context(), 2); err != nil || i.PassURL != "" || i.Handover != store.HandoverNew {
		t.Errorf("it has taken over %q and %v (%v)", i.PassURL, i.Handover, err)
	}
	if found, err := s.Find(t.Context(), "a1"); err != nil || len(found) != 1 || found[0].ID != 1 {
		t.Errorf("a1 stands for %+v (%v)", found, err)
	}
	// The failure is told once more.
	add(t, s, delivery(3), ada)
	if counts, err := s.Counts(t.Context()); err != nil || counts.Failed != 0 {
		t.Errorf("told once more it counts again: %+v (%v)", counts, err)
	}
}

// TestAnOldSuccessToldAgainResolvesNothingNew: only what had not been known can have
// come after the failure.
func TestAnOldSuccessToldAgainResolvesNothingNew(t *testing.T) {
	s := open(t, t.TempDir())
	june := store.Issuance{Status: store.Succeeded, Template: "Diploma", SubjectContact: "ada@example.org", CredentialID: "june"}
	add(t, s, delivery(1), june)
	add(t, s, delivery(2), store.Issuance{Status: store.Failed, Template: "Diploma", SubjectContact: "ada@example.org", ActionID: "november"})
	add(t, s, delivery(3), june)
	if counts, err := s.Counts(t.Context()); err != nil || counts.Failed != 1 || counts.Succeeded != 1 {
		t.Errorf("counted are %+v (%v)", counts, err)
	}
}

func TestNotesOfSeveralFailuresStandTogether(t *testing.T) {
	s := open(t, t.TempDir())
	for n := range 2 {
		add(t, s, delivery(n+1), store.Issuance{Status: store.Failed, Template: "Diploma", SubjectContact: "ada@example.org"})
		if err := s.SetNote(t.Context(), epoch, int64(n+1), []string{"called", "called again"}[n]); err != nil {
			t.Fatal(err)
		}
	}
	add(t, s, delivery(3), store.Issuance{Status: store.Succeeded, Template: "Diploma", SubjectContact: "ada@example.org"})
	if i, err := s.Issuance(t.Context(), 3); err != nil || i.Note != "called again\n\ncalled" && !strings.Contains(i.Note, "called again") {
		t.Errorf("the note is %q (%v)", i.Note, err)
	}
}

// TestWhatStaffDoFollowsTheIssuance: while they write, the delivery comes.
func TestWhatStaffDoFollowsTheIssuance(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Pending, ActionID: "act"})
	add(t, s, delivery(2), store.Issuance{Status: store.Succeeded, ActionID: "act", PassURL: "https://pass.example/1"})
	if err := s.SetNote(t.Context(), epoch, 1, "will call back"); err != nil {
		t.Fatal(err)
	}
	h, err := s.SetHandover(t.Context(), store.HandoverSent, epoch, 1)
	if err != nil {
		t.Fatal(err)
	}
	if i, err := s.Issuance(t.Context(), 2); err != nil || i.Note != "will call back" || i.Handover != store.HandoverSent {
		t.Errorf("the row in view has %q and %v (%v)", i.Note, i.Handover, err)
	}
	if err := s.UndoHandover(t.Context(), epoch.Add(time.Minute), h); err != nil {
		t.Fatal(err)
	}
	if i, err := s.Issuance(t.Context(), 2); err != nil || i.Handover != store.HandoverNew {
		t.Errorf("taken back it is %v (%v)", i.Handover, err)
	}
}

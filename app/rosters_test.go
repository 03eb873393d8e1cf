package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/ui/model"
)

// TestRostersOfTheDesk keeps a list, follows it while events arrive, heeds what
// staff say, writes it out and removes it.
func TestRostersOfTheDesk(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 3)
	r := newRosters(p)
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	arrive := func(id string, i store.Issuance) {
		t.Helper()
		i.Template, i.ActionID = "Doctorate", id
		_, err := p.store.Append(ctx, store.Delivery{MessageID: id, ReceivedAt: time.Now()}, i)
		ok(err)
	}
	file, err := r.OpenRoster(ctx, rosterFile(t, "Graduation 2026.csv", "name,email\nAda Lovelace,ada@example.org\nAlan Turing,alan@example.org\nGrace Hopper,grace@example.org\n"))
	ok(err)
	if people, err := r.RosterPeople(ctx, file); err != nil || len(people) != 3 {
		t.Fatal(people, err)
	}
	id, err := r.KeepRoster(ctx, file, "Graduation 2026", model.RosterTemplate("Doctorate", time.UTC))
	ok(err)
	stands := func(want string) model.RosterStanding {
		t.Helper()
		s, err := r.Reconcile(ctx, id)
		ok(err)
		if got := rosterWords(s.Name, s.Reconciled); got != want {
			t.Fatalf("it says %q, want %q", got, want)
		}
		return s
	}
	stands("Graduation 2026: 0 of 3 issued, 3 missing")
	arrive("act-ada", store.Issuance{Status: store.Failed, SubjectContact: "ada@example.org"})
	stands("Graduation 2026: 0 of 3 issued, 1 failed, 2 missing")
	arrive("act-ada", store.Issuance{Status: store.Succeeded, SubjectContact: "ada@example.org"}) // the same message: a retry changes nothing
	stands("Graduation 2026: 0 of 3 issued, 1 failed, 2 missing")
	arrive("act-ada-2", store.Issuance{Status: store.Succeeded, SubjectContact: "ada@example.org"})
	arrive("act-alan", store.Issuance{Status: store.Succeeded, SubjectName: "Alan Turing", SubjectContact: "turing@example.net"})
	arrive("act-zoe", store.Issuance{Status: store.Succeeded, SubjectName: "Zoë", SubjectContact: "zoe@example.org"})
	s := stands("Graduation 2026: 1 of 3 issued, 1 to confirm, 1 missing, 1 unexpected")
	if len(s.Strangers) != 1 || s.Strangers[0].SubjectName != "Zoë" {
		t.Errorf("strangers: %+v", s.Strangers)
	}
	guess := s.Lines[1].Suggested
	if len(guess) != 1 || guess[0].Why != model.OtherContact {
		t.Fatalf("suggested: %+v", guess)
	}
	ok(r.Judge(ctx, id, store.Verdict{Person: s.Lines[1].Number, Issuance: guess[0].Issuance}))
	stands("Graduation 2026: 1 of 3 issued, 2 missing, 2 unexpected")
	ok(r.Judge(ctx, id, store.Verdict{Person: s.Lines[1].Number, Issuance: guess[0].Issuance, Same: true}))
	stands("Graduation 2026: 2 of 3 issued, 1 missing, 1 unexpected")

	out := filepath.Join(t.TempDir(), "out.csv")
	if n, err := r.ExportRoster(ctx, id, out); err != nil || n != 4 {
		t.Fatalf("%d lines, %v", n, err)
	}
	if text, err := os.ReadFile(out); err != nil || strings.Count(string(text), "\n") != 5 || !strings.HasPrefix(string(text), "\ufeffrow,") {
		t.Errorf("%s, %v", text, err)
	}
	if got := p.kinds(t); !slices.Contains(got, "exported 4 expected people and how it stands with them, out.csv") || !slices.Contains(got, "roster-set 3 people") {
		t.Errorf("the log says %q", got)
	}
	for about, err := range map[string]error{
		"no format":         second(r.ExportRoster(ctx, id, filepath.Join(t.TempDir(), "out.doc"))),
		"among the records": second(r.ExportRoster(ctx, id, filepath.Join(p.dir, "out.csv"))),
		"a list of no one":  second(r.Reconcile(ctx, 99)),
		"no list":           second(r.OpenRoster(ctx, rosterFile(t, "a.csv", ""))),
		"nowhere":           second(r.OpenRoster(ctx, filepath.Join(t.TempDir(), "b.csv"))),
	} {
		if err == nil || !strings.HasSuffix(err.Error(), ".") || strings.Contains(err.Error(), "roster 99") {
			t.Errorf("%s: %v", about, err)
		}
	}
	ok(r.RemoveRoster(ctx, id))
	if all, err := r.Rosters(ctx); err != nil || len(all) != 0 {
		t.Errorf("left: %+v, %v", all, err)
	}
}

func second[T any](_ T, err error) error { return err }

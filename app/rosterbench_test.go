package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"passdesk/app/roster"
	"passdesk/store"
	"passdesk/store/vault"
	"passdesk/ui/model"
)

// BenchmarkRoster holds a roster of 10,000 against a million issuances, or as many
// as PASSDESK_BENCH_ROWS says: in a folder that was just opened, as the command
// does; in one whose lists are prepared, as the desk does; and behind an event. Of
// the roster most are found by their address, some by name, some by an id; some
// are spelt nearly so, and some are nowhere.
func BenchmarkRoster(b *testing.B) {
	rows := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("PASSDESK_BENCH_ROWS")); err == nil {
		rows = n
	}
	const expected = 10_000
	dir := b.TempDir()
	fillFolder(b, dir, rows)
	nameApart(b, dir)
	people := peopleOf(rows, expected)
	s, err := store.Open(dir, vault.Custody{vault.Given(testVaultKey(b))})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	ctx := b.Context()
	reconcile := func(r *store.Reader, list *store.List) model.Reconciled {
		found, err := roster.Reconcile(ctx, r, list, people, nil)
		if err != nil {
			b.Fatal(err)
		}
		if found.Counts[model.RosterIssued] != expected*9/10 || found.Counts[model.RosterSuggested] != expected*5/100 || found.Counts[model.RosterMissing] != expected*5/100 {
			b.Fatalf("counts: %v", found.Counts)
		}
		return found
	}
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			r, err := store.OpenReader(dir, nil)
			if err != nil {
				b.Fatal(err)
			}
			list, err := r.List(ctx, roster.Scope(store.Filter{}), store.Order{})
			if err != nil {
				b.Fatal(err)
			}
			reconcile(r, list)
			if err := r.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	list, err := s.List(ctx, roster.Scope(store.Filter{}), store.Order{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("prepared", func(b *testing.B) {
		for b.Loop() {
			reconcile(s.Reader, list)
		}
	})
	b.Run("event", func(b *testing.B) {
		for n := 0; b.Loop(); n++ {
			id := fmt.Sprintf("bench-%d-%d", n, time.Now().UnixNano())
			if _, err := s.Append(ctx, store.Delivery{MessageID: id, ReceivedAt: time.Now()}, store.Issuance{Status: store.Succeeded, ActionID: id}); err != nil {
				b.Fatal(err)
			}
			if list, err = s.Follow(ctx, list); err != nil {
				b.Fatal(err)
			}
			reconcile(s.Reader, list)
		}
	})
}

// nameApart gives everybody a name.
func nameApart(b *testing.B, dir string) {
	db, err := sql.Open("sqlite", filepath.Join(dir, "passdesk.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`UPDATE issuance SET subject_name = printf('%s %s%d', substr('AdaAnnBobEvaIdaLeoMaxNoaTomZoe', 1 + 3 * (id % 10), 3), substr('lovelaceturinghopper', 1 + id % 13, 6), id),
		subject_contact = printf('%s.%d@%s.example', substr('adaalanevaidaleonoa', 1 + id % 15, 4), id, substr('campusmailuni', 1 + id % 9, 4))`)
	if err != nil {
		b.Fatal(err)
	}
}

// peopleOf spells some of them.
func peopleOf(rows, count int) (people []store.Expected) {
	part := func(text string, at, size int) string { return text[at : at+size] }
	for n := range count {
		id := 1 + n*(rows/count)
		name := fmt.Sprintf("%s %s%d", part("AdaAnnBobEvaIdaLeoMaxNoaTomZoe", 3*(id%10), 3), part("lovelaceturinghopper", id%13, 6), id)
		contact := fmt.Sprintf("%s.%d@%s.example", part("adaalanevaidaleonoa", id%15, 4), id, part("campusmailuni", id%9, 4))
		p := store.Expected{Number: n + 1, Name: name, Contact: contact}
		switch k := n % 20; {
		case k < 14:
		case k < 16:
			p.Contact = ""
		case k < 18:
			p = store.Expected{Number: n + 1, Ident: fmt.Sprintf("%08x-0000-4000-b000-%012x", id*37, id)}
		case k < 19:
			p.Contact = "x" + contact
		default:
			p.Name, p.Contact = fmt.Sprintf("Nobody%d Atall%d", n, n), fmt.Sprintf("nobody%d@nowhere%d.example", n, n)
		}
		people = append(people, p)
	}
	return people
}

package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/vault"
)

// custody keeps the key that all these tests use.
var custody = vault.Custody{vault.Given(vault.NewKey())}

// open opens a store on dir that the test closes.
func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(dir, custody)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

var epoch = time.Date(2026, 3, 1, 9, 30, 0, 123e6, time.UTC)

func delivery(n int) store.Delivery {
	return store.Delivery{
		MessageID:  fmt.Sprintf("msg_%06d", n),
		EventType:  "credential.creation.succeeded",
		Endpoint:   "staging",
		SentAt:     epoch.Add(time.Duration(n) * time.Second).Truncate(time.Second),
		ReceivedAt: epoch.Add(time.Duration(n) * time.Second),
		Body:       fmt.Appendf(nil, `{"type":"credential.creation.succeeded","n":%d}`, n),
	}
}

// add may be called from any goroutine.
func add(t testing.TB, s *store.Store, d store.Delivery, i store.Issuance) {
	t.Helper()
	if _, err := s.Append(t.Context(), d, i); err != nil {
		t.Error(err)
	}
}

func newest(t testing.TB, r interface {
	Newest(context.Context, store.Filter, int) ([]store.Issuance, error)
}, f store.Filter,
) []store.Issuance {
	t.Helper()
	rows, err := r.Newest(t.Context(), f, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAppendKeepsEveryField(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	d := delivery(1)
	want := store.Issuance{
		Status: store.Succeeded, SubjectName: "Ada Lovelace", SubjectContact: "ada@example.org", SubjectID: "did:polygon:0xabc",
		Template: "Diploma 2026", CredentialID: "urn:uuid:1", ActionID: "act-1", PassURL: "https://pass.example.org/1",
		ValidFrom: epoch, ValidUntil: epoch.AddDate(1, 0, 0), Encryption: store.Recoverable, Environment: "staging",
	}
	add(t, s, d, want)

	got := newest(t, s, store.Filter{})
	if len(got) != 1 {
		t.Fatalf("%d rows, want 1", len(got))
	}
	want.ID, want.DeliveryID = got[0].ID, got[0].DeliveryID
	want.MessageID, want.EventType, want.ReceivedAt = d.MessageID, d.EventType, d.ReceivedAt
	if got[0] != want {
		t.Errorf("got  %+v\nwant %+v", got[0], want)
	}
	kept, err := s.Delivery(t.Context(), got[0].DeliveryID)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept.Body) != string(d.Body) {
		t.Errorf("body %q, want %q", kept.Body, d.Body)
	}
	if !kept.SentAt.Equal(d.SentAt) || kept.Endpoint != d.Endpoint || kept.EventType != d.EventType {
		t.Errorf("delivery %+v, want %+v", kept, d)
	}
	if one, err := s.Issuance(t.Context(), got[0].ID); err != nil || one != want {
		t.Errorf("Issuance: %+v, %v", one, err)
	}
}

func TestDuplicatesChangeOnlyTheirCount(t *testing.T) {
	s := open(t, t.TempDir())
	for round := range 3 {
		for n := range 5 {
			duplicate, err := s.Append(t.Context(), delivery(n), store.Issuance{Status: store.Succeeded})
			if err != nil {
				t.Fatal(err)
			}
			if duplicate != (round > 0) {
				t.Errorf("round %d: duplicate = %v", round, duplicate)
			}
		}
	}
	rows := newest(t, s, store.Filter{})
	if len(rows) != 5 {
		t.Fatalf("%d rows, want 5", len(rows))
	}
	d, err := s.Delivery(t.Context(), rows[0].DeliveryID)
	if err != nil || d.Redeliveries != 2 {
		t.Errorf("redeliveries %d, %v; want 2", d.Redeliveries, err)
	}
	if c, _ := s.Counts(t.Context()); c.Succeeded != 5 {
		t.Errorf("counts %+v", c)
	}
}

func TestKnownIDWithAnotherBodyIsKept(t *testing.T) {
	s := open(t, t.TempDir())
	one, other := delivery(1), delivery(1)
	other.Body = []byte(`{"type":"something else"}`)
	for range 2 {
		add(t, s, one, store.Issuance{})
		add(t, s, other, store.Issuance{})
	}
	rows := newest(t, s, store.Filter{})
	if len(rows) != 2 {
		t.Fatalf("%d rows, want 2", len(rows))
	}
	for i, want := range []store.Delivery{other, one} {
		d, err := s.Delivery(t.Context(), rows[i].DeliveryID)
		if err != nil || string(d.Body) != string(want.Body) || d.Redeliveries != 1 {
			t.Errorf("row %d: %+v, %v", i, d, err)
		}
	}
}

func TestRowsOfOneIssuanceAreLinked(t *testing.T) {
	const ok, no, pending, other = store.Succeeded, store.Failed, store.Pending, store.Other
	row := func(status store.Status, credential, action string) store.Issuance {
		return store.Issuance{Status: status, CredentialID: credential, ActionID: action}
	}
	for _, c := range []struct {
		name   string
		rows   []store.Issuance
		inView []int // which of rows, oldest first
		counts store.Counts
	}{
		{"a failure later succeeded", []store.Issuance{row(no, "", "a"), row(ok, "c", "a")}, []int{1}, store.Counts{Succeeded: 1}},
		{"a failure that comes late", []store.Issuance{row(ok, "c", "a"), row(no, "", "a")}, []int{0}, store.Counts{Succeeded: 1}},
		{"pending, failed, succeeded", []store.Issuance{row(pending, "", "a"), row(no, "", "a"), row(ok, "c", "a")}, []int{2}, store.Counts{Succeeded: 1}},
		{"two failures", []store.Issuance{row(no, "", "a"), row(no, "", "a")}, []int{1}, store.Counts{Failed: 1}},
		{"two credentials of one action", []store.Issuance{row(ok, "c", "a"), row(ok, "d", "a")}, []int{0, 1}, store.Counts{Succeeded: 2}},
		{"sent anew", []store.Issuance{row(ok, "c", ""), row(ok, "c", "")}, []int{1}, store.Counts{Succeeded: 1}},
		{"no ids", []store.Issuance{row(no, "", ""), row(no, "", "")}, []int{0, 1}, store.Counts{Failed: 2}},
		{"pending that comes late", []store.Issuance{row(no, "", "a"), row(pending, "", "a")}, []int{0}, store.Counts{Failed: 1}},
		{"an unknown event settles nothing", []store.Issuance{row(no, "", "a"), row(other, "", "a")}, []int{0, 1}, store.Counts{Failed: 1, Other: 1}},
		{"a failure joins two", []store.Issuance{row(ok, "c", ""), row(pending, "", "a"), row(no, "c", "a")}, []int{0}, store.Counts{Succeeded: 1}},
		{"by credential and by action", []store.Issuance{row(no, "c", ""), row(pending, "", "a"), row(ok, "c", "a")}, []int{2}, store.Counts{Succeeded: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, t.TempDir())
			for n, r := range c.rows {
				add(t, s, delivery(n), r)
			}
			var inView []int
			all := newest(t, s, store.Filter{})
			slices.Reverse(all)
			for n, r := range all {
				if r.SupersededBy == "" {
					inView = append(inView, n)
				}
			}
			if !slices.Equal(inView, c.inView) {
				t.Errorf("in view %v, want %v", inView, c.inView)
			}
			if latest := newest(t, s, store.Filter{Latest: true}); len(latest) != len(c.inView) {
				t.Errorf("%d latest, want %d", len(latest), len(c.inView))
			}
			if counts, _ := s.Counts(t.Context()); counts != c.counts {
				t.Errorf("counts %+v, want %+v", counts, c.counts)
			}
		})
	}
}

func TestManyWritersOneTruth(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	const clients, each = 16, 50
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for n := range each {
				// Every message is sent by two clients.
				add(t, s, delivery((c/2)*each+n), store.Issuance{Status: store.Succeeded})
			}
		})
	}
	wg.Wait()
	seen := map[string]int{}
	for i, err := range s.All(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[i.MessageID]++
	}
	if len(seen) != clients/2*each {
		t.Errorf("%d messages, want %d", len(seen), clients/2*each)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s kept %d times", id, n)
		}
	}
}

func TestAllGivesWhatWasThereAtTheStart(t *testing.T) {
	s := open(t, t.TempDir())
	const before, clients = 4500, 30 // more than two windows; in company, to share commits
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for n := c; n < before; n += clients {
				add(t, s, delivery(n), store.Issuance{Status: store.Status(n % 3)})
			}
		})
	}
	wg.Wait()
	n, last := 0, int64(0)
	for i, err := range s.All(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if i.ID <= last {
			t.Fatalf("row %d after row %d", i.ID, last)
		}
		if last = i.ID; n%1000 == 0 {
			add(t, s, delivery(before+n), store.Issuance{})
		}
		n++
	}
	if n != before {
		t.Errorf("%d rows, want %d", n, before)
	}
	failed := 0
	for _, err := range s.All(t.Context(), store.Filter{Status: []store.Status{store.Failed}}) {
		if err != nil {
			t.Fatal(err)
		}
		failed++
	}
	if failed != before/3 {
		t.Errorf("%d failed, want %d", failed, before/3)
	}
}

// TestAllHoldsNoTransaction: a reader of the rows who is slow, such as a pipe, must
// not keep the WAL from being written back.
func TestAllHoldsNoTransaction(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for n := range 10 {
		add(t, s, delivery(n), store.Issuance{})
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "passdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows := 0
	for _, err := range s.All(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows > 1 {
			continue
		}
		for n := range 10 {
			add(t, s, delivery(10+n), store.Issuance{})
		}
		// The indexer may be at work just then, but not for long.
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			var busy, all, back int
			if err := db.QueryRow(`PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &all, &back); err != nil {
				t.Fatal(err)
			}
			if busy == 0 && all == 0 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("the WAL cannot be written back: %d of %d frames", back, all)
			}
		}
	}
	if rows != 10 {
		t.Errorf("%d rows", rows)
	}
}

// TestLatestGivesWhatWasInViewAtTheStart: a failure that succeeds while an
// export is under way must not be in it neither as the one nor as the other.
func TestLatestGivesWhatWasInViewAtTheStart(t *testing.T) {
	s := open(t, t.TempDir())
	const before = 4500
	var wg sync.WaitGroup
	for c := range 30 {
		wg.Go(func() {
			for n := c; n < before; n += 30 {
				add(t, s, delivery(n), store.Issuance{Status: store.Failed, ActionID: fmt.Sprint("act-", n)})
			}
		})
	}
	wg.Wait()
	add(t, s, delivery(before), store.Issuance{Status: store.Succeeded, ActionID: "act-7"}) // puts one out of view
	n := 0
	seen := map[string]bool{}
	for i, err := range s.All(t.Context(), store.Filter{Latest: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			for late := range 100 {
				add(t, s, delivery(before+1+late), store.Issuance{Status: store.Succeeded, ActionID: fmt.Sprint("act-", before-1-late)})
			}
		}
		if seen[i.ActionID] {
			t.Errorf("%s is there twice", i.ActionID)
		}
		seen[i.ActionID] = true
	}
	if n != before || len(seen) != before {
		t.Errorf("%d rows of %d issuances, want %d", n, len(seen), before)
	}
}

func TestSearchFindsBeforeAndAfterIndexing(t *testing.T) {
	s := open(t, t.TempDir())
	store.HoldIndex(s) // or the first stage might look at indexed rows
	for n, i := range []store.Issuance{
		{SubjectName: "Ada Lovelace", SubjectContact: "ada@example.org"},
		{SubjectName: "Zoë Müller", Template: "Diploma 2026"},
		{SubjectName: "王小明", CredentialID: "urn:uuid:0a1b2c"},
		{Error: `insufficient 100% "funds"`, Status: store.Failed},
		{SubjectName: "أمينة", ActionID: "act_77"},
		{SubjectName: "Дмитрий Соколов"},
	} {
		add(t, s, delivery(n), i)
	}
	cases := []struct {
		text string
		want []int
	}{
		{"lovelace", []int{0}},
		{"LOVE", []int{0}},
		{"ada@", []int{0}},
		{"diploma", []int{1}},
		{"muller", []int{1}},
		{"ZOË", []int{1}},
		{"zoe\u0308", []int{1}},
		{"e\u0308", []int{3, 1, 0}}, // with the mark gone, one letter
		{"соколов", []int{5}},
		{"lovelace\x00", []int{0}},
		{strings.Repeat("long ", 20_000), nil},
		{"王小明", []int{2}},
		{"小", []int{2}},
		{"uuid:0a1", []int{2}},
		{`100% "fun`, []int{3}},
		{"%", []int{3}},
		{"_", nil}, // in an id: nobody looks there for one letter
		{"lovelace ada@", []int{0}},
		{"lovelace diploma", nil},
		{`"ada lovelace"`, []int{0}},
		{`"lovelace ada"`, nil},
		{"t_7", []int{4}},
		{"أمينة", []int{4}},
		{"nobody", nil},
		{"  ", []int{5, 4, 3, 2, 1, 0}},
	}
	check := func(stage string) {
		t.Helper()
		for _, c := range cases {
			var got []int
			for _, r := range newest(t, s, store.Filter{Search: c.text}) {
				got = append(got, int(r.ID)-1)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: search %.20q: %v, want %v", stage, c.text, got, c.want)
			}
			var all []int
			for r, err := range s.All(t.Context(), store.Filter{Search: c.text}) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, int(r.ID)-1)
			}
			slices.Reverse(all)
			if !slices.Equal(all, c.want) {
				t.Errorf("%s: all of %.20q: %v, want %v", stage, c.text, all, c.want)
			}
		}
	}
	check("before indexing")
	store.LetIndex(t, s)
	check("after indexing")
	got := newest(t, s, store.Filter{Search: "funds", Status: []store.Status{store.Failed}, Latest: true})
	if len(got) != 1 || got[0].ID != 4 {
		t.Errorf("search and status: %v", got)
	}
}

func TestWatchWakesAfterCommit(t *testing.T) {
	s := open(t, t.TempDir())
	wake, stop := s.Watch()
	for n := range 10 {
		add(t, s, delivery(n), store.Issuance{})
	}
	<-wake // a wake-up never precedes what it announces
	if rows := newest(t, s, store.Filter{}); len(rows) != 10 {
		t.Errorf("%d rows after the wake-up", len(rows))
	}
	select {
	case <-wake: // one more may have been left by the last commits
	default:
	}
	add(t, s, delivery(3), store.Issuance{})
	select {
	case <-wake:
		t.Error("a duplicate woke the followers")
	default:
	}
	stop()
	add(t, s, delivery(11), store.Issuance{})
	select {
	case <-wake:
		t.Error("woken after stop")
	default:
	}
}

func TestMarkCopied(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Succeeded})
	id := newest(t, s, store.Filter{})[0].ID
	for _, at := range []time.Time{epoch, epoch.Add(time.Hour)} {
		if err := s.MarkCopied(t.Context(), at, id); err != nil {
			t.Fatal(err)
		}
		row := newest(t, s, store.Filter{})[0]
		if row.Handover != store.HandoverCopied || !row.HandoverAt.Equal(epoch) {
			t.Errorf("handover %v at %v, want copied at %v", row.Handover, row.HandoverAt, epoch)
		}
	}
}

func TestANewerSuccessKeepsWhatStaffDid(t *testing.T) {
	s := open(t, t.TempDir())
	add(t, s, delivery(1), store.Issuance{Status: store.Succeeded, CredentialID: "c", PassURL: "https://pass.example.org/1"})
	if err := s.MarkCopied(t.Context(), epoch, 1); err != nil {
		t.Fatal(err)
	}
	add(t, s, delivery(2), store.Issuance{Status: store.Succeeded, CredentialID: "c"})
	row := newest(t, s, store.Filter{Latest: true})[0]
	if row.ID != 2 || row.Handover != store.HandoverCopied || !row.HandoverAt.Equal(epoch) || row.PassURL != "https://pass.example.org/1" {
		t.Errorf("in view: %+v", row)
	}
}

func TestReadersBesideTheWriter(t *testing.T) {
	dir := t.TempDir()
	if _, err := store.OpenReader(dir, custody); !errors.Is(err, store.ErrMissing) {
		t.Errorf("empty folder: %v, want ErrMissing", err)
	}
	s, err := store.Open(dir, custody)
	if err != nil {
		t.Fatal(err)
	}
	add(t, s, delivery(1), store.Issuance{})
	count := func(when string) {
		r, err := store.OpenReader(dir, custody)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		defer r.Close()
		if rows := newest(t, r, store.Filter{}); len(rows) != 1 {
			t.Errorf("%s: %d rows", when, len(rows))
		}
	}
	count("beside the writer")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	count("after the writer")
}

func TestOpenRefusals(t *testing.T) {
	t.Run("in use", func(t *testing.T) {
		dir := t.TempDir()
		open(t, dir)
		if _, err := store.Open(dir, custody); !errors.Is(err, store.ErrInUse) {
			t.Errorf("got %v, want ErrInUse", err)
		}
	})
	for _, c := range []struct {
		name, script string
		want         error
	}{
		{"newer", `PRAGMA application_id = 0x50617373; PRAGMA user_version = 999; CREATE TABLE t (x)`, store.ErrNewer},
		{"foreign", `CREATE TABLE notes (x)`, store.ErrForeign},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "passdesk.db")
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.script); err != nil {
				t.Fatal(err)
			}
			db.Close()
			refusedUntouched(t, dir, path, c.want)
		})
	}
	t.Run("not a database", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "passdesk.db")
		if err := os.WriteFile(path, []byte("Dear diary, today I opened a file that is no database at all. "), 0o600); err != nil {
			t.Fatal(err)
		}
		refusedUntouched(t, dir, path, store.ErrForeign)
	})
}

func refusedUntouched(t *testing.T, dir, path string, want error) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(dir, custody); !errors.Is(err, want) {
		t.Errorf("Open: %v, want %v", err, want)
	}
	if _, err := store.OpenReader(dir, custody); !errors.Is(err, want) {
		t.Errorf("OpenReader: %v, want %v", err, want)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps a user's folders private by access lists, not by mode bits")
	}
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	add(t, s, delivery(1), store.Issuance{})
	if info, err := os.Stat(dir); err != nil {
		t.Error(err)
	} else if info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v", info.Mode())
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 3 {
		t.Errorf("only %v", files)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", f.Name(), info.Mode())
		}
	}
}

func TestClosedStoreRefuses(t *testing.T) {
	s, err := store.Open(t.TempDir(), custody)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), delivery(1), store.Issuance{}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}

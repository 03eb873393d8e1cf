package store

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestErasingLeavesNothing, in a database that is written anew behind it and in
// one that is too large for that.
func TestErasingLeavesNothing(t *testing.T) {
	for name, limits := range map[string][2]int64{"small": {maxRewrite, maxReindex}, "large": {0, maxReindex}, "huge": {0, 0}} {
		t.Run(name, func(t *testing.T) {
			defer func(was [2]int64) { maxRewrite, maxReindex = was[0], was[1] }([2]int64{maxRewrite, maxReindex})
			maxRewrite, maxReindex = limits[0], limits[1]
			s, dir := crowd(t)
			for n := range rare {
				eraseRare(t, s, dir, n)
			}
			mustCheck(t, dir, testCustody)
			if late := reindexIsLate(t, s); late != (name == "huge") {
				t.Errorf("indexes are left to the next Open: %v", late)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for n, name := range rare {
				if hits := found(t, dir, traces(aboutRare(name, n))); len(hits) > 0 {
					t.Errorf("after closing: %q", hits)
				}
			}
			again, err := Open(dir, testCustody)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if reindexIsLate(t, again) {
				t.Error("indexes are still to be made anew")
			}
		})
	}
}

func reindexIsLate(t *testing.T, s *Store) (late bool) {
	t.Helper()
	if err := s.db.QueryRow(`SELECT reindex FROM progress`).Scan(&late); err != nil {
		t.Fatal(err)
	}
	return late
}

// eraseRare erases one of the rare and wants nothing of them to be left.
func eraseRare(t *testing.T, s *Store, dir string, n int) {
	t.Helper()
	r, err := s.Newest(t.Context(), Filter{Search: rare[n]}, 1)
	if err != nil || len(r) != 1 {
		t.Fatalf("%s: %v, %v", rare[n], r, err)
	}
	p, err := s.Person(t.Context(), r[0].ID)
	if err != nil || len(p.IDs) != 4 || len(p.Issuances) != 4 || p.SoleCopies != 2 {
		t.Fatalf("%s: %+v, %v", rare[n], p, err)
	}
	texts, grams := traces(p.Issuances), trigrams(p.Issuances)
	if hits := found(t, dir, []string{rare[n], p.Issuances[0].SubjectID, p.Issuances[1].Note}); len(hits) < 3 {
		t.Fatalf("the search finds only %q before", hits)
	}
	mustErase(t, s, p.IDs...)
	if hits := found(t, dir, texts); len(hits) > 0 {
		t.Errorf("left: %q", hits)
	}
	rest := everything(t, s.Reader)
	maps.DeleteFunc(grams, func(gram string, _ bool) bool { return trigrams(rest)[gram] })
	if len(grams) < 3 {
		t.Fatalf("only %d trigrams are rare", len(grams))
	}
	for word := range words(t, dir) {
		if grams[word] {
			t.Errorf("the index still holds %q", word)
		}
	}
	for _, text := range texts {
		if hits, err := s.Newest(t.Context(), Filter{Search: text}, 5); err != nil || len(hits) > 0 {
			t.Errorf("a search for %q finds %d, %v", text, len(hits), err)
		}
	}
	if control, err := s.Newest(t.Context(), Filter{Search: "ada 000077"}, 5); err != nil || len(control) != 1 {
		t.Errorf("the control: %v, %v", control, err)
	}
}

func TestErasedIsGone(t *testing.T) {
	s, dir := crowd(t)
	before, err := s.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Newest(t.Context(), Filter{Search: rare[0], Status: []Status{Succeeded}}, 1)
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	p, err := s.Person(t.Context(), rows[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ids  []int64
		sole bool
		want error
	}{{p.IDs, false, ErrSoleCopy}, {append(p.IDs, 9999), true, ErrNotFound}} {
		if err := s.Erase(t.Context(), c.ids, c.sole); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
	if all := everything(t, s.Reader); len(all) != 316 {
		t.Fatalf("%d are left by what was refused", len(all))
	}
	entries := len(allActs(t, s.Reader))
	for range 2 { // the second time nothing happens
		if err := s.Erase(t.Context(), p.IDs, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Erase(t.Context(), p.IDs, false); err != nil {
		t.Errorf("erased already, so no copy: %v", err)
	}
	told := map[int64]int{}
	for _, a := range allActs(t, s.Reader)[entries:] {
		if a.Kind != ActErased || a.Detail != "" {
			t.Errorf("%+v", a)
		}
		told[a.Issuance]++
	}
	if _, err := s.VerifyActs(t.Context()); err != nil || len(told) != 4 || told[p.IDs[0]] != 1 {
		t.Errorf("the log tells of %v, %v", told, err)
	}
	for _, i := range p.Issuances {
		_, one := s.Issuance(t.Context(), i.ID)
		_, body := s.Delivery(t.Context(), i.DeliveryID)
		_, person := s.Person(t.Context(), i.ID)
		for _, err := range []error{one, body, person} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%v, want ErrNotFound", err)
			}
		}
		again := i
		again.ID, again.DeliveryID = 0, 0
		if duplicate, err := s.Append(t.Context(), deliveryOf(i.MessageID, again), again); err != nil || !duplicate {
			t.Errorf("came again: %v, %v", duplicate, err)
		}
	}
	if err := errors.Join(s.MarkCopied(t.Context(), time.Now(), p.IDs...), s.Proven(t.Context(), map[int64]string{p.IDs[0]: "valid"}, 0)); err != nil {
		t.Error(err)
	}
	after, err := s.Counts(t.Context())
	if before.Succeeded--; err != nil || after.Succeeded != before.Succeeded || after.Other != before.Other-1 || after.Failed != before.Failed {
		t.Errorf("counts %+v, before %+v, %v", after, before, err)
	}
	if all := everything(t, s.Reader); len(all) != 312 {
		t.Errorf("%d are left", len(all))
	}
	for _, status := range []Status{Succeeded, Failed, Pending, Other} {
		rows, err := s.Newest(t.Context(), Filter{Latest: true, Status: []Status{status}}, 1000)
		for _, row := range rows {
			if slices.Contains(p.IDs, row.ID) {
				t.Errorf("%v shows an erased row", status)
			}
		}
		if err != nil {
			t.Error(err)
		}
	}
	if ids, _, err := s.Unproven(t.Context(), 1000); err != nil || slices.Contains(ids, p.IDs[0]) {
		t.Errorf("Unproven: %v", err)
	}
	if c := mustCheck(t, dir, testCustody); c.Erased != 4 || c.Issuances != 312 || c.Deliveries != 316 || c.Opened != 312 {
		t.Errorf("%+v", c)
	}
}

// TestTheNewestCanBeErased: its ids are not given again.
func TestTheNewestCanBeErased(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 3)
	mustErase(t, s, 3) // perhaps not indexed yet
	appendMarked(t, s, 3, 4)
	LetIndex(t, s)
	if all := everything(t, s.Reader); len(all) != 3 || all[2].ID != 4 || all[2].SubjectName != "Ada 000004" {
		t.Errorf("%+v", all)
	}
	mustCheck(t, dir, testCustody)
}

func TestASecondBodyIsErasedWithItsDigest(t *testing.T) {
	s, dir := openTemp(t)
	one, i := marked(1)
	other, _ := marked(2)
	other.MessageID = one.MessageID
	for _, d := range []Delivery{one, other} {
		if _, err := s.Append(t.Context(), d, i); err != nil {
			t.Fatal(err)
		}
	}
	row, err := s.Issuance(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	digest := row.MessageID[len(row.MessageID)-64:]
	mustErase(t, s, 2)
	if hits := found(t, dir, []string{digest}); len(hits) > 0 {
		t.Errorf("the digest is in %v", hits)
	}
	for _, d := range []Delivery{one, other} {
		if duplicate, err := s.Append(t.Context(), d, i); err != nil || !duplicate {
			t.Errorf("came again: %v, %v", duplicate, err)
		}
	}
	if c := mustCheckRows(t, dir); c.Deliveries != 2 || c.Erased != 1 {
		t.Errorf("%+v", c)
	}
}

// mustCheckRows is mustCheck without comparing rows with bodies.
func mustCheckRows(t *testing.T, dir string) Report {
	t.Helper()
	c, err := Check(t.Context(), dir, testCustody, nil)
	if err != nil || !c.Fine() {
		t.Fatalf("check: %q, %v", c.Problems, err)
	}
	return c
}

func TestEraseWhileReceiving(t *testing.T) {
	s, dir := crowd(t)
	var load sync.WaitGroup
	for c := range 5 {
		load.Go(func() { appendMarked(t, s, 301+c*100, 400+c*100) })
	}
	for n := range rare {
		load.Go(func() {
			rows, err := s.Newest(t.Context(), Filter{Search: rare[n]}, 1)
			if err != nil || len(rows) != 1 {
				t.Error(rows, err)
				return
			}
			p, err := s.Person(t.Context(), rows[0].ID)
			if err == nil {
				err = s.Erase(context.Background(), p.IDs, true)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	load.Go(func() {
		for range 3 {
			if err := s.RenewKey(context.Background()); err != nil {
				t.Error(err)
			}
			if c, err := Check(context.Background(), dir, testCustody, rereadMarked); err != nil || !c.Fine() {
				t.Errorf("%q, %v", c.Problems, err)
			}
		}
	})
	load.Wait()
	for n, name := range rare {
		if hits := found(t, dir, traces(aboutRare(name, n))); len(hits) > 0 {
			t.Errorf("left: %q", hits)
		}
	}
	if c := mustCheck(t, dir, testCustody); c.Erased != 16 || c.Issuances != 800 {
		t.Errorf("%+v", c)
	}
}

func TestTombstonesAreBackedUpAndRestored(t *testing.T) {
	s, dir := crowd(t)
	mustErase(t, s, 5, 151, 152)
	file, p := filepath.Join(t.TempDir(), "b"), passphrase(t, "correct horse")
	if c, err := Backup(t.Context(), dir, file, p, testCustody); err != nil || !c.Fine() || c.Erased != 3 {
		t.Fatalf("%+v, %v", c, err)
	}
	there := filepath.Join(t.TempDir(), "there")
	if c, err := restoreFile(t, file, there, p, testCustody); err != nil || !c.Fine() || c.Erased != 3 {
		t.Fatalf("%+v, %v", c, err)
	}
	again, err := Open(there, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	d, i := marked(5)
	if duplicate, err := again.Append(t.Context(), d, i); err != nil || !duplicate {
		t.Errorf("came again: %v, %v", duplicate, err)
	}
	if err := again.RenewKey(t.Context()); err != nil {
		t.Error(err)
	}
	mustCheck(t, there, testCustody)
}

func TestWithoutTheKeyNothingIsErased(t *testing.T) {
	dir := folderOf(t, closedFolder(t, 5))
	s, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Erase(t.Context(), []int64{1}, true); !errors.Is(err, ErrLocked) {
		t.Errorf("%v, want ErrLocked", err)
	}
	if _, err := s.Issuance(t.Context(), 1); err != nil {
		t.Error(err)
	}
}

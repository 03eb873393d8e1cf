package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// setNote writes a note as whoever edits one does.
func setNote(t *testing.T, s *Store, id int64, note string) {
	t.Helper()
	must(t, s.writer.do(t.Context(), func(b *batch) error {
		b.changed = true
		_, err := b.conn.ExecContext(b.ctx, `UPDATE issuance SET note = ? WHERE id = ? AND erased = 0`, note, id)
		return err
	}))
}

// caughtUp waits until the search index knows everything as it is.
func caughtUp(t *testing.T, s *Store) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var open bool
		must(t, s.db.QueryRow(`SELECT EXISTS (SELECT 1 FROM outdated) OR searched < (SELECT max(id) FROM issuance) FROM progress`).Scan(&open))
		if !open {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the search index does not catch up")
		}
	}
}

// TestTheSearchIndexFollowsNotes, and the texts of before are not found again,
// neither at once nor later.
func TestTheSearchIndexFollowsNotes(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 50)
	caughtUp(t, s)
	find := func(text string) []int64 { return mustNewestIDs(t, s, Filter{Search: text}) }
	for n, note := range []string{"call the zoo", "call the Wächter", "", "again"} {
		setNote(t, s, 7, note)
		for _, when := range []string{"at once", "later"} {
			for m, text := range []string{"call the zoo", "wachter", "again"} {
				want := n == m && m < 2 || m == 2 && n == 3
				if got := find(`"` + text + `"`); slices.Contains(got, 7) != want {
					t.Errorf("%q %s: %q finds %v", note, when, text, got)
				}
				if got := allIDs(t, s, Filter{Search: `"` + text + `"`}); slices.Contains(got, 7) != want {
					t.Errorf("%q %s: all of %q are %v", note, when, text, got)
				}
			}
			if got := find("ada 000007"); !slices.Equal(got, []int64{7}) {
				t.Errorf("%q %s: the rest of the row: %v", note, when, got)
			}
			caughtUp(t, s)
		}
	}
	if got := find("msg_000012"); !slices.Equal(got, []int64{12}) {
		t.Errorf("by message id: %v", got)
	}
	mustCheck(t, dir, testCustody)
}

// TestNotesOfBeforeAreErased: neither the note that was, nor the one that is, is
// left in the index or on a page.
func TestNotesOfBeforeAreErased(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 300)
	caughtUp(t, s)
	texts := []string{"qxj wüzk before", "qxj vłyk after"}
	setNote(t, s, 150, texts[0])
	caughtUp(t, s)
	setNote(t, s, 150, texts[1]) // perhaps not indexed when it is erased
	must(t, s.Prepare(t.Context()))
	mustErase(t, s, 150)
	caughtUp(t, s)
	for word := range words(t, dir) {
		if word == "qxj" || word == "wuz" || word == "vły" {
			t.Errorf("the index still holds %q", word)
		}
	}
	if hits := found(t, dir, append(texts, "Ada 000150", "ada 000150", "msg_000150.")); len(hits) > 0 {
		t.Errorf("left: %q", hits)
	}
	must(t, s.Prepare(t.Context()))
	if bytes.Contains(s.catalog.text, []byte("ada 000150")) || !bytes.Contains(s.catalog.text, []byte("ada 000151")) {
		t.Error("the name is still in memory, or never was")
	}
	mustCheck(t, dir, testCustody)
}

// TestAFolderOfBeforeIsIndexedAnew, and is searched meanwhile.
func TestAFolderOfBeforeIsIndexedAnew(t *testing.T) {
	dir := folderBefore(t, "_lists.sql", 40)
	s, err := Open(dir, testCustody)
	must(t, err)
	defer s.Close()
	for range 2 {
		for _, text := range []string{"msg_000012", "ada 000012"} {
			if got := mustNewestIDs(t, s, Filter{Search: text}); !slices.Equal(got, []int64{12}) {
				t.Errorf("%q: %v", text, got)
			}
		}
		caughtUp(t, s)
	}
	mustCheck(t, dir, testCustody)
}

// TestWhoMissedChangesReadsAllAnew: the trail of changes is bounded.
func TestWhoMissedChangesReadsAllAnew(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 20)
	l, err := s.List(t.Context(), Filter{Noted: No}, Order{})
	must(t, err)
	setNote(t, s, 3, "x")
	must(t, s.writer.do(t.Context(), func(b *batch) error {
		// As if there had been very many since.
		_, err := b.conn.ExecContext(b.ctx, `INSERT INTO change (id, issuance) VALUES (?, 5); DELETE FROM change WHERE id < 1000`, keptChanges*2)
		return err
	}))
	l, err = s.Follow(t.Context(), l)
	must(t, err)
	if l.Len() != 19 || l.Index(3) >= 0 {
		t.Errorf("%v", l.IDs(0, 100))
	}
	mustCheck(t, dir, testCustody)
}

func TestTheTrailOfChangesIsBounded(t *testing.T) {
	s, _ := openTemp(t)
	appendMarked(t, s, 1, 3)
	must(t, s.writer.do(t.Context(), func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, `WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ?)
			INSERT INTO change (issuance) SELECT 2 FROM n`, keptChanges+5000)
		return err
	}))
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var kept int
		must(t, s.db.QueryRow(`SELECT count(*) FROM change`).Scan(&kept))
		if kept >= keptChanges && kept < keptChanges+2*maxBatch {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d entries are kept", kept)
		}
	}
}

// TestAReaderBesideFollows: another process sees what this one changes.
func TestAReaderBesideFollows(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 10)
	r, err := OpenReader(dir, nil)
	must(t, err)
	defer r.Close()
	l, err := r.List(t.Context(), ToHandOver(), Order{By: ByName, Ascending: true})
	must(t, err)
	if got := l.IDs(0, 100); !slices.Equal(got, []int64{1, 2, 3, 4, 6, 7, 8, 9}) {
		t.Fatal(got)
	}
	same, err := r.Follow(t.Context(), l)
	if err != nil || same != l {
		t.Errorf("nothing happened, but the list is another, %v", err)
	}
	must(t, s.MarkCopied(t.Context(), time.Now(), 4))
	appendMarked(t, s, 11, 11)
	if l, err = r.Follow(t.Context(), l); err != nil || !slices.Equal(l.IDs(0, 100), []int64{1, 2, 3, 6, 7, 8, 9, 11}) {
		t.Errorf("%v, %v", l.IDs(0, 100), err)
	}
	rows, err := r.Rows(t.Context(), []int64{9, 2, 99, 11})
	if err != nil || !slices.Equal(idsOf(rows), []int64{9, 2, 11}) {
		t.Errorf("%v, %v", idsOf(rows), err)
	}
}

func TestTally(t *testing.T) {
	s, _ := openTemp(t)
	if w, err := s.Waiting(t.Context()); err != nil || w != (Waiting{}) {
		t.Errorf("%+v, %v", w, err)
	}
	at := func(n int) time.Time { return time.UnixMilli(int64(n) * 1000).UTC() }
	for n, i := range []Issuance{
		{Status: Succeeded, Template: "Badge", PassURL: "https://p/1", ActionID: "a"},
		{Status: Succeeded, Template: "Diploma", PassURL: "https://p/2"},
		{Status: Succeeded, Template: "Badge"}, // nothing to hand over
		{Status: Failed, Template: "Diploma"},
		{Status: Succeeded, Template: "Badge", ActionID: "a"}, // in the place of the first, with its link
		{Status: Pending},
	} {
		_, err := s.Append(t.Context(), Delivery{MessageID: fmt.Sprint(n), ReceivedAt: at(n)}, i)
		must(t, err)
	}
	check := func(want Waiting) {
		t.Helper()
		if w, err := s.Waiting(t.Context()); err != nil || w != want {
			t.Errorf("%+v, want %+v, %v", w, want, err)
		}
	}
	check(Waiting{2, at(1)})
	must(t, s.MarkCopied(t.Context(), at(9), 2))
	check(Waiting{1, at(4)})
	templates, err := s.Templates(t.Context())
	want := []TemplateCount{{"", 1, at(5)}, {"Badge", 2, at(4)}, {"Diploma", 2, at(3)}}
	if err != nil || !slices.Equal(templates, want) {
		t.Errorf("%+v, want %+v, %v", templates, want, err)
	}
}

func TestListsEndWithTheirContext(t *testing.T) {
	s, _ := openTemp(t)
	appendMarked(t, s, 1, 10)
	l, err := s.List(t.Context(), Filter{}, Order{})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, list := s.List(ctx, Filter{}, Order{By: ByName})
	_, head := s.Head(ctx, Filter{}, Order{By: ByName}, 10)
	_, next := s.Follow(ctx, l)
	for _, err := range []error{list, head, next, s.Prepare(ctx)} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
	if l, err := s.List(t.Context(), Filter{}, Order{}); err != nil || l.Len() != 10 {
		t.Errorf("afterwards: %v", err)
	}
}

// TestKeysOfOrders: the first bytes of a text tell no more than its bytes do.
func TestKeysOfOrders(t *testing.T) {
	c := newCatalog()
	texts := []string{"", "a", "a\x00", "ab", "abcdefgh", "abcdefghi", "abcdefghj", "\xff\xff\xff\xff\xff\xff\xff\xff", "\xff\xff\xff\xff\xff\xff\xff\xff\xff", "z"}
	for _, text := range texts {
		k := card{kind: 1}
		k.text, k.name = uint32(len(c.text)), uint16(len(text))
		c.text = append(c.text, text...)
		c.cards = append(c.cards, k)
	}
	for _, ascending := range []bool{true, false} {
		x := newComparer(c, Order{By: ByName, Ascending: ascending})
		for a := range texts {
			for b := range texts {
				want := plainOrder(Issuance{ID: int64(a + 1), SubjectName: texts[a]}, Issuance{ID: int64(b + 1), SubjectName: texts[b]}, x.order)
				if utf := !bytes.ContainsAny([]byte(texts[a]+texts[b]), "\xff"); utf { // fold mends what is no UTF-8
					if got := x.compare(x.keyOf(uint32(a+1)), x.keyOf(uint32(b+1))); got != want {
						t.Errorf("%q, %q: %d, want %d", texts[a], texts[b], got, want)
					}
				}
			}
		}
	}
}

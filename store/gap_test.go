package store

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)

func minutes(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }

func mustGaps(t *testing.T, r *Reader) []Gap {
	t.Helper()
	gaps, err := r.Gaps(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return gaps
}

// must wants no error.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestBeatsAndGapsAreKept(t *testing.T) {
	s, dir := openTemp(t)
	if b, err := s.LastBeat(t.Context()); err != nil || b != (Beat{}) {
		t.Fatalf("a new folder: %+v, %v", b, err)
	}
	must(t, s.Beat(t.Context(), minutes(0)))
	goesOn := Gap{ID: 1, Began: minutes(1), Cause: NoWayIn}
	must(t, s.Beat(t.Context(), minutes(2), goesOn), s.Beat(t.Context(), minutes(2), goesOn))
	if got := mustGaps(t, s.Reader); !reflect.DeepEqual(got, []Gap{goesOn}) {
		t.Errorf("%+v", got)
	}
	ended := Gap{ID: 1, Began: minutes(1), Ended: minutes(5), Cause: Asleep}
	other := Gap{ID: 2, Began: minutes(9), Ended: minutes(9), Cause: "of a later version"}
	must(t, s.Beat(t.Context(), minutes(10), ended, other), s.Close())

	r, err := OpenReader(dir, nil)
	must(t, err)
	defer r.Close()
	if got := mustGaps(t, r); !reflect.DeepEqual(got, []Gap{other, ended}) {
		t.Errorf("%+v", got)
	}
	if b, err := r.LastBeat(t.Context()); err != nil || b != (Beat{At: minutes(10), Last: 2}) {
		t.Errorf("%+v, %v", b, err)
	}
	for _, c := range []struct {
		from, to time.Time
		want     int
	}{{minutes(0), minutes(1), 0}, {minutes(0), minutes(2), 1}, {minutes(4), minutes(20), 2}, {minutes(5), minutes(8), 0}} {
		if got, err := r.GapsBetween(t.Context(), c.from, c.to); err != nil || len(got) != c.want {
			t.Errorf("between %v and %v: %+v, %v", c.from, c.to, got, err)
		}
	}
	if got, err := r.Gaps(t.Context(), 2, 1); err != nil || len(got) != 1 || got[0].ID != 1 {
		t.Errorf("a page: %+v, %v", got, err)
	}
}

func TestWhatCannotBeAGapIsRefused(t *testing.T) {
	s, _ := openTemp(t)
	if err := s.Beat(t.Context(), minutes(5), Gap{ID: 1, Began: minutes(5), Ended: minutes(4), Cause: Unknown}); err == nil {
		t.Error("kept")
	}
	if b, err := s.LastBeat(t.Context()); err != nil || !b.At.IsZero() {
		t.Errorf("half of it was: %+v, %v", b, err)
	}
	appendMarker(t, s, 1)
}

func TestRulings(t *testing.T) {
	s, _ := openTemp(t)
	gap := Gap{ID: 1, Began: minutes(1), Ended: minutes(2), Cause: NotRunning}
	must(t, s.Beat(t.Context(), minutes(2), gap))
	want := func(change func(*Gap)) {
		t.Helper()
		change(&gap)
		if got := mustGaps(t, s.Reader); !reflect.DeepEqual(got, []Gap{gap}) {
			t.Errorf("got  %+v\nwant %+v", got, gap)
		}
	}
	rule := func(r Ruling) {
		t.Helper()
		r.Gap = 1
		must(t, s.Rule(t.Context(), 0, r))
	}
	rule(Ruling{Issued: 2, Late: 1})
	rule(Ruling{Late: 4, Close: ByLateDelivery, At: minutes(3)})
	want(func(g *Gap) { g.Issued, g.Late, g.Closed, g.ClosedBy = 2, 5, minutes(3), ByLateDelivery })
	rule(Ruling{Close: ByRetries, At: minutes(4)}) // it is closed
	want(func(*Gap) {})
	rule(Ruling{Reopen: true, At: minutes(4), Settled: true})
	want(func(g *Gap) { g.Closed, g.ClosedBy, g.Settled = time.Time{}, "", true })
	must(t, s.TickGap(t.Context(), 1))
	rule(Ruling{Reopen: true, At: minutes(5)}) // from before the tick
	if got := mustGaps(t, s.Reader)[0]; got.ClosedBy != ByStaff {
		t.Errorf("%+v", got)
	}
	gap.Ended = time.Time{}
	must(t, s.Beat(t.Context(), minutes(6), gap)) // it was not over
	want(func(g *Gap) { g.Settled = false })
	rule(Ruling{Close: ByRetries, At: minutes(7)})
	want(func(*Gap) {})
	if n, err := s.OpenGaps(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
}

func TestWhatIsStillToBeExamined(t *testing.T) {
	s, _ := openTemp(t)
	examined := func(want int64) {
		t.Helper()
		if b, err := s.LastBeat(t.Context()); err != nil || b.Examined != want {
			t.Errorf("%+v, %v, want %d", b, err, want)
		}
	}
	appendMarked(t, s, 1, 3)
	must(t, s.Beat(t.Context(), minutes(1)))
	examined(3)
	appendMarked(t, s, 4, 5)
	must(t, s.Beat(t.Context(), minutes(2)))
	examined(5)
	appendMarked(t, s, 6, 6)
	must(t, s.Beat(t.Context(), minutes(3), Gap{ID: 1, Began: minutes(2), Cause: NoWayIn}))
	appendMarked(t, s, 7, 9)
	must(t, s.Beat(t.Context(), minutes(4), Gap{ID: 1, Began: minutes(2), Ended: minutes(3), Cause: NoWayIn}))
	examined(5)
	mustErase(t, s, 8)
	got, err := s.Arrivals(t.Context(), 5, 2)
	if err != nil || len(got) != 2 || got[0].ID != 6 || got[1].ID != 7 {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = s.Arrivals(t.Context(), 7, 100); err != nil || len(got) != 1 || got[0].ID != 9 {
		t.Errorf("%+v, %v", got, err)
	}
	must(t, s.Rule(t.Context(), 9))
	examined(9)
}

func TestTicksAreInTheLogOfActs(t *testing.T) {
	s, _ := openTemp(t)
	must(t, s.Beat(t.Context(), minutes(9),
		Gap{ID: 1, Began: minutes(1), Ended: minutes(2), Cause: NotRunning},
		Gap{ID: 2, Began: minutes(3), Ended: minutes(4), Cause: NotRunning},
		Gap{ID: 3, Began: minutes(5), Cause: NoWayIn}),
		s.Rule(t.Context(), 0, Ruling{Gap: 2, Close: ByRetries, At: minutes(9)}))
	for id, want := range map[int64]error{3: ErrGoesOn, 4: ErrNotFound} {
		if err := s.TickGap(t.Context(), id); !errors.Is(err, want) {
			t.Errorf("%d: %v, want %v", id, err, want)
		}
	}
	wake, stop := s.Watch()
	defer stop()
	must(t, s.TickGap(t.Context(), 1), s.TickGap(t.Context(), 1), s.TickGap(t.Context(), 2))
	select {
	case <-wake:
	default:
		t.Error("nobody was woken")
	}
	must(t, s.UntickGap(t.Context(), 1), s.UntickGap(t.Context(), 1), s.UntickGap(t.Context(), 2))
	acts := mustVerify(t, s.Reader, ActBegan, ActOpened, ActGapTicked, ActGapTicked)
	for n, ticked := range []bool{true, false} {
		var detail struct {
			Gap      int64
			From, To time.Time
			Ticked   bool
		}
		must(t, json.Unmarshal([]byte(acts[2+n].Detail), &detail))
		if detail.Gap != 1 || !detail.From.Equal(minutes(1)) || !detail.To.Equal(minutes(2)) || detail.Ticked != ticked {
			t.Errorf("%s", acts[2+n].Detail)
		}
	}
	if got := mustGaps(t, s.Reader); !got[2].Open() || got[1].ClosedBy != ByRetries {
		t.Errorf("%+v", got)
	}
}

func TestCheckLooksAtTheGaps(t *testing.T) {
	s, dir := openTemp(t)
	must(t, s.Beat(t.Context(), minutes(9),
		Gap{ID: 1, Began: minutes(1), Ended: minutes(2), Cause: NotRunning},
		Gap{ID: 2, Began: minutes(3), Ended: minutes(4), Cause: NotRunning}), s.TickGap(t.Context(), 1), s.Close())
	mustCheck(t, dir, testCustody)
	for change, want := range map[string]string{
		`PRAGMA ignore_check_constraints = 1; UPDATE gap SET ended = began - 1 WHERE id = 2`: "gap 2 in receiving: it ends before it begins",
		`UPDATE gap SET ended = NULL WHERE id = 1`:                                           "gap 1 in receiving: it goes on, but a later one has begun",
		`UPDATE gap SET closed = 5 WHERE id = 2`:                                             "gap 2 in receiving: what closed it is not said",
		`UPDATE gap SET ended = NULL, closed = 5, closed_by = 'x' WHERE id = 2`:              "gap 2 in receiving: it is closed, but goes on",
	} {
		copied := filepath.Join(t.TempDir(), "copied")
		must(t, os.CopyFS(copied, os.DirFS(dir)))
		spoil(t, copied, change)
		found, err := Check(t.Context(), copied, testCustody, rereadMarked)
		if err != nil || !strings.Contains(strings.Join(found.Problems, "\n"), want) {
			t.Errorf("%s: %q, %v", change, found.Problems, err)
		}
	}
}

// folderBefore makes a folder as the version made it that did not have a
// migration yet.
func folderBefore(t *testing.T, migration string, records int) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, databaseName)
	names, err := migrationFiles.ReadDir("migrations")
	must(t, err)
	scripts, err := migrations()
	must(t, err)
	db, err := connectNew(path)
	must(t, err)
	for n, name := range names {
		if strings.HasSuffix(name.Name(), migration) {
			break
		}
		must(t, step(db, scripts[n], n+1))
	}
	// Today's writer looks failures up by indexes that the folder did not have.
	resolved := slices.IndexFunc(names, func(e fs.DirEntry) bool { return strings.HasSuffix(e.Name(), "_resolved.sql") })
	_, err = db.Exec(scripts[resolved])
	must(t, err)
	must(t, makeKeys(db, testCustody))
	reader, err := openReader(path, testCustody)
	must(t, err)
	must(t, recordOpening(db, reader.keys), db.Close())
	w, err := startWriter(path, func() {})
	must(t, err)
	s := &Store{Reader: reader, writer: w}
	appendMarked(t, s, 1, records)
	must(t, reader.Close(), w.close())
	spoil(t, dir, "DROP INDEX issuance_failed_contact; DROP INDEX issuance_failed_subject")
	return dir
}

func TestAFolderOfBeforeHasNoGaps(t *testing.T) {
	dir := folderBefore(t, "_gaps.sql", 20)
	if _, err := OpenReader(dir, nil); !errors.Is(err, ErrOlder) {
		t.Errorf("%v", err)
	}
	s, err := Open(dir, testCustody)
	must(t, err)
	defer s.Close()
	b, err := s.LastBeat(t.Context())
	if err != nil || !b.At.IsZero() || len(mustGaps(t, s.Reader)) != 0 {
		t.Errorf("%+v, %v", b, err)
	}
	must(t, s.Beat(t.Context(), minutes(1)))
	if b, err = s.LastBeat(t.Context()); err != nil || b.Examined != 20 {
		t.Errorf("%+v, %v", b, err)
	}
	if found := mustCheck(t, dir, testCustody); found.Opened != 20 {
		t.Errorf("%+v", found)
	}
}

func TestRestoredFoldersKnowOfTheBackup(t *testing.T) {
	for name, prepare := range map[string]func(s *Store) time.Time{
		"with a beat": func(s *Store) time.Time {
			must(t, s.Beat(t.Context(), minutes(7), Gap{ID: 1, Began: minutes(1), Ended: minutes(2), Cause: NotRunning}))
			return minutes(7)
		},
		"without one": func(s *Store) time.Time {
			d, i := marked(4)
			d.ReceivedAt = minutes(3)
			_, err := s.Append(t.Context(), d, i)
			must(t, err)
			return minutes(3)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openTemp(t)
			appendMarked(t, s, 1, 3)
			want := prepare(s)
			file, p := filepath.Join(t.TempDir(), "b"), passphrase(t, "correct horse")
			_, err := Backup(t.Context(), dir, file, p, testCustody)
			must(t, err)
			there := filepath.Join(t.TempDir(), "there")
			_, err = restoreFile(t, file, there, p, testCustody)
			must(t, err)
			again, err := Open(there, testCustody)
			must(t, err)
			defer again.Close()
			if b, err := again.LastBeat(t.Context()); err != nil || !b.Restored || !b.At.Equal(want) {
				t.Errorf("%+v, %v, want %v", b, err, want)
			}
			if got, want := mustGaps(t, again.Reader), mustGaps(t, s.Reader); !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
			must(t, again.Beat(t.Context(), minutes(20)))
			if b, err := again.LastBeat(t.Context()); err != nil || b.Restored {
				t.Errorf("%+v, %v", b, err)
			}
			if b, err := s.LastBeat(t.Context()); err != nil || b.Restored {
				t.Errorf("the folder that was backed up: %+v, %v", b, err)
			}
		})
	}
}

func TestAnEmptyBackupKnowsOfNoBeat(t *testing.T) {
	_, dir := openTemp(t)
	file, p := filepath.Join(t.TempDir(), "b"), passphrase(t, "correct horse")
	_, err := Backup(t.Context(), dir, file, p, testCustody)
	must(t, err)
	there := filepath.Join(t.TempDir(), "there")
	_, err = restoreFile(t, file, there, p, testCustody)
	must(t, err)
	r, err := OpenReader(there, nil)
	must(t, err)
	defer r.Close()
	if b, err := r.LastBeat(t.Context()); err != nil || b != (Beat{}) {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestBeatsShareCommits has beats, rulings and ticks come among deliveries.
func TestBeatsShareCommits(t *testing.T) {
	s, dir := openTemp(t)
	must(t, s.Beat(t.Context(), minutes(0), Gap{ID: 1, Began: minutes(0), Ended: minutes(0), Cause: Unknown}))
	var all sync.WaitGroup
	for c := range 4 {
		all.Go(func() { appendMarked(t, s, c*100+1, c*100+100) })
	}
	all.Go(func() {
		for n := range 100 {
			if err := errors.Join(
				s.Beat(context.Background(), minutes(n), Gap{ID: 2, Began: minutes(n), Ended: minutes(n), Cause: NoWayIn}),
				s.Rule(context.Background(), 0, Ruling{Gap: 1, Late: 1}),
				s.TickGap(context.Background(), 2), s.UntickGap(context.Background(), 2)); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	if got := mustGaps(t, s.Reader); len(got) != 2 || got[1].Late != 100 || !got[0].Began.Equal(minutes(99)) {
		t.Errorf("%+v", got)
	}
	if found := mustCheck(t, dir, testCustody); found.Opened != 400 {
		t.Errorf("%+v", found)
	}
}

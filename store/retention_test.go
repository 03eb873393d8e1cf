package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// cutoff is when records begin to be young, in the tests.
var cutoff = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// since keeps an issuance that was sent and received so long after the cutoff,
// and gives its id.
func since(t *testing.T, s *Store, sent, received time.Duration, i Issuance) int64 {
	t.Helper()
	d := deliveryOf(fmt.Sprintf("msg %d %s %s", i.Status, i.ActionID, sent), i)
	d.SentAt, d.ReceivedAt = cutoff.Add(sent), cutoff.Add(received)
	if duplicate, err := s.Append(t.Context(), d, i); err != nil || duplicate {
		t.Fatal(duplicate, err)
	}
	all := everything(t, s.Reader)
	return all[len(all)-1].ID
}

// left are the ids that are there, without those of before.
func left(t *testing.T, s *Store) (ids []int64) {
	t.Helper()
	for _, i := range everything(t, s.Reader) {
		ids = append(ids, i.ID)
	}
	return ids
}

func TestOldRecordsGo(t *testing.T) {
	const day = 24 * time.Hour
	for _, sole := range []bool{false, true} {
		t.Run(fmt.Sprintf("sole copies %v", sole), func(t *testing.T) {
			s, dir := openTemp(t)
			of := func(n int, status Status) Issuance {
				_, i := marked(n)
				i.Status = status
				return i
			}
			failed := since(t, s, -3*day, -3*day, of(1, Failed))
			credential := since(t, s, -2*day, -2*day, of(2, Succeeded))
			slow := since(t, s, time.Hour, -2*day, of(3, Failed)) // our clock was behind
			early := since(t, s, -2*day, 0, of(4, Failed))        // the sender's was
			weighty := since(t, s, -2*day, -2*day, of(6, Succeeded))
			unknown := since(t, s, -2*day, -2*day, Issuance{Status: Other, ActionID: "act-5"}) // its body may hold one
			late := since(t, s, day, day, of(6, Failed))                                       // the older one stands for it
			overtaken := since(t, s, -2*day, -2*day, of(7, Pending))
			settled := since(t, s, day, day, of(7, Succeeded))
			revoking := since(t, s, -2*day, -2*day, of(8, Succeeded))
			if _, err := s.Ledger().BeginRevocation(t.Context(), revoking, "staging", cutoff); err != nil {
				t.Fatal(err)
			}
			roster := keepRoster(t, s, Roster{Name: "Graduation", People: []Expected{{Number: 1, Name: "Ada", Contact: "ada1@example.org"}}})
			if err := s.Judge(t.Context(), roster, Verdict{1, failed, true}); err != nil {
				t.Fatal(err)
			}

			if old, err := s.Old(t.Context(), cutoff); err != nil || old != (Old{Records: 4, SoleCopies: 2}) {
				t.Errorf("old are %+v, %v", old, err)
			}
			want, erased := []int64{credential, slow, early, weighty, unknown, late, settled, revoking}, 2
			if sole {
				want, erased = []int64{slow, early, weighty, late, settled, revoking}, 4
			}
			for _, n := range []int{erased, 0} {
				if got, err := s.EraseOld(t.Context(), cutoff, sole, 100); err != nil || got != n {
					t.Errorf("%d erased, %v, want %d", got, err, n)
				}
			}
			if got := left(t, s); !slices.Equal(got, want) {
				t.Errorf("left are %v, want %v", got, want)
			}
			if list, verdicts := rosterOf(t, s.Reader, roster); len(list.People) != 1 || len(verdicts) != 0 {
				t.Errorf("on the roster are %+v, said is %+v", list.People, verdicts)
			}
			for _, a := range allActs(t, s.Reader) {
				if a.Kind == ActErased && (a.Detail != erasedByAge || a.Issuance != failed && a.Issuance != overtaken && a.Issuance != credential && a.Issuance != unknown) {
					t.Errorf("the log tells %+v", a)
				}
			}
			if _, err := s.VerifyActs(t.Context()); err != nil {
				t.Error(err)
			}
			if c := mustCheckRows(t, dir); c.Erased != int64(erased) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// TestOldRecordsLeaveNothing, some at a time, the oldest first.
func TestOldRecordsLeaveNothing(t *testing.T) {
	s, dir := crowd(t)
	all := everything(t, s.Reader)
	after := time.Now().Add(time.Minute)
	for _, step := range []struct{ limit, want int }{{7, 7}, {oldChunk, 309}, {10, 0}} {
		if n, err := s.EraseOld(t.Context(), after, true, step.limit); err != nil || n != step.want {
			t.Fatalf("%d erased, %v, want %d", n, err, step.want)
		}
		rest := left(t, s)
		if len(rest) > 0 && rest[0] != all[step.limit].ID {
			t.Errorf("the oldest is %d", rest[0])
		}
	}
	if hits := found(t, dir, []string{"ada 000", "Ada 000", rare[0]}); len(hits) > 0 {
		t.Errorf("left: %q", hits)
	}
	mustCheckRows(t, dir)
}

// TestAPersonIsForgottenThoughOld: who is erased as a person while their record
// waits to go for its age leaves the rosters.
func TestAPersonIsForgottenThoughOld(t *testing.T) {
	s, _ := openTemp(t)
	appendMarked(t, s, 1, 1)
	roster := keepRoster(t, s, Roster{Name: "Graduation", People: []Expected{{Number: 1, Name: "Ada", Contact: "ada1@example.org"}}})
	for _, before := range []int64{1, 0, 1} {
		if err := s.order(t.Context(), []int64{1}, true, before); err != nil {
			t.Fatal(err)
		}
	}
	mustErase(t, s)
	if list, _ := rosterOf(t, s.Reader, roster); len(list.People) != 0 {
		t.Errorf("on the roster are %+v", list.People)
	}
}

func TestLastSent(t *testing.T) {
	s, _ := openTemp(t)
	want := func(at time.Time) {
		t.Helper()
		if got, err := s.LastSent(t.Context()); err != nil || !got.Equal(at) {
			t.Errorf("%v, %v, want %v", got, err, at)
		}
	}
	want(time.Time{})
	_, one := marked(1)
	_, two := marked(2)
	since(t, s, time.Hour, 2*time.Hour, one)
	id := since(t, s, 3*time.Hour, 2*time.Hour, two)
	want(cutoff.Add(3 * time.Hour))
	if _, _, err := s.Ledger().Watch(t.Context(), Record{
		Origin: Watched, At: cutoff.Add(9 * time.Hour), Body: []byte("{}"), Issuance: Issuance{Status: Pending, ActionID: "act-9"},
	}); err != nil {
		t.Fatal(err)
	}
	want(cutoff.Add(3 * time.Hour)) // what nobody sent says nothing
	mustErase(t, s, id)
	want(cutoff.Add(time.Hour))
}

func TestWithoutTheKeyNothingOldGoes(t *testing.T) {
	s, err := Open(folderOf(t, closedFolder(t, 5)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n, err := s.EraseOld(t.Context(), time.Now().Add(time.Hour), true, 10); !errors.Is(err, ErrLocked) || n != 0 {
		t.Errorf("%d, %v, want ErrLocked", n, err)
	}
	if got := left(t, s); len(got) != 5 {
		t.Errorf("left are %v", got)
	}
}

// TestWhatIsNotOldAnyMoreStays, though it was when its erasing was ordered.
func TestWhatIsNotOldAnyMoreStays(t *testing.T) {
	const day = 24 * time.Hour
	s, dir := openTemp(t)
	of := func(n int, status Status) Issuance {
		_, i := marked(n)
		i.Status = status
		return i
	}
	var old []int64
	for n := range 4 {
		old = append(old, since(t, s, -2*day, -2*day, of(n+1, [...]Status{Failed, Succeeded, Succeeded, Failed}[n])))
	}
	if err := s.order(t.Context(), old, true, cutoff.UnixMilli()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ledger().BeginRevocation(t.Context(), old[1], "staging", cutoff); err != nil {
		t.Fatal(err)
	}
	late := since(t, s, day, day, of(3, Failed)) // the third stands for it
	// The clock was behind when this came, but not the sender's.
	behind := since(t, s, day, -2*day, of(3, Pending))
	if err := s.eraser.finish(t.Context(), s.life); err != nil {
		t.Fatal(err)
	}
	if got, want := left(t, s), []int64{old[1], old[2], late, behind}; !slices.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
	mustErase(t, s, late)
	if n, err := s.EraseOld(t.Context(), cutoff, true, 10); err != nil || n != 0 {
		t.Errorf("%d went, %v", n, err)
	}
	if c := mustCheckRows(t, dir); c.Erased != 3 {
		t.Errorf("%+v", c)
	}
}

// TestWhatIsStillWatchedStays, until it is given up.
func TestWhatIsStillWatchedStays(t *testing.T) {
	s, _ := openTemp(t)
	l := s.Ledger()
	watch := func() int64 {
		t.Helper()
		ids, _, err := l.Watch(t.Context(), Record{
			Origin: Watched, At: cutoff.Add(-time.Hour), Body: []byte("{}"), Issuance: Issuance{Status: Pending, ActionID: "act-9"},
		})
		if err != nil {
			t.Fatal(err)
		}
		return ids[0]
	}
	id := watch()
	give := func() {
		t.Helper()
		if err := l.Answer(t.Context(), Answered{Watch: id, At: cutoff, End: true}); err != nil {
			t.Fatal(err)
		}
	}
	give()
	watch() // somebody wants it watched again
	for want := range 2 {
		if n, err := s.EraseOld(t.Context(), cutoff, true, 10); err != nil || n != want {
			t.Errorf("%d went, %v, want %d", n, err, want)
		}
		give()
	}
}

// TestWhatWasTakenInCountsFromThen, however long it had been in quarantine.
func TestWhatWasTakenInCountsFromThen(t *testing.T) {
	s, _ := openTemp(t)
	r := refusal(Stale, 1)
	r.ReceivedAt = time.Now().AddDate(-2, 0, 0)
	r.LastAt, r.SignedAt = r.ReceivedAt, r.ReceivedAt
	mustReject(t, s, r)
	_, i := marked(1)
	d := Delivery{MessageID: r.MessageID, SentAt: r.SignedAt, ReceivedAt: r.ReceivedAt, Body: r.Body}
	if _, err := s.Promote(t.Context(), idOf(t, s.Reader, r.MessageID), d, i, true); err != nil {
		t.Fatal(err)
	}
	for want, before := range []time.Time{time.Now().Add(-time.Hour), time.Now().Add(time.Hour)} {
		if n, err := s.EraseOld(t.Context(), before, true, 10); err != nil || n != want {
			t.Errorf("before %v, %d went, %v, want %d", before, n, err, want)
		}
	}
}

// TestARestoredFolderKeepsAll that would go for its age: it may have been made for
// the sake of that.
func TestARestoredFolderKeepsAll(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 3)
	if err := s.Set(t.Context(), RetentionSetting, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	file, p := filepath.Join(t.TempDir(), "records.passdesk"), passphrase(t, "correct horse")
	// Ordered, but the process ended before it was done: by then, of one as a person.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, dir, `INSERT INTO erasure (issuance, by_age) VALUES (1, 4102444800000), (2, 0)`)
	if _, err := Backup(t.Context(), dir, file, p, testCustody); err != nil {
		t.Fatal(err)
	}
	there := filepath.Join(t.TempDir(), "folder")
	if _, err := restoreFile(t, file, there, p, testCustody); err != nil {
		t.Fatal(err)
	}
	again, err := Open(there, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.eraser.finish(t.Context(), again.life); err != nil {
		t.Fatal(err)
	}
	if got := left(t, again); !slices.Equal(got, []int64{1, 3}) {
		t.Errorf("left are %v", got)
	}
	if value, err := again.Setting(t.Context(), RetentionSetting); err != nil || value != nil {
		t.Errorf("it is kept: %q, %v", value, err)
	}
	mustVerify(t, again.Reader, ActBegan, ActOpened, ActSettingsSet, ActSettingsSet, ActRestored, ActOpened, ActErased)
	mustCheckRows(t, there)
}

// TestWhatWasOrderedIsTakenBack when records are kept for another time, but not
// what is erased as a person.
func TestWhatWasOrderedIsTakenBack(t *testing.T) {
	s, _ := openTemp(t)
	appendMarked(t, s, 1, 4)
	for id, before := range map[int64]int64{1: cutoff.UnixMilli(), 2: 0, 3: time.Now().UnixMilli()} {
		if err := s.order(t.Context(), []int64{id}, true, before); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetRetention(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.eraser.finish(t.Context(), s.life); err != nil {
		t.Fatal(err)
	}
	if got := left(t, s); !slices.Equal(got, []int64{1, 3, 4}) {
		t.Errorf("left are %v", got)
	}
}

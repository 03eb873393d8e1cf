package store

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// graduates is a roster of three people.
func graduates() Roster {
	return Roster{
		Name: "Graduation 2026", File: "list.xlsx", ReadAt: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC), About: "template:diploma",
		People: []Expected{
			{Number: 2, Name: "Ada Quillfeather", Contact: "Ada.Quillfeather@example.org"},
			{Number: 3, Name: "Zoë Umbrellastand"},
			{Number: 5, Name: "Grace Hopper", Ident: "act-grace"},
		},
	}
}

func keepRoster(t *testing.T, s *Store, r Roster) int64 {
	t.Helper()
	id, err := s.KeepRoster(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func rosterOf(t *testing.T, r *Reader, id int64) (Roster, []Verdict) {
	t.Helper()
	one, verdicts, err := r.Roster(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return one, verdicts
}

func TestRostersAreKeptSealed(t *testing.T) {
	s, dir := openTemp(t)
	want := graduates()
	want.ID = keepRoster(t, s, want)
	other := keepRoster(t, s, Roster{Name: "Staff", People: []Expected{{Number: 1, Name: "Alan Turing"}}})
	for _, v := range []Verdict{{2, 41, false}, {3, 40, true}, {2, 41, true}} {
		if err := s.Judge(t.Context(), want.ID, v); err != nil {
			t.Fatal(err)
		}
	}
	same := func(r *Reader) {
		t.Helper()
		got, verdicts := rosterOf(t, r, want.ID)
		if got.Name != want.Name || got.About != want.About || !got.ReadAt.Equal(want.ReadAt) || !slices.Equal(got.People, want.People) {
			t.Errorf("kept %+v, want %+v", got, want)
		}
		if !slices.Equal(verdicts, []Verdict{{2, 41, true}, {3, 40, true}}) {
			t.Errorf("verdicts: %+v", verdicts)
		}
	}
	same(s.Reader)
	if hits := found(t, dir, []string{"Quillfeather", "Umbrellastand", "Graduation", "list.xlsx"}); len(hits) > 0 {
		t.Errorf("in clear: %q", hits)
	}
	if err := s.RenewKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(s.Reader)
	mustCheck(t, dir, testCustody)

	if err := s.RemoveRoster(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveRoster(t.Context(), other); !errors.Is(err, ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if err := s.Judge(t.Context(), other, Verdict{1, 1, true}); !errors.Is(err, ErrNotFound) {
		t.Errorf("judged what is gone: %v", err)
	}
	if all, err := s.Rosters(t.Context()); err != nil || len(all) != 1 || all[0].ID != want.ID {
		t.Errorf("left: %+v, %v", all, err)
	}
	var told []string
	for _, a := range allActs(t, s.Reader) {
		if a.Kind == ActRosterSet {
			told = append(told, a.Detail)
		}
	}
	if got := strings.Join(told, ""); got != `{"roster":1,"count":3,"removed":false}{"roster":2,"count":1,"removed":false}{"roster":2,"count":0,"removed":true}` {
		t.Errorf("log of acts: %s", got)
	}
	r, err := OpenReader(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	same(r)
}

// TestVerdictsGoWithTheirPeople: and those on the others stay.
func TestVerdictsGoWithTheirPeople(t *testing.T) {
	s, dir := openTemp(t)
	r := graduates()
	r.ID = keepRoster(t, s, r)
	for _, p := range r.People {
		must(t, s.Judge(t.Context(), r.ID, Verdict{p.Number, 40, true}))
	}
	r.People = r.People[1:]
	keepRoster(t, s, r)
	if _, verdicts := rosterOf(t, s.Reader, r.ID); !slices.Equal(verdicts, []Verdict{{3, 40, true}, {5, 40, true}}) {
		t.Errorf("left: %+v", verdicts)
	}
	mustCheck(t, dir, testCustody)
}

func TestRostersAreBounded(t *testing.T) {
	s, _ := openTemp(t)
	if _, err := s.KeepRoster(t.Context(), Roster{People: make([]Expected, MaxExpected+1)}); !errors.Is(err, ErrRosters) {
		t.Errorf("too many people: %v", err)
	}
	if _, err := s.KeepRoster(t.Context(), Roster{ID: 7}); !errors.Is(err, ErrNotFound) {
		t.Errorf("in place of none: %v", err)
	}
	for range MaxRosters {
		keepRoster(t, s, Roster{Name: "one of many"})
	}
	if _, err := s.KeepRoster(t.Context(), Roster{}); !errors.Is(err, ErrRosters) {
		t.Errorf("one too many: %v", err)
	}
}

func TestADamagedRosterIsFound(t *testing.T) {
	s, dir := openTemp(t)
	keepRoster(t, s, graduates())
	keepRoster(t, s, graduates())
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, change := range []string{`UPDATE roster SET sealed = (SELECT sealed FROM roster WHERE id = 2) WHERE id = 1`, `DELETE FROM roster_key WHERE roster = 2`} {
		if _, err := db.Exec(change); err != nil {
			t.Fatal(err)
		}
	}
	report, err := Check(t.Context(), dir, testCustody, nil)
	if err != nil || len(report.Problems) != 2 || !strings.HasPrefix(report.Problems[0], "roster 1: ") || report.Problems[1] != "roster 2 has no key" {
		t.Errorf("%q, %v", report.Problems, err)
	}
	if _, _, err := s.Roster(t.Context(), 1); !errors.Is(err, ErrDamaged) {
		t.Errorf("opened: %v", err)
	}
}

// TestErasingTakesPeopleOffRosters by contact, by id, by name where there is
// nothing else, and where staff said so.
func TestErasingTakesPeopleOffRosters(t *testing.T) {
	s, dir := openTemp(t)
	id := keepRoster(t, s, graduates())
	staff := keepRoster(t, s, Roster{Name: "Staff", People: []Expected{
		{Number: 1, Name: "A. Q.", Contact: "private@example.net"},
		{Number: 2, Name: "Ada Quillfeather", Contact: "a.namesake@example.net"},
	}})
	var ids []int64
	for _, i := range []Issuance{
		{Status: Failed, SubjectName: "Ada Quillfeather", SubjectContact: "ada.quillfeather@example.org", ActionID: "act-ada"},
		{Status: Failed, SubjectName: "Zoe Umbrellastand", ActionID: "act-zoe"},
		{Status: Failed, ActionID: "act-grace"},
	} {
		if _, err := s.Append(t.Context(), Delivery{MessageID: i.ActionID, ReceivedAt: time.Now()}, i); err != nil {
			t.Fatal(err)
		}
		newest, err := s.Newest(t.Context(), Filter{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, newest[0].ID)
	}
	if err := s.Judge(t.Context(), staff, Verdict{1, ids[0], true}); err != nil {
		t.Fatal(err)
	}
	listed, err := s.OnRosters(t.Context(), ids[:1])
	if err != nil || len(listed) != 2 || listed[0].Roster != "Graduation 2026" || listed[0].Number != 2 || listed[1].Name != "A. Q." {
		t.Errorf("on rosters: %+v, %v", listed, err)
	}
	for n, left := range [][]int{{3, 5}, {5}, {}} {
		mustErase(t, s, ids[n])
		kept, verdicts := rosterOf(t, s.Reader, id)
		var numbers []int
		for _, p := range kept.People {
			numbers = append(numbers, p.Number)
		}
		if !slices.Equal(numbers, left) || len(verdicts) != 0 {
			t.Errorf("after erasing %d: %v, %v", n, numbers, verdicts)
		}
	}
	kept, verdicts := rosterOf(t, s.Reader, staff)
	if len(kept.People) != 1 || kept.People[0].Number != 2 || len(verdicts) != 0 {
		t.Errorf("of the staff: %+v, %+v", kept, verdicts)
	}
	mustCheck(t, dir, testCustody)
}

func TestNamedAndCurrentFollowWhatSupersedes(t *testing.T) {
	s, _ := openTemp(t)
	for n, i := range []Issuance{
		{Status: Failed, ActionID: "act-1"},
		{Status: Succeeded, ActionID: "act-1", CredentialID: "urn:1"}, // takes the failure's place
		{Status: Failed, ActionID: "act-2", SubjectID: "did:key:z2"},
	} {
		if _, err := s.Append(t.Context(), Delivery{MessageID: string(rune('a' + n)), ReceivedAt: time.Now()}, i); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Named(t.Context(), []string{"act-1", "urn:1", "ACT-2", "did:key:z2", "", "nobody"})
	if err != nil || len(got) != 3 || !slices.Equal(got["act-1"], []int64{2}) || !slices.Equal(got["urn:1"], []int64{2}) || !slices.Equal(got["did:key:z2"], []int64{3}) {
		t.Errorf("named: %v, %v", got, err)
	}
	now, err := s.Current(t.Context(), []int64{1, 2, 3, 99})
	if err != nil || len(now) != 3 || now[1] != 2 || now[2] != 2 || now[3] != 3 {
		t.Errorf("current: %v, %v", now, err)
	}
	list, err := s.List(t.Context(), Filter{Latest: true}, Order{})
	if err != nil {
		t.Fatal(err)
	}
	mustErase(t, s, 3)
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	var seen []int64
	if err := s.Glimpses(t.Context(), list, func(g Glimpse) { seen = append(seen, g.ID) }); err != nil || !slices.Equal(seen, []int64{2}) {
		t.Errorf("glimpses: %v, %v", seen, err)
	}
}

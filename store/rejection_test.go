package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/store/vault"
)

// came is when the requests of these tests are refused.
var came = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// refusal is the n-th request that was refused for a reason.
func refusal(reason Reason, n int) Rejection {
	at := came.Add(time.Duration(n) * time.Second)
	r := Rejection{
		Reason: reason, ReceivedAt: at, LastAt: at, Times: 1, Agent: "curl", Peer: fmt.Sprintf("192.0.%d.0/24", n%256), Size: -1,
		MessageID: fmt.Sprintf("msg_%06d", n),
	}
	if reason.MaxBody() > 0 {
		r.Body = fmt.Appendf(nil, `{"quarantined":"body of %s %06d"}`, reason, n)
		r.Proof = fmt.Appendf(nil, "signature %06d", n)
		r.Size = int64(len(r.Body))
		r.SignedAt = at.Add(-time.Hour)
	}
	return r
}

func mustReject(t testing.TB, s *Store, all ...Rejection) (dropped int) {
	t.Helper()
	for some := range slices.Chunk(all, 64) {
		n, err := s.Reject(t.Context(), some...)
		if err != nil {
			t.Fatal(err)
		}
		dropped += n
	}
	return dropped
}

// mustList gives the whole quarantine, newest first.
func mustList(t testing.TB, r *Reader) []Rejection {
	t.Helper()
	all, err := r.Rejections(t.Context(), 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// mustCount wants so many entries.
func mustCount(t testing.TB, r *Reader, want map[Reason]int) {
	t.Helper()
	got, err := r.CountRejections(t.Context())
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("counted %v, %v, want %v", got, err, want)
	}
}

// idOf finds the entry of a message.
func idOf(t testing.TB, r *Reader, message string) int64 {
	t.Helper()
	for _, e := range mustList(t, r) {
		if e.MessageID == message {
			return e.ID
		}
	}
	t.Fatalf("%s is not in quarantine", message)
	return 0
}

func TestRejectionsAreKeptApart(t *testing.T) {
	s, dir := openTemp(t)
	var all []Rejection
	want := map[Reason]int{}
	for reason := range shareOf {
		all = append(all, refusal(reason, len(all)))
		want[reason] = 1
	}
	if dropped := mustReject(t, s, all...); dropped != 0 {
		t.Errorf("%d dropped", dropped)
	}
	mustCount(t, s.Reader, want)
	listed := mustList(t, s.Reader)
	slices.Reverse(listed)
	for n, got := range listed {
		if got.Body != nil || got.Proof != nil || got.ID == 0 || got.Kept != (got.Reason.MaxBody() > 0) {
			t.Errorf("listed %+v", got)
		}
		one, err := s.Rejection(t.Context(), got.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := all[n]
		want.ID, want.Kept = got.ID, got.Kept
		if fmt.Sprintf("%+v", one) != fmt.Sprintf("%+v", want) {
			t.Errorf("got  %+v\nwant %+v", one, want)
		}
	}
	if two, err := s.Rejections(t.Context(), 2); err != nil || len(two) != 2 || two[0].MessageID != all[len(all)-1].MessageID {
		t.Errorf("the newest two: %v, %v", two, err)
	}
	if _, err := s.Rejection(t.Context(), 5); !errors.Is(err, ErrNotFound) {
		t.Errorf("none: %v", err)
	}
	if rows := everything(t, s.Reader); len(rows) != 0 {
		t.Errorf("%d issuances", len(rows))
	}
	if c, err := s.Counts(t.Context()); err != nil || c != (Counts{}) {
		t.Errorf("counts %+v, %v", c, err)
	}
	if found := mustCheck(t, dir, testCustody); found.Deliveries != 0 {
		t.Errorf("%+v", found)
	}
	if _, err := s.Reject(t.Context(), Rejection{Reason: "because"}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("an unknown reason: %v", err)
	}
}

func TestTheSameIsCounted(t *testing.T) {
	s, _ := openTemp(t)
	first := refusal(NoSecret, 1)
	again := first
	again.Reason, again.Times = OtherSecret, 4
	again.ReceivedAt, again.LastAt = came.Add(time.Hour), came.Add(2*time.Hour)
	otherBody := first
	otherBody.Body = []byte("another body")
	mustReject(t, s, first, again, otherBody)
	knock := refusal(Unsigned, 2)
	mustReject(t, s, knock, knock, knock)
	mustCount(t, s.Reader, map[Reason]int{OtherSecret: 1, NoSecret: 1, Unsigned: 1})
	for _, r := range mustList(t, s.Reader) {
		switch {
		case r.Reason == OtherSecret && (r.Times != 5 || !r.ReceivedAt.Equal(first.ReceivedAt) || !r.LastAt.Equal(again.LastAt)),
			r.Reason == NoSecret && r.Times != 1,
			r.Reason == Unsigned && r.Times != 3:
			t.Errorf("%+v", r)
		}
	}
	// What proves to be authentic is worth more than what does not, but not the
	// other way round.
	stale := first
	stale.Reason, stale.ReceivedAt, stale.Proof = Stale, came.Add(3*time.Hour), []byte("better")
	mustReject(t, s, stale, again)
	mustCount(t, s.Reader, map[Reason]int{Stale: 1, NoSecret: 1, Unsigned: 1})
	id := mustList(t, s.Reader)[0].ID
	if got, err := s.Rejection(t.Context(), id); err != nil || got.Times != 10 || string(got.Proof) != "better" || !got.ReceivedAt.Equal(stale.ReceivedAt) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSharesAreBounded(t *testing.T) {
	s, dir := openTemp(t)
	precious := []Rejection{refusal(Stale, 1), refusal(Altered, 2), refusal(NoSecret, 3)}
	mustReject(t, s, precious...)
	var flood []Rejection
	for n := range 1000 {
		unsigned, forged := refusal(Unsigned, 100+n), refusal(OtherSecret, 100+n)
		unsigned.Agent = fmt.Sprint(n) // so that none is the same
		forged.Peer = "198.51.100.0/24"
		flood = append(flood, unsigned, forged)
	}
	if dropped := mustReject(t, s, flood...); dropped != 0 {
		t.Errorf("%d dropped, though older ones can make room", dropped)
	}
	mustCount(t, s.Reader, map[Reason]int{Stale: 1, Altered: 1, NoSecret: 1, OtherSecret: signed.entries - 1, Unsigned: strangers.entries})
	if newest := mustList(t, s.Reader)[0]; newest.MessageID != flood[len(flood)-1].MessageID {
		t.Errorf("the newest is %s", newest.MessageID)
	}
	mustCheck(t, dir, testCustody)
}

func TestSealedBodiesAreBoundedInBytes(t *testing.T) {
	s, _ := openTemp(t)
	noise := func(n, size int) []byte {
		var body []byte
		for m := uint64(n + 1); len(body) < size; m = m*6364136223846793005 + 1442695040888963407 {
			body = append(body, byte(m>>56))
		}
		return body
	}
	for n := range 60 {
		r := refusal(OtherSecret, n)
		r.Body = noise(n, signed.body)
		mustReject(t, s, r)
	}
	big := refusal(OtherSecret, 61)
	big.Body = noise(61, signed.body+1)
	mustReject(t, s, big)
	var held, kept, entries int64
	err := s.db.QueryRow(`SELECT sum(length(sealed)), count(*), (SELECT count(*) FROM rejection) FROM rejection_body`).Scan(&held, &kept, &entries)
	if err != nil || held > signed.bytes || held < signed.bytes/2 || entries != kept+1 {
		t.Errorf("%d bytes in %d bodies of %d entries, %v", held, kept, entries, err)
	}
	if r := mustList(t, s.Reader)[0]; r.Kept || r.MessageID != big.MessageID {
		t.Errorf("one that is too large: %+v", r)
	}
}

// TestTheOldestAuthenticOnesStay: the sender will send the newer ones again for
// longer.
func TestTheOldestAuthenticOnesStay(t *testing.T) {
	s, _ := openTemp(t)
	var all []Rejection
	for n := range authentic.entries + 10 {
		all = append(all, refusal(Stale, n))
	}
	if dropped := mustReject(t, s, all...); dropped != 10 {
		t.Errorf("%d dropped", dropped)
	}
	mustCount(t, s.Reader, map[Reason]int{Stale: authentic.entries})
	idOf(t, s.Reader, all[0].MessageID)
	if dropped := mustReject(t, s, all[0]); dropped != 0 {
		t.Error("one that is there was dropped")
	}
	if err := s.Dismiss(t.Context(), idOf(t, s.Reader, all[0].MessageID)); err != nil {
		t.Fatal(err)
	}
	if dropped := mustReject(t, s, all[len(all)-1], all[len(all)-2]); dropped != 1 {
		t.Errorf("%d dropped where one has room", dropped)
	}
}

// TestNothingIsGivenUpForWhatIsNotKept: an entry stays when the same comes with
// more to tell and there is no room for that, or no key to seal its body with.
func TestNothingIsGivenUpForWhatIsNotKept(t *testing.T) {
	defer func(was int) { authentic.entries = was }(authentic.entries)
	authentic.entries = 2
	s, dir := openTemp(t)
	weak := refusal(OtherSecret, 1)
	strong := weak
	strong.Reason = Stale
	mustReject(t, s, weak, refusal(Stale, 2), refusal(Stale, 3))
	if dropped := mustReject(t, s, strong, refusal(Stale, 4)); dropped != 1 {
		t.Errorf("%d dropped, want the one that is not there", dropped)
	}
	mustStand := func(s *Store, reason Reason, times int64) {
		t.Helper()
		one, err := s.Rejection(t.Context(), idOf(t, s.Reader, weak.MessageID))
		if err != nil || one.Reason != reason || one.Times != times || !bytes.Equal(one.Body, weak.Body) {
			t.Errorf("%+v, %v", one, err)
		}
	}
	mustStand(s, OtherSecret, 2)
	must(t, s.Dismiss(t.Context(), idOf(t, s.Reader, "msg_000003")), s.Close())
	locked, err := Open(dir, nil)
	must(t, err)
	mustReject(t, locked, strong)
	must(t, locked.Close())
	s, err = Open(dir, testCustody)
	must(t, err)
	defer s.Close()
	mustStand(s, OtherSecret, 3)
	mustReject(t, s, strong)
	mustStand(s, Stale, 4)
	mustCheck(t, dir, testCustody)
}

func TestWhatHasArrivedLeaves(t *testing.T) {
	s, dir := openTemp(t)
	before, after, never := refusal(Stale, 1), refusal(OtherSecret, 2), refusal(NoSecret, 3)
	other := refusal(Stale, 1)
	other.Body = []byte("the same message with another body")
	arrive := func(r Rejection) {
		t.Helper()
		if _, err := s.Append(t.Context(), Delivery{MessageID: r.MessageID, Body: r.Body}, Issuance{}); err != nil {
			t.Fatal(err)
		}
	}
	arrive(before)
	mustReject(t, s, before, after, never, other)
	mustCount(t, s.Reader, map[Reason]int{Stale: 1, OtherSecret: 1, NoSecret: 1})
	arrive(after)
	arrive(other) // is kept as a message of its own
	if err := s.TidyRejections(t.Context(), came); err != nil {
		t.Fatal(err)
	}
	mustCount(t, s.Reader, map[Reason]int{NoSecret: 1})
	if dropped := mustReject(t, s, before, after, other); dropped != 0 {
		t.Errorf("%d dropped", dropped)
	}
	mustCount(t, s.Reader, map[Reason]int{NoSecret: 1})
	mustCheckRows(t, dir)
}

func TestErasingTakesTheSameMessageFromQuarantine(t *testing.T) {
	s, dir := openTemp(t)
	r := refusal(Stale, 1)
	if _, err := s.Append(t.Context(), Delivery{MessageID: r.MessageID, Body: []byte("{}")}, Issuance{Status: Failed}); err != nil {
		t.Fatal(err)
	}
	mustReject(t, s, r, refusal(Stale, 2))
	mustCount(t, s.Reader, map[Reason]int{Stale: 2})
	mustErase(t, s, 1)
	mustCount(t, s.Reader, map[Reason]int{Stale: 1})
	mustReject(t, s, r) // from now on, any body of it is one that was erased
	mustCount(t, s.Reader, map[Reason]int{Stale: 1})
	mustCheckRows(t, dir)
}

func TestEntriesExpire(t *testing.T) {
	s, _ := openTemp(t)
	mustReject(t, s, refusal(Stale, 1), refusal(OtherSecret, 2), refusal(Unsigned, 3))
	all := map[Reason]int{Stale: 1, OtherSecret: 1, Unsigned: 1}
	for _, c := range []struct {
		now  time.Time
		want map[Reason]int
	}{
		{came.Add(signed.life - time.Hour), all},
		{came.Add(time.Minute - signed.life), all},
		{came.Add(signed.life + time.Minute), map[Reason]int{Stale: 1}},
		{came.AddDate(10, 0, 0), map[Reason]int{Stale: 1}}, // a clock that is off must not take the only copy
	} {
		if err := s.TidyRejections(t.Context(), c.now); err != nil {
			t.Fatal(err)
		}
		mustCount(t, s.Reader, c.want)
	}
}

// TestAClockThatWasOffEndsNoLife: the entries came while the clock was years
// behind.
func TestAClockThatWasOffEndsNoLife(t *testing.T) {
	s, _ := openTemp(t)
	r := refusal(NoSecret, 1)
	r.ReceivedAt, r.LastAt = time.Unix(0, 0), time.Unix(0, 0)
	mustReject(t, s, r)
	if err := s.TidyRejections(t.Context(), came); err != nil {
		t.Fatal(err)
	}
	mustCount(t, s.Reader, map[Reason]int{NoSecret: 1})
}

func TestQuarantinedBodiesAreSealed(t *testing.T) {
	s, dir := openTemp(t)
	for n := range 50 {
		mustReject(t, s, refusal(Stale, n), refusal(OtherSecret, 100+n))
	}
	texts := []string{"quarantined", "body of", "signature 0"}
	if hits := found(t, dir, texts); len(hits) > 0 {
		t.Errorf("while it is open: %q", hits)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if hits := found(t, dir, texts); len(hits) > 0 {
		t.Errorf("at rest: %q", hits)
	}
	if hits := found(t, dir, []string{"msg_000001", "curl"}); len(hits) == 0 {
		t.Error("the search finds nothing at all")
	}
}

func TestWithoutTheKeyNoBodyIsKept(t *testing.T) {
	s, dir := openTemp(t)
	mustReject(t, s, refusal(NoSecret, 1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	locked, err := Open(dir, vault.Custody{vault.Given(vault.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	mustReject(t, locked, refusal(NoSecret, 1), refusal(OtherSecret, 2), refusal(Unsigned, 3))
	mustCount(t, locked.Reader, map[Reason]int{NoSecret: 1, OtherSecret: 1, Unsigned: 1})
	if r, err := locked.Rejection(t.Context(), idOf(t, locked.Reader, "msg_000002")); err != nil || r.Kept || r.Body != nil {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := locked.Rejection(t.Context(), idOf(t, locked.Reader, "msg_000001")); !errors.Is(err, ErrLocked) {
		t.Errorf("from before: %v", err)
	}
	if err := locked.Close(); err != nil {
		t.Fatal(err)
	}
	// With the key again, the next that is the same brings its body.
	s, err = Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustReject(t, s, refusal(OtherSecret, 2))
	if r, err := s.Rejection(t.Context(), idOf(t, s.Reader, "msg_000002")); err != nil || !r.Kept || len(r.Body) == 0 || r.Times != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	mustCheck(t, dir, testCustody)
}

func TestQuarantineOutlivesRenewalAndBackup(t *testing.T) {
	s, dir := openTemp(t)
	const n = 2*sealChunk + 3
	for m := range n {
		mustReject(t, s, refusal(Stale, m))
	}
	mustReject(t, s, refusal(Unsigned, n))
	if err := s.RenewKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	var old int
	if err := s.db.QueryRow(`SELECT count(*) FROM rejection_body WHERE generation = 1`).Scan(&old); err != nil || old != 0 {
		t.Errorf("%d have their key from the old one, %v", old, err)
	}
	mustOpen := func(r *Reader) {
		t.Helper()
		for _, listed := range mustList(t, r) {
			one, err := r.Rejection(t.Context(), listed.ID)
			if err != nil {
				t.Fatal(err)
			}
			if one.Kept && !bytes.HasPrefix(one.Body, []byte(`{"quarantined"`)) {
				t.Errorf("%+v", one)
			}
		}
		mustCount(t, r, map[Reason]int{Stale: n, Unsigned: 1})
	}
	mustOpen(s.Reader)
	p := passphrase(t, "a passphrase of some length")
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := Backup(t.Context(), dir, file, p, testCustody); err != nil {
		t.Fatal(err)
	}
	there := filepath.Join(t.TempDir(), "there")
	elsewhere := vault.Custody{vault.Given(vault.NewKey())}
	if found, err := restoreFile(t, file, there, p, elsewhere); err != nil || !found.Fine() {
		t.Fatalf("%+v, %v", found, err)
	}
	r, err := OpenReader(there, elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	mustOpen(r)
}

// TestAFolderFromBeforeGetsItsQuarantine makes a folder as the version before
// left it.
func TestAFolderFromBeforeGetsItsQuarantine(t *testing.T) {
	dir := t.TempDir()
	db, err := connectNew(filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	first := slices.IndexFunc(scripts, func(script string) bool { return strings.Contains(script, "CREATE TABLE rejection ") })
	for n, script := range scripts[:first] {
		if err := step(db, script, n+1); err != nil {
			t.Fatal(err)
		}
	}
	if err := makeKeys(db, testCustody); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReader(dir, testCustody); !errors.Is(err, ErrOlder) {
		t.Errorf("read as it was: %v", err)
	}
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	appendMarked(t, s, 1, 3)
	mustReject(t, s, refusal(Stale, 1))
	mustCount(t, s.Reader, map[Reason]int{Stale: 1})
	mustCheck(t, dir, testCustody)
}

package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/store/vault"
)

// asDelivery is what a refused request is kept as.
func asDelivery(r Rejection) (Delivery, Issuance) {
	d := Delivery{MessageID: r.MessageID, Endpoint: "staging", SentAt: r.SignedAt, ReceivedAt: r.ReceivedAt, Body: r.Body}
	return d, Issuance{Status: Succeeded, SubjectName: "Ada"}
}

func TestPromotedIsKeptAsADelivery(t *testing.T) {
	s, dir := openTemp(t)
	one, two := refusal(Stale, 1), refusal(NoSecret, 2)
	mustReject(t, s, one, two)
	promote := func(id int64, r Rejection, asked bool) (bool, error) {
		t.Helper()
		d, i := asDelivery(r)
		return s.Promote(t.Context(), id, d, i, asked)
	}
	first, second := idOf(t, s.Reader, one.MessageID), idOf(t, s.Reader, two.MessageID)
	if _, err := promote(first, two, true); !errors.Is(err, ErrOtherBody) {
		t.Errorf("as something else: %v", err)
	}
	if duplicate, err := promote(first, one, true); duplicate || err != nil {
		t.Fatalf("%v, %v", duplicate, err)
	}
	if _, err := promote(first, one, true); !errors.Is(err, ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	// The sender came again meanwhile.
	d, i := asDelivery(two)
	if _, err := s.Append(t.Context(), d, i); err != nil {
		t.Fatal(err)
	}
	if duplicate, err := promote(second, two, false); !duplicate || err != nil {
		t.Errorf("%v, %v", duplicate, err)
	}
	mustCount(t, s.Reader, map[Reason]int{})
	rows := everything(t, s.Reader)
	if len(rows) != 2 {
		t.Fatalf("%d issuances", len(rows))
	}
	kept, err := s.Delivery(t.Context(), rows[0].DeliveryID)
	if err != nil || kept.MessageID != one.MessageID || string(kept.Body) != string(one.Body) || !kept.ReceivedAt.Equal(one.ReceivedAt) {
		t.Errorf("%+v, %v", kept, err)
	}
	if c, err := s.Counts(t.Context()); err != nil || c.Succeeded != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	var told []string
	for _, a := range allActs(t, s.Reader) {
		if a.Kind == ActPromoted {
			told = append(told, fmt.Sprint(a.Issuance, a.Detail))
		}
	}
	want := `1{"reason":"stale","asked":true,"off":3600,"duplicate":false}
0{"reason":"no-secret","asked":false,"off":3600,"duplicate":true}`
	if got := strings.Join(told, "\n"); got != want {
		t.Errorf("the log tells\n%s\nwant\n%s", got, want)
	}
	if _, err := s.VerifyActs(t.Context()); err != nil {
		t.Error(err)
	}
	mustCheckRows(t, dir)
}

func TestDismissedIsGone(t *testing.T) {
	s, dir := openTemp(t)
	mustReject(t, s, refusal(Unsigned, 1), refusal(Unsigned, 2), refusal(Stale, 3), refusal(Stale, 4))
	ids := []int64{idOf(t, s.Reader, "msg_000001"), idOf(t, s.Reader, "msg_000002"), idOf(t, s.Reader, "msg_000003"), 99}
	for range 2 {
		if err := s.Dismiss(t.Context(), ids...); err != nil {
			t.Fatal(err)
		}
	}
	mustCount(t, s.Reader, map[Reason]int{Stale: 1})
	var bodies int
	if err := s.db.QueryRow(`SELECT count(*) FROM rejection_body`).Scan(&bodies); err != nil || bodies != 1 {
		t.Errorf("%d bodies are left, %v", bodies, err)
	}
	var told []string
	for _, a := range allActs(t, s.Reader) {
		if a.Kind == ActDismissed {
			told = append(told, a.Detail)
		}
	}
	if len(told) != 1 || told[0] != `{"stale":1,"unsigned":2}` {
		t.Errorf("the log tells %q", told)
	}
	mustCheck(t, dir, testCustody)
}

func TestFoundStaleMovesToTheAuthentic(t *testing.T) {
	s, dir := openTemp(t)
	mustReject(t, s, refusal(NoSecret, 1), refusal(Unsigned, 2))
	for _, message := range []string{"msg_000001", "msg_000002"} {
		if err := s.FoundStale(t.Context(), idOf(t, s.Reader, message)); err != nil {
			t.Fatal(err)
		}
	}
	mustCount(t, s.Reader, map[Reason]int{Stale: 1, Unsigned: 1})
	if r, err := s.Rejection(t.Context(), idOf(t, s.Reader, "msg_000001")); err != nil || len(r.Body) == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	mustCheck(t, dir, testCustody)
}

// folderToPromote is where TestPromoteUntilKilled finds its folder.
const folderToPromote = "PASSDESK_TEST_FOLDER_TO_PROMOTE"

// TestPromoteUntilKilled is no test, but what TestAKillLosesAndDoublesNothing
// kills: it refuses requests and promotes them.
func TestPromoteUntilKilled(t *testing.T) {
	dir := os.Getenv(folderToPromote)
	if dir == "" {
		t.Skip("is run by another test")
	}
	s, err := Open(dir, vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))})
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		r := refusal(Stale, n)
		r.MessageID = fmt.Sprintf("msg_%d_%d", os.Getpid(), n)
		mustReject(t, s, r)
		fmt.Println("refused", r.MessageID) // it must be in one place from now on
		d, i := asDelivery(r)
		if _, err := s.Promote(t.Context(), idOf(t, s.Reader, r.MessageID), d, i, true); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAKillLosesAndDoublesNothing(t *testing.T) {
	dir := t.TempDir()
	custody := vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))}
	refused := map[string]bool{}
	for round := range 8 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestPromoteUntilKilled$")
		cmd.Env = append(os.Environ(), folderToPromote+"="+dir)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		steps := bufio.NewScanner(out)
		for n := 0; n < 3+round && steps.Scan(); n++ {
			if id, ok := strings.CutPrefix(steps.Text(), "refused "); ok {
				refused[id] = true
			}
		}
		time.Sleep(time.Duration(round) * 300 * time.Microsecond) // not always at the same place of the promotion
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for steps.Scan() { // what it said before it was killed
			if id, ok := strings.CutPrefix(steps.Text(), "refused "); ok {
				refused[id] = true
			}
		}
		_ = cmd.Wait() // it was killed
	}
	s, err := Open(dir, custody)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	places := map[string]int{}
	promoted := map[int64]bool{}
	for _, i := range everything(t, s.Reader) {
		places[i.MessageID]++
		promoted[i.ID] = true
	}
	for _, r := range mustList(t, s.Reader) {
		places[r.MessageID]++
		if one, err := s.Rejection(t.Context(), r.ID); err != nil || len(one.Body) == 0 {
			t.Errorf("%s cannot be promoted later: %v", r.MessageID, err)
		}
	}
	for id := range refused {
		if places[id] != 1 {
			t.Errorf("%s is in %d places", id, places[id])
		}
	}
	for _, a := range allActs(t, s.Reader) {
		if a.Kind == ActPromoted && !promoted[a.Issuance] {
			t.Errorf("the log tells that %d was promoted", a.Issuance)
		} else if a.Kind == ActPromoted {
			delete(promoted, a.Issuance)
		}
	}
	if len(promoted) > 0 {
		t.Errorf("the log does not tell of %d", len(promoted))
	}
	if len(refused) < 20 || len(refused) == len(mustList(t, s.Reader)) {
		t.Errorf("%d were refused, %d are left", len(refused), len(mustList(t, s.Reader)))
	}
	if found, err := Check(t.Context(), dir, custody, nil); err != nil || !found.Fine() {
		t.Errorf("%q, %v", found.Problems, err)
	}
}

package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"passdesk/store/vault"
)

func allActs(t *testing.T, r *Reader) []Act {
	t.Helper()
	acts, err := r.Acts(t.Context(), 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return acts
}

// mustVerify wants a log in order that holds these kinds.
func mustVerify(t *testing.T, r *Reader, want ...ActKind) []Act {
	t.Helper()
	acts := allActs(t, r)
	var kinds []ActKind
	for n, a := range acts {
		if a.ID != int64(n+1) {
			t.Errorf("entry %d has the id %d", n+1, a.ID)
		}
		kinds = append(kinds, a.Kind)
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("the log holds %v, want %v", kinds, want)
	}
	if n, err := r.VerifyActs(t.Context()); err != nil || n != len(want) {
		t.Errorf("verified %d of %d: %v", n, len(want), err)
	}
	return acts
}

func TestActsGoIntoTheLog(t *testing.T) {
	dir := t.TempDir()
	file := vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))}
	s, err := Open(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		appendMarker(t, s, n)
	}
	at := time.Date(2026, 3, 1, 9, 30, 0, 5e6, time.UTC)
	if err := s.MarkCopied(t.Context(), at, 2, 1, 99, 2); err != nil { // there is no 99
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), Act{At: at, Kind: ActKeyRevealed, Issuance: 3, Detail: `{"how":"shown"}`}); err != nil {
		t.Fatal(err)
	}
	code, err := RenewRecovery(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RenewKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := RecordBeside(dir, file, Act{Kind: "of a later version"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "passdesk.key")); err != nil {
		t.Fatal(err)
	}
	if err := Recover(dir, vault.NewCode(), file); err == nil {
		t.Error("recovered with a wrong code")
	}
	if err := Recover(dir, code, file); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, file); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	acts := mustVerify(t, s.Reader, ActBegan, ActOpened, ActCopied, ActCopied, ActCopied, ActKeyRevealed,
		ActCodeMade, ActKeysRenewed, "of a later version", ActCodeUsed, ActOpened)
	for n, issuance := range []int64{2, 1, 2} {
		if a := acts[2+n]; a.Issuance != issuance || !a.At.Equal(at) {
			t.Errorf("copied %+v, want %d at %v", a, issuance, at)
		}
	}
	shown := acts[5]
	if shown.Hash = ""; shown != (Act{ID: 6, At: at, Kind: ActKeyRevealed, Issuance: 3, Detail: `{"how":"shown"}`}) {
		t.Errorf("came back as %+v", shown)
	}
	if since := time.Since(acts[10].At); acts[0].Detail != `{"deliveries":0}` || since < 0 || since > time.Minute {
		t.Errorf("began %+v, opened last at %v", acts[0], acts[10].At)
	}
	if page, err := s.Acts(t.Context(), 3, 2); err != nil || len(page) != 2 || page[0].ID != 4 {
		t.Errorf("a page: %v, %v", page, err)
	}
}

func TestAnActThatDidNotHappenIsNotRecorded(t *testing.T) {
	s, _ := openTemp(t)
	appendMarker(t, s, 1)
	bad := errors.New("bad")
	err := s.writer.do(t.Context(), func(b *batch) error {
		if _, err := s.setHandover(b, Handing{To: HandoverCopied, At: time.Now()}, []int64{1}); err != nil {
			t.Error(err)
		}
		return bad
	})
	if !errors.Is(err, bad) {
		t.Fatal(err)
	}
	mustVerify(t, s.Reader, ActBegan, ActOpened)
	if i, err := s.Issuance(t.Context(), 1); err != nil || i.Handover != HandoverNew {
		t.Errorf("%v, %v", i.Handover, err)
	}
}

// TestManyProcessesOneLog has several connections write into one log, as
// several processes would, while its key is wrapped anew and it is verified.
func TestManyProcessesOneLog(t *testing.T) {
	s, dir := openTemp(t)
	appendMarker(t, s, 1)
	const each = 25
	var all sync.WaitGroup
	repeat := func(do func(n int) error) {
		all.Go(func() {
			for n := range each {
				if err := do(n); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for worker := range 2 {
		repeat(func(n int) error {
			// May be noted while the keys are being renewed.
			err := RecordBeside(dir, testCustody, Act{Kind: ActExported, Detail: fmt.Sprintf(`{"n":%d}`, worker*each+n)})
			if errors.Is(err, ErrLocked) {
				return nil
			}
			return err
		})
		repeat(func(int) error { return s.MarkCopied(context.Background(), time.Now(), 1) })
	}
	repeat(func(int) error { _, err := RenewRecovery(dir, testCustody); return err })
	repeat(func(n int) error { appendMarker(t, s, n+2); return nil })
	repeat(func(int) error { _, err := s.VerifyActs(context.Background()); return err })
	repeat(func(n int) error {
		if n%5 > 0 {
			return nil
		}
		return s.RenewKey(context.Background())
	})
	all.Wait()
	if err := s.Record(t.Context(), Act{Kind: "last"}); err != nil { // takes over what was noted
		t.Fatal(err)
	}
	count := map[ActKind]int{}
	exports := map[string]bool{}
	for _, a := range allActs(t, s.Reader) {
		if count[a.Kind]++; a.Kind == ActExported {
			exports[a.Detail] = true
		}
	}
	for kind, want := range map[ActKind]int{
		ActBegan: 1, ActOpened: 1, ActExported: 2 * each, ActCopied: 2 * each, ActCodeMade: each, ActKeysRenewed: each / 5, "last": 1,
	} {
		if count[kind] != want {
			t.Errorf("%s: %d entries, want %d", kind, count[kind], want)
		}
	}
	if len(exports) != 2*each {
		t.Errorf("%d different exports, want %d", len(exports), 2*each)
	}
	if n, err := s.VerifyActs(t.Context()); err != nil || n != 5*each+each/5+3 {
		t.Errorf("verified %d: %v", n, err)
	}
}

func TestWithoutTheKeyActsAreNoted(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	appendMarker(t, s, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.MarkCopied(t.Context(), time.Now(), 1); err != nil {
		t.Errorf("MarkCopied: %v", err)
	}
	if err := s.Record(t.Context(), Act{Kind: ActErased, Issuance: 1}); !errors.Is(err, ErrLocked) {
		t.Errorf("Record: %v, want ErrLocked", err)
	}
	if err := RecordBeside(dir, nil, Act{Kind: ActExported, Detail: `{}`}); !errors.Is(err, ErrLocked) {
		t.Errorf("RecordBeside: %v, want ErrLocked", err)
	}
	if _, err := s.VerifyActs(t.Context()); !errors.Is(err, ErrLocked) {
		t.Errorf("VerifyActs: %v, want ErrLocked", err)
	}
	want := []ActKind{ActLocked, ActCopied, ActErased, ActExported}
	noted, err := s.NotedActs(t.Context())
	if err != nil || len(noted) != len(want) || len(allActs(t, s.Reader)) != 2 {
		t.Fatalf("noted %v, %v", noted, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(dir, testCustody); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	acts := mustVerify(t, s.Reader, slices.Concat([]ActKind{ActBegan, ActOpened}, want, []ActKind{ActOpened})...)
	for _, a := range acts {
		if noted := a.ID > 2 && a.ID < 7; a.Unkeyed != noted {
			t.Errorf("%+v", a)
		}
	}
	if noted, err = s.NotedActs(t.Context()); err != nil || len(noted) != 0 {
		t.Errorf("still noted: %v, %v", noted, err)
	}
}

// TestTamperingStopsNobody: what was done to the log must show, and must not
// keep staff from their work or from their keys.
func TestTamperingStopsNobody(t *testing.T) {
	for change, c := range map[string]struct {
		found  ChainError
		record error
	}{
		`DELETE FROM act WHERE id = (SELECT max(id) FROM act)`:   {ChainError{Entry: 3, Fault: Missing}, nil},
		`UPDATE act SET kind = 'erased' WHERE id = 2`:            {ChainError{Entry: 2, Fault: Changed}, nil},
		`UPDATE act_head SET entries = 2`:                        {ChainError{End: true, Fault: Changed}, ErrChain},
		`UPDATE act_head SET wrapped = x'00'`:                    {ChainError{End: true, Fault: Changed}, ErrChain},
		`DELETE FROM act_head`:                                   {ChainError{End: true, Fault: Missing}, ErrChain},
		`INSERT INTO act VALUES (4, 0, '', 0, '', 0, x'', x'')`:  {ChainError{Entry: 4, Fault: Changed}, ErrChain},
		`INSERT INTO act VALUES (-4, 0, '', 0, '', 0, x'', x'')`: {ChainError{Entry: -4, Fault: Added}, nil},
	} {
		t.Run(change, func(t *testing.T) {
			s, dir := openTemp(t)
			appendMarker(t, s, 1)
			if err := s.MarkCopied(t.Context(), time.Now(), 1); err != nil {
				t.Fatal(err)
			}
			spoil(t, dir, change)
			mustFind := func() {
				t.Helper()
				var found *ChainError
				if _, err := s.VerifyActs(t.Context()); !errors.Is(err, ErrChain) || !errors.As(err, &found) || *found != c.found {
					t.Errorf("found %v, want %v", err, &c.found)
				}
			}
			mustFind()
			if err := s.Record(t.Context(), Act{Kind: ActErased}); !errors.Is(err, c.record) {
				t.Errorf("Record: %v, want %v", err, c.record)
			}
			code, err := RenewRecovery(dir, testCustody)
			for _, err := range []error{
				err,
				s.MarkCopied(t.Context(), time.Now(), 1),
				s.RenewKey(t.Context()),
				Recover(dir, code, testCustody),
			} {
				if err != nil {
					t.Error(err)
				}
			}
			mustFind()
			noted, err := s.NotedActs(t.Context())
			if entered := len(allActs(t, s.Reader)); err != nil || entered+len(noted) < 7 {
				t.Errorf("%d entered, %d noted, %v", entered, len(noted), err)
			}
		})
	}
}

// folderToMark is where TestMarkUntilKilled finds its folder.
const folderToMark = "PASSDESK_TEST_FOLDER_TO_MARK"

// TestMarkUntilKilled is no test, but what TestAKillLeavesActsAndRecordsInStep
// kills.
func TestMarkUntilKilled(t *testing.T) {
	dir := os.Getenv(folderToMark)
	if dir == "" {
		t.Skip("is run by another test")
	}
	s, err := Open(dir, vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))})
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		d := Delivery{MessageID: fmt.Sprintf("%d in %d", n, os.Getpid())}
		if _, err := s.Append(t.Context(), d, Issuance{}); err != nil {
			t.Fatal(err)
		}
		row, err := s.Newest(t.Context(), Filter{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.MarkCopied(t.Context(), time.Now(), row[0].ID); err != nil {
			t.Fatal(err)
		}
		fmt.Println("copied") // tells the killer how far it is
	}
}

func TestAKillLeavesActsAndRecordsInStep(t *testing.T) {
	dir := t.TempDir()
	copied := 0
	for round := range 5 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestMarkUntilKilled$")
		cmd.Env = append(os.Environ(), folderToMark+"="+dir)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			time.Sleep(100 * time.Millisecond) // while it is opening, or just after
		} else {
			steps := bufio.NewScanner(out)
			for n := 0; n < 5*round && steps.Scan(); n++ {
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		r, err := OpenReader(dir, vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))})
		if errors.Is(err, ErrMissing) || errors.Is(err, ErrOlder) {
			continue // killed while making it
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.VerifyActs(t.Context()); err != nil && len(allActs(t, r)) > 0 {
			t.Error(err)
		}
		acted := map[int64]bool{}
		for _, a := range allActs(t, r) {
			if a.Kind == ActCopied {
				acted[a.Issuance] = true
			}
		}
		copied = len(acted)
		for i, err := range r.All(t.Context(), Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if (i.Handover == HandoverCopied) != acted[i.ID] {
				t.Errorf("issuance %d is %v; in the log: %v", i.ID, i.Handover, acted[i.ID])
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if copied == 0 {
		t.Error("nothing was copied before the kills")
	}
}

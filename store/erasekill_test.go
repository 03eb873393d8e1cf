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

// folderToErase is where TestEraseUntilKilled finds its folder, and sizeToErase
// how large it is to take it for: 0 to write it anew, 1 to make indexes anew,
// 2 to leave that to the next Open.
const (
	folderToErase = "PASSDESK_TEST_FOLDER_TO_ERASE"
	sizeToErase   = "PASSDESK_TEST_SIZE_TO_ERASE"
)

// doomed is somebody who is to be erased, in a form that compresses into
// nothing else.
func doomed(n int) Issuance {
	name := fmt.Sprintf("Doomed%05dQz", n)
	return Issuance{
		Status: Succeeded, SubjectName: name, SubjectContact: name + "@example.org", SubjectID: "did:" + name,
		CredentialID: "urn:" + name, ActionID: "act-" + name, PassURL: "https://" + name,
	}
}

// TestEraseUntilKilled is no test, but what TestAKillLeavesErasingToBeFinished
// kills: it receives and erases half of what it received before.
func TestEraseUntilKilled(t *testing.T) {
	dir := os.Getenv(folderToErase)
	if dir == "" {
		t.Skip("is run by another test")
	}
	eraseChunk = 50 // so that it is killed between two
	switch os.Getenv(sizeToErase) {
	case "1":
		maxRewrite = 0
	case "2":
		maxRewrite, maxReindex = 0, 0
	}
	s, err := Open(dir, vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))})
	if err != nil {
		t.Fatal(err)
	}
	for {
		var ids []int64
		for n := range 2 * eraseChunk {
			i := doomed(n)
			if _, err := s.Append(t.Context(), deliveryOf(fmt.Sprint(os.Getpid(), time.Now().UnixNano()), i), i); err != nil {
				t.Fatal(err)
			}
		}
		for i, err := range s.All(t.Context(), Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			if i.ID%2 == 0 {
				ids = append(ids, i.ID)
			}
		}
		fmt.Println(erasingNow)
		if err := s.Erase(t.Context(), ids, true); err != nil {
			t.Fatal(err)
		}
	}
}

// erasingNow is what TestEraseUntilKilled prints when it begins to erase.
const erasingNow = "erasing now"

func TestAKillLeavesErasingToBeFinished(t *testing.T) {
	dir := t.TempDir()
	custody := vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))}
	unfinished, erased := 0, int64(0)
	for round := range 18 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestEraseUntilKilled$")
		cmd.Env = append(os.Environ(), folderToErase+"="+dir, fmt.Sprintf("%s=%d", sizeToErase, round%3))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		begun := false
		for lines := bufio.NewScanner(out); !begun && lines.Scan(); {
			begun = lines.Text() == erasingNow
		}
		if !begun {
			t.Fatal("it ended before it erased anything")
		}
		time.Sleep(time.Duration(round/3) * 11 * time.Millisecond) // somewhere in the middle, not always the same place
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		s, err := Open(dir, custody)
		if err != nil {
			t.Fatal(err)
		}
		left, residue := pendingErasures(t, s)
		if left > 0 || residue {
			unfinished++
		}
		for deadline := time.Now().Add(20 * time.Second); left > 0 || residue; left, residue = pendingErasures(t, s) {
			if time.Now().After(deadline) {
				t.Fatalf("%d not erased, residue: %v", left, residue)
			}
			time.Sleep(5 * time.Millisecond)
		}
		if c, err := Check(t.Context(), dir, custody, nil); err != nil || !c.Fine() {
			t.Fatalf("%q, %v", c.Problems, err)
		} else {
			erased = c.Erased
		}
		// Names are given again in every round, so all that are here go.
		var ids []int64
		for _, i := range everything(t, s.Reader) {
			ids = append(ids, i.ID)
		}
		mustErase(t, s, ids...)
		if hits := found(t, dir, []string{"Doomed", strings.ToLower("Doomed")}); len(hits) > 0 {
			t.Errorf("left: %q", hits)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if unfinished == 0 || erased == 0 {
		t.Errorf("%d kills came while erasing, %d were erased", unfinished, erased)
	}
}

func pendingErasures(t *testing.T, s *Store) (left int, residue bool) {
	t.Helper()
	if err := s.db.QueryRow(`SELECT (SELECT count(*) FROM erasure), residue FROM progress`).Scan(&left, &residue); err != nil {
		t.Fatal(err)
	}
	return left, residue
}

// TestAnErasureOutlivesWhoAskedForIt holds the order back in the writer, so
// that it is settled but not begun when the process ends.
func TestAnErasureOutlivesWhoAskedForIt(t *testing.T) {
	s, dir := crowd(t)
	const about = 151
	p, err := s.Person(t.Context(), about)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []func(b *batch) error{
		func(b *batch) error { return orderErasure(b, p.IDs, true, 0) },
		func(b *batch) error { _, err := s.eraseSome(b); return err },
		func(b *batch) error { _, err := mergeSome(b, false); return err },
	} {
		if err := s.writer.do(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if s, err = Open(dir, testCustody); err != nil {
			t.Fatal(err)
		}
		if err := s.Erase(t.Context(), nil, false); err != nil { // waits
			t.Fatal(err)
		}
		if _, err := s.Issuance(t.Context(), about); !errors.Is(err, ErrNotFound) {
			t.Errorf("%v, want ErrNotFound", err)
		}
		if hits := found(t, dir, traces(p.Issuances)); len(hits) > 0 {
			t.Errorf("left: %q", hits)
		}
		mustCheck(t, dir, testCustody)
	}
	s.Close()
}

func TestCheckFindsFakedErasures(t *testing.T) {
	s, from := crowd(t)
	mustErase(t, s, 5)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(from, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	const blank = `UPDATE issuance SET erased = 1, status = 0, subject_name = '', subject_contact = '', subject_id = '', template = '',
		credential_id = '', action_id = '', pass_url = '', proof = '', note = '', error = '', superseded_by = NULL WHERE id = 7;
		DELETE FROM payload WHERE delivery_id = 7; DELETE FROM record_key WHERE delivery_id = 7; DELETE FROM issuance_search WHERE rowid = 7;
		UPDATE delivery SET body_sha256 = x'', event_type = '', endpoint = '', sent_at = 0 WHERE id = 7;
		UPDATE counter SET latest = latest - 1 WHERE status = 1;`
	for name, c := range map[string]struct{ change, want string }{
		"nothing":           {``, ""},
		"the mark alone":    {`UPDATE issuance SET erased = 1 WHERE id = 7`, "something is left of it"},
		"all but the log":   {blank, "issuance 7 is marked as erased, but the log"},
		"another's entry":   {blank + `UPDATE act SET issuance = 7 WHERE kind = 'erased'`, "log of acts: entry"},
		"a note":            {blank + `INSERT INTO act_note (at, kind, issuance, detail) VALUES (0, 'erased', 7, '')`, "issuance 7 is marked as erased"},
		"a mark like none":  {`UPDATE issuance SET erased = 2 WHERE id = 5`, "issuance 5"},
		"taken back":        {`UPDATE issuance SET erased = 0 WHERE id = 5`, "issuance 5 was erased according to the log"},
		"body put back":     {`INSERT INTO payload SELECT 5, body FROM payload WHERE delivery_id = 6`, "issuance 5 was erased, but something is left"},
		"name put back":     {`UPDATE issuance SET subject_name = 'Ada' WHERE id = 5`, "issuance 5 was erased, but something is left"},
		"key lost":          {`DELETE FROM record_key WHERE delivery_id = 8`, "delivery 8 (msg_000008): its key is missing"},
		"body and key lost": {`DELETE FROM record_key WHERE delivery_id = 8; DELETE FROM payload WHERE delivery_id = 8`, "delivery 8 (msg_000008): its body is missing"},
		"indexed again":     {`INSERT INTO issuance_search (rowid, subject_name) VALUES (5, 'ada')`, "search index"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folderOf(t, whole)
			spoil(t, dir, c.change)
			// A note is entered when the folder is opened, and must not count then either.
			for range 2 {
				found, err := Check(t.Context(), dir, testCustody, rereadMarked)
				if err != nil {
					t.Fatal(err)
				}
				if c.want == "" && !found.Fine() || !strings.Contains(strings.Join(found.Problems, "\n"), c.want) {
					t.Errorf("found %q, want %q", found.Problems, c.want)
				}
				s, err := Open(dir, testCustody)
				if err != nil {
					t.Fatal(err)
				}
				s.Close()
			}
		})
	}
}

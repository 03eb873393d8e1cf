package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
)

// TestKeysAreExportedWhenAskedFor: in so many words, with a warning, and never
// without an entry in the log of acts.
func TestKeysAreExportedWhenAskedFor(t *testing.T) {
	t.Parallel()
	const count = 20
	dir := filled(t, count, simulator.Encrypted)
	keys := 0
	for id, record := range exported(t, dir, "--with-secrets") {
		want := ""
		if record["encrypted"] == true {
			want = keySentWith(t, count, id)
			keys++
		}
		if record["secret"] != want {
			t.Errorf("%s: the key is not the one that came", id)
		}
	}
	if keys == 0 {
		t.Fatal("nothing was encrypted")
	}
	for id, record := range exported(t, dir) {
		if _, there := record["secret"]; there {
			t.Errorf("%s: there is a key unasked", id)
		}
	}
	lines, _ := actsOf(t, dir)
	var said []string
	for _, a := range lines {
		if a.Kind == store.ActExported {
			said = append(said, string(a.Detail))
		}
	}
	// With keys it is entered before the first of them leaves, and again when all have.
	for n, want := range []string{`"count":0,"secrets":true,"complete":false`, `"secrets":true,"complete":true`, `"secrets":false,"complete":true`} {
		if len(said) != 3 || !strings.Contains(said[n], want) {
			t.Fatalf("log of acts: %q", said)
		}
	}
	if got := call(t, "export", "-", "--with-secrets", "--data", dir); got.code != 0 || !strings.Contains(got.stderr, "keys to credentials") {
		t.Errorf("no warning: exit %d, %q", got.code, got.stderr)
	}
	if got := call(t, "export", "-", "--with-secrets", "--acts", "--data", dir); got.code != 2 {
		t.Errorf("with --acts: %+v", got)
	}
}

// TestAKeyThatIsMissingIsSaid, by its message, and keeps nobody from the others.
func TestAKeyThatIsMissingIsSaid(t *testing.T) {
	t.Parallel()
	const count = 20
	dir := filled(t, count, simulator.Encrypted)
	change(t, dir, `DELETE FROM record_key WHERE delivery_id = 3; UPDATE record_key SET wrapped = zeroblob(60) WHERE delivery_id = 5`)
	got := call(t, "export", "-", "--format", "ndjson", "--with-secrets", "--data", dir)
	lines := strings.Split(got.stdout, "\n")
	if got.code != 0 || len(lines) != count+1 {
		t.Fatalf("%+v", got)
	}
	for _, n := range []int{3, 5} {
		var record struct {
			ID     string `json:"message_id"`
			Secret string `json:"secret"`
		}
		if err := json.Unmarshal([]byte(lines[n-1]), &record); err != nil || record.Secret != "" || !strings.Contains(got.stderr, record.ID) {
			t.Errorf("%v, %q is not said: %s", err, record.ID, got.stderr)
		}
	}
}

func TestKeysAreNotExportedWithoutTheVaults(t *testing.T) {
	t.Parallel()
	dir := filled(t, 5, simulator.Encrypted)
	file := filepath.Join(t.TempDir(), "out.csv")
	out, err := keyless("export", file, "--with-secrets", "--data", dir).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "key") {
		t.Errorf("ended with %v: %s", err, out)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file: %v", err)
	}
	if out, err := keyless("export", file, "--data", dir).CombinedOutput(); err != nil {
		t.Errorf("records alone: %v: %s", err, out)
	}
}

// TestNoKeyLeavesUnrecorded: records do, for they lie in the file in clear, but
// keys are sealed.
func TestNoKeyLeavesUnrecorded(t *testing.T) {
	t.Parallel()
	dir := filled(t, 5, simulator.Encrypted)
	change(t, dir, `UPDATE act_head SET entries = entries - 1`)
	file := filepath.Join(t.TempDir(), "out.csv")
	for _, target := range []string{file, "-"} {
		got := call(t, "export", target, "--with-secrets", "--data", dir)
		if got.code != exitFailed || !strings.Contains(got.stderr, "log of acts") || strings.Contains(got.stdout, "msg_") {
			t.Errorf("%s: %+v", target, got)
		}
	}
	if found := leftovers(t, filepath.Dir(file)); len(found) > 0 {
		t.Errorf("left: %q", found)
	}
	if got := call(t, "export", "-", "--data", dir); got.code != 0 || !strings.Contains(got.stdout, "msg_") {
		t.Errorf("without keys: %+v", got)
	}
}

// TestAKilledExportOfKeysIsInTheLog: what went into a pipe before cannot be
// taken back.
func TestAKilledExportOfKeysIsInTheLog(t *testing.T) {
	t.Parallel()
	dir := filled(t, 400, simulator.Encrypted) // more than a pipe holds
	cmd := command("export", "-", "--with-secrets", "--data", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	lines, got := actsOf(t, dir)
	if got.code != 0 || len(lines) == 0 || !strings.Contains(string(lines[len(lines)-1].Detail), `"secrets":true`) {
		t.Errorf("the log of acts ends with %+v, %+v", lines[len(lines)-1], got)
	}
}

// TestTheNextExportRemovesWhatAKilledOneLeft, which holds all records in clear.
func TestTheNextExportRemovesWhatAKilledOneLeft(t *testing.T) {
	t.Parallel()
	dir, out := filled(t, 3000, simulator.Encrypted), t.TempDir()
	file := filepath.Join(out, "out.csv")
	export := func() *exec.Cmd { return command("export", file, "--with-secrets", "--data", dir) }
	for left := 0; left == 0; left = len(leftovers(t, out)) {
		cmd := export()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for begun := time.Now(); len(leftovers(t, out)) == 0 && time.Since(begun) < 5*time.Second; {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
	}
	for _, name := range leftovers(t, out) {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others can read what is left: %v, %v", info, err)
		}
	}
	mustRun(t, export())
	if left := leftovers(t, out); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// keySentWith gives the key in one of the messages that filled sends.
func keySentWith(t *testing.T, count int, id string) string {
	t.Helper()
	issuer := simulator.Issuer{Seed: 3, Kind: simulator.Encrypted}
	for n := range count {
		m := issuer.Message(n)
		if m.ID != id {
			continue
		}
		var event struct{ Data struct{ Secret string } }
		if err := json.Unmarshal(m.Body, &event); err != nil {
			t.Fatal(err)
		}
		return event.Data.Secret
	}
	t.Fatalf("%s was not sent", id)
	return ""
}

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store/vault"
)

const testPassphrase = "correct horse battery"

func init() {
	parsePassphrase = func(text string) (vault.Passphrase, error) {
		p, err := vault.ParsePassphrase(text)
		return p.WithWork(4), err
	}
}

// withPassphrase runs a command with a passphrase in its environment.
func withPassphrase(passphrase string, args ...string) *exec.Cmd {
	cmd := command(args...)
	cmd.Env = append(cmd.Env, backupPassphrase+"="+passphrase)
	return cmd
}

// mustRun wants a command to end well and gives what it printed.
func mustRun(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args[1:], err, out)
	}
	return string(out)
}

// mustFail wants a command to fail with exit code 1 and gives what it printed.
func mustFail(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != exitFailed {
		t.Errorf("%v: %v\n%s", cmd.Args[1:], err, out)
	}
	return string(out)
}

// figures are what check --json prints.
type figures struct {
	OK         bool     `json:"ok"`
	Deliveries int      `json:"deliveries"`
	Issuances  int      `json:"issuances"`
	Opened     int      `json:"opened"`
	Bytes      int      `json:"bytes"`
	Problems   []string `json:"problems"`
}

func checked(t testing.TB, cmd *exec.Cmd) (found figures) {
	t.Helper()
	out, err := cmd.Output()
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	if found.OK != (err == nil) || found.OK != (len(found.Problems) == 0) {
		t.Errorf("%+v, %v", found, err)
	}
	return found
}

// sound wants all of a folder's records to be in order and gives their number.
func sound(t testing.TB, dir string) int {
	t.Helper()
	found := checked(t, command("check", "--json", "--data", dir))
	if !found.OK || found.Opened != found.Deliveries || found.Issuances != found.Deliveries {
		t.Fatalf("%s: %+v", dir, found)
	}
	return found.Deliveries
}

// filled makes a folder with deliveries.
func filled(t testing.TB, count int, kind simulator.Kind) string {
	t.Helper()
	dir := t.TempDir()
	p := serve(t, dir)
	got := call(t, "send", "--url", p.url(), "--secret", testKey, "--count", strconv.Itoa(count), "--concurrency", "16", "--kind", string(kind), "--seed", "3")
	if got.code != 0 {
		t.Fatal(got)
	}
	p.stop()
	return dir
}

// leftovers are names that the program gives to what it has not finished.
func leftovers(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".passdesk-") {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestBackupMovesToAnotherComputer(t *testing.T) {
	t.Parallel()
	const count = 200
	dir := filled(t, count, simulator.Mixed)
	code := strings.TrimSpace(strings.SplitN(mustRun(t, command("recovery", "--data", dir)), "\n", 2)[0])
	before := sound(t, dir)
	file := filepath.Join(t.TempDir(), "records.passdesk")

	short := command("backup", file, "--data", dir)
	short.Stdin = strings.NewReader("1234567\n")
	if said := mustFail(t, short); !strings.Contains(said, "8 characters") || strings.Contains(said, "1234567") {
		t.Errorf("a short passphrase: %s", said)
	}
	long := command("backup", file, "--data", dir)
	long.Stdin = strings.NewReader(strings.Repeat("x", longestLine+1) + "\n")
	if said := mustFail(t, long); !strings.Contains(said, "longer than") || strings.Contains(said, "xx") {
		t.Errorf("a passphrase that would be cut: %s", said)
	}
	typed := command("backup", file, "--data", dir)
	typed.Stdin = strings.NewReader(testPassphrase + "\nand more\n")
	if said := mustRun(t, typed); !strings.Contains(said, "200 deliveries") || strings.Contains(said, testPassphrase) {
		t.Errorf("backup: %s", said)
	}

	// The other computer has neither the key nor a keychain.
	parent := t.TempDir()
	there := filepath.Join(parent, "there")
	elsewhere := func(passphrase string, args ...string) *exec.Cmd {
		cmd := keyless(append(args, "--data", there)...)
		cmd.Env = append(cmd.Env, backupPassphrase+"="+passphrase)
		return cmd
	}
	if said := mustFail(t, elsewhere("another passphrase", "restore", file)); !strings.Contains(said, "not the passphrase") {
		t.Errorf("another passphrase: %s", said)
	}
	if entries, _ := os.ReadDir(parent); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
	mustRun(t, elsewhere(testPassphrase, "restore", file))
	if said := mustFail(t, elsewhere(testPassphrase, "restore", file)); !strings.Contains(said, "not empty") {
		t.Errorf("restored twice: %s", said)
	}
	if found := checked(t, elsewhere("", "check", "--json")); !found.OK || found.Opened != before {
		t.Errorf("restored: %+v", found)
	}
	if err := os.Remove(filepath.Join(there, "passdesk.key")); err != nil {
		t.Fatal(err)
	}
	if found := checked(t, elsewhere("", "check", "--json")); found.OK || found.Opened != 0 || found.Deliveries != before {
		t.Errorf("without the key: %+v", found)
	}
	use := elsewhere("", "recovery", "--use")
	use.Stdin = strings.NewReader(code + "\n")
	mustRun(t, use)
	if found := checked(t, elsewhere("", "check", "--json")); !found.OK || found.Opened != before {
		t.Errorf("with the recovery code: %+v", found)
	}
	if acts := mustRun(t, command("export", "-", "--acts", "--data", dir)); !strings.Contains(acts, `"backed-up"`) {
		t.Errorf("the backup is not in the log of acts: %s", acts)
	}
}

func TestCheckSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := filled(t, 20, simulator.Mixed)
	if out := mustRun(t, command("check", "--data", dir)); !strings.Contains(out, "20 deliveries") || !strings.Contains(out, "All is as it was received") {
		t.Errorf("printed %s", out)
	}
	name := filepath.Join(dir, "passdesk.db")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	// One bit of every link: some lie where the file is no longer read.
	text = bytes.ReplaceAll(text, []byte("https://pass."), []byte("https://pasr."))
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := mustFail(t, command("check", "--data", dir)); !strings.Contains(said, "is not what was received: pass_url") {
		t.Errorf("printed %s", said)
	}
	if found := checked(t, command("check", "--json", "--data", t.TempDir())); found.OK || len(found.Problems) != 1 {
		t.Errorf("nothing to check: %+v", found)
	}
}

// TestBackupThatDoesNotFit limits how large a file may get, so that first the
// copy and then the backup itself cannot be written to their ends.
func TestBackupThatDoesNotFit(t *testing.T) {
	t.Parallel()
	dir := filled(t, 300, simulator.Mixed)
	out := t.TempDir()
	file := filepath.Join(out, "b")
	mustRun(t, withPassphrase(testPassphrase, "backup", file, "--data", dir))
	earlier, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, blocks := range []int{100, (len(earlier) - 1) / 512} {
		cmd := withPassphrase(testPassphrase, "backup", file, "--data", dir)
		cmd.Args = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d; exec "$@"`, blocks), "sh", cmd.Path}, cmd.Args[1:]...)
		if cmd.Path, err = exec.LookPath("sh"); err != nil {
			t.Fatal(err)
		}
		said := mustFail(t, cmd)
		if strings.Contains(said, "read back whole") {
			t.Errorf("printed %s", said)
		}
		if text, err := os.ReadFile(file); err != nil || !bytes.Equal(text, earlier) {
			t.Errorf("the earlier backup is another, %v", err)
		}
		if left := append(leftovers(t, out), leftovers(t, dir)...); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	sound(t, dir)
}

// TestBackupKilledAtRandom kills the program while it backs up a folder that
// receives. Whatever moment it is, the records lose nothing, and the file is
// the earlier one or the next.
func TestBackupKilledAtRandom(t *testing.T) {
	t.Parallel()
	dir := filled(t, 1000, simulator.Mixed)
	p := serve(t, dir)
	sending := command("send", "--url", p.url(), "--secret", testKey, "--count", "1000000", "--rate", "100", "--seed", "4")
	var sent output
	sending.Stdout = &sent
	if err := sending.Start(); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	file := filepath.Join(out, "b")
	began := time.Now()
	mustRun(t, withPassphrase(testPassphrase, "backup", file, "--data", dir))
	took := time.Since(began)
	interrupted, replaced := 0, 0
	for range *rounds {
		earlier, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if kill(t, withPassphrase(testPassphrase, "backup", file, "--data", dir), took) {
			interrupted++
		}
		if text, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		} else if !bytes.Equal(text, earlier) {
			replaced++
			whole(t, file)
		}
	}
	whole(t, file)
	mustRun(t, withPassphrase(testPassphrase, "backup", file, "--data", dir))
	if left := append(leftovers(t, out), leftovers(t, dir)...); len(left) > 0 {
		t.Errorf("what killed ones left was not swept: %v", left)
	}
	if err := sending.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = sending.Wait() // it was stopped before its end
	p.stop()
	var report struct{ Accepted int }
	if err := json.Unmarshal([]byte(sent.String()), &report); err != nil || report.Accepted == 0 {
		t.Fatalf("%s, %v", &sent, err)
	}
	if kept := sound(t, dir); kept < 1000+report.Accepted {
		t.Errorf("%d are kept, %d were acknowledged", kept, 1000+report.Accepted)
	}
	if interrupted == 0 {
		t.Error("no backup was interrupted")
	}
	t.Logf("%d of %d rounds were interrupted, %d put a backup in place; one takes %v", interrupted, *rounds, replaced, took)
}

// whole restores a backup and wants at least the first thousand records.
func whole(t testing.TB, file string) {
	t.Helper()
	there := filepath.Join(t.TempDir(), "there")
	mustRun(t, withPassphrase(testPassphrase, "restore", file, "--data", there))
	if n := sound(t, there); n < 1000 {
		t.Errorf("%d records in the backup", n)
	}
}

// TestRestoreKilledAtRandom kills the program while it restores. The folder is
// missing, empty as it was, or whole.
func TestRestoreKilledAtRandom(t *testing.T) {
	t.Parallel()
	const count = 1000
	dir := filled(t, count, simulator.Mixed)
	file := filepath.Join(t.TempDir(), "b")
	mustRun(t, withPassphrase(testPassphrase, "backup", file, "--data", dir))
	parent := t.TempDir()
	there := filepath.Join(parent, "there")
	restore := func() *exec.Cmd { return withPassphrase(testPassphrase, "restore", file, "--data", there) }
	began := time.Now()
	mustRun(t, restore())
	took := time.Since(began)
	interrupted, finished := 0, 0
	for round := range *rounds {
		if err := os.RemoveAll(there); err != nil {
			t.Fatal(err)
		}
		if round%2 == 0 {
			if err := os.Mkdir(there, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if kill(t, restore(), took) {
			interrupted++
		}
		if entries, err := os.ReadDir(there); err == nil && len(entries) > 0 {
			finished++
			if n := sound(t, there); n != count {
				t.Errorf("%d records", n)
			}
		}
	}
	if err := os.RemoveAll(there); err != nil {
		t.Fatal(err)
	}
	mustRun(t, restore())
	if left := leftovers(t, parent); len(left) > 0 {
		t.Errorf("what killed ones left was not swept: %v", left)
	}
	if interrupted == 0 {
		t.Error("no restoring was interrupted")
	}
	t.Logf("%d of %d rounds were interrupted, %d put a folder in place; restoring takes %v", interrupted, *rounds, finished, took)
}

// TestBackupsShowNoSecrets looks into everything that a backup and a restore
// have on the disk, while they have it.
func TestBackupsShowNoSecrets(t *testing.T) {
	t.Parallel()
	const count = 1000
	dir := filled(t, count, simulator.Encrypted)
	out, parent := t.TempDir(), t.TempDir()
	file := filepath.Join(out, "b")
	var inside, outside []byte
	looks := 0
	watch := func(cmd *exec.Cmd) {
		t.Helper()
		p := begin(t, cmd)
		for ended := false; !ended; looks++ {
			select {
			case <-p.waited:
				ended = true
			default:
			}
			inside = append(inside[:0], readTree(dir)...)
			inside = append(inside, readTree(parent)...)
			outside = append(outside[:0], readTree(out)...)
			mustNotLeak(t, inside, outside)
		}
		if code := cmd.ProcessState.ExitCode(); code != 0 {
			t.Fatalf("exit code %d: %s", code, p.stderr)
		}
		mustNotLeak(t, []byte(p.stdout.String()+p.stderr.String()), nil)
	}
	watch(withPassphrase(testPassphrase, "backup", file, "--data", dir))
	watch(withPassphrase(testPassphrase, "restore", file, "--data", filepath.Join(parent, "there")))
	if !bytes.Contains(inside, []byte("@example.org")) || len(outside) == 0 || looks < 5 {
		t.Errorf("%d looks found nothing at all", looks)
	}
}

// mustNotLeak wants no secret in clear anywhere, and outside the data folder
// not even whom the records are about.
func mustNotLeak(t *testing.T, inside, outside []byte) {
	t.Helper()
	for _, leak := range append(encryptedSecrets(t), testPassphrase, testVault, "credentialSubject") {
		if bytes.Contains(inside, []byte(leak)) || bytes.Contains(outside, []byte(leak)) {
			t.Fatalf("%q was written", leak)
		}
	}
	if bytes.Contains(outside, []byte("@example.org")) {
		t.Fatal("the backup shows whom it is about")
	}
}

// encryptedSecrets are keys from some of the bodies that filled has sent.
func encryptedSecrets(t *testing.T) (keys []string) {
	t.Helper()
	for n := 0; n < 1000; n += 250 {
		var event struct{ Data struct{ Secret string } }
		body := simulator.Issuer{Seed: 3, Kind: simulator.Encrypted}.Message(n).Body
		if err := json.Unmarshal(body, &event); err != nil || len(event.Data.Secret) < 20 {
			t.Fatalf("no secret in %s: %v", body, err)
		}
		keys = append(keys, event.Data.Secret)
	}
	return keys
}

// readTree gives what is in all files below a folder. They come and go.
func readTree(dir string) (all []byte) {
	_ = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			text, _ := os.ReadFile(name)
			all = append(all, text...)
		}
		return nil
	})
	return all
}

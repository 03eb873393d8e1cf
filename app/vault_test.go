package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/store/vault"
)

// keyless starts the program without PASSDESK_VAULT_KEY and without a
// keychain, so that the key is kept in a file beside the records.
func keyless(args ...string) *exec.Cmd {
	cmd := command(args...)
	cmd.Env = append(cmd.Env, "PASSDESK_VAULT_KEY=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	return cmd
}

func TestServeNeedsTheKeyItSealedWith(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	if got := call(t, "send", "--url", p.url(), "--secret", testKey, "--seed", "1"); got.code != 0 {
		t.Fatal(got)
	}
	p.stop()
	for name, key := range map[string]string{
		"another key": "bm90IHRoZSBrZXkgdGhhdCBzZWFsZWQgYW55dGhpbmc=",
		"no key":      "",
		"no key form": "secret",
	} {
		cmd := keyless("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)
		cmd.Env = append(cmd.Env, "PASSDESK_VAULT_KEY="+key)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		_ = cmd.Run() // the exit code says it
		if code := cmd.ProcessState.ExitCode(); code != exitFailed || out.Len() != 0 || !strings.Contains(errs.String(), "key") {
			t.Errorf("%s: exit code %d, %s%s", name, code, &out, &errs)
		}
	}
	if records := exported(t, dir); len(records) != 1 {
		t.Errorf("%d records can be exported without the key, want 1", len(records))
	}
	p = serve(t, dir)
	p.url()
	p.stop()
}

func TestTheRecoveryCodeBringsTheRecordsBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	receive := func(seed string) {
		t.Helper()
		p := begin(t, keyless("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret))
		if got := call(t, "send", "--url", p.url(), "--secret", testKey, "--seed", seed); got.code != 0 {
			t.Fatal(got)
		}
		p.stop()
		if !strings.Contains(p.stderr.String(), "no keychain here") {
			t.Error("that the key lies in a file was not said")
		}
	}
	receive("1")
	code, err := keyless("recovery", "--data", dir).Output()
	if err != nil || len(strings.TrimSpace(string(code))) != 39 {
		t.Fatalf("recovery: %q, %v", code, err)
	}
	if out, err := keyless("recovery", "--renew-keys", "--data", dir).CombinedOutput(); err != nil {
		t.Fatalf("renew keys: %s, %v", out, err)
	}

	if err := os.Remove(filepath.Join(dir, "passdesk.key")); err != nil {
		t.Fatal(err)
	}
	if said := mustFail(t, keyless("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)); !strings.Contains(said, "recovery --use") {
		t.Errorf("serving without the key: %s", said)
	}
	use := func(text string) (string, error) {
		cmd := keyless("recovery", "--use", "--data", dir)
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := use("ABCD-EFGH\n"); err == nil || !strings.Contains(out, "not complete") {
		t.Errorf("half a code: %s", out)
	}
	if out, err := use(strings.Repeat("ABCD-", 7) + "ABCD\n"); err == nil || !strings.Contains(out, "not the recovery code") {
		t.Errorf("another code: %s", out)
	}
	if out, err := use(strings.ToLower(string(code))); err != nil {
		t.Fatalf("%s, %v", out, err)
	}
	receive("2")
	custody := (&settings{Data: dir})
	found, err := custody.custody()
	if err != nil {
		t.Fatal(err)
	}
	r, err := store.OpenReader(dir, found[1:]) // the file alone
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for id := range int64(2) {
		want := simulator.Issuer{Seed: uint64(id + 1), Kind: simulator.Mixed}.Message(0).Body
		if d, err := r.Delivery(t.Context(), id+1); err != nil || !bytes.Equal(d.Body, want) {
			t.Errorf("delivery %d: %v", id+1, err)
		}
	}
}

// rounds is for all tests that kill the program at random moments: more of them
// go with go test ./app -run Kill -args -rounds 100.
var rounds = flag.Int("rounds", 5, "how often to kill the program in the middle of something")

// kill starts a command and kills it at some moment of the time it takes. It
// tells whether that was before the command's end.
func kill(t testing.TB, cmd *exec.Cmd, takes time.Duration) (interrupted bool) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(rand.N(takes * 5 / 4)) // the moment is the test
	_ = cmd.Process.Kill()            // it may have ended
	return cmd.Wait() != nil
}

// TestKillDuringRenewalOfTheKeys: whatever the moment, the folder opens with
// the key it had, and every record with it.
func TestKillDuringRenewalOfTheKeys(t *testing.T) {
	t.Parallel()
	const count = 2000
	dir := t.TempDir()
	p := serve(t, dir)
	if got := call(t, "send", "--url", p.url(), "--secret", testKey, "--count", fmt.Sprint(count), "--concurrency", "64", "--seed", "4"); got.code != 0 {
		t.Fatal(got)
	}
	p.stop()
	began := time.Now()
	mustRun(t, command("recovery", "--renew-keys", "--data", dir))
	took := time.Since(began)
	interrupted := 0
	for round := range *rounds {
		if kill(t, command("recovery", "--renew-keys", "--data", dir), took) {
			interrupted++
		}
		r, err := store.OpenReader(dir, vault.Custody{vault.Given(testVaultKey(t))})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for id := range int64(count) {
			if _, err := r.Delivery(t.Context(), id+1); err != nil {
				t.Fatalf("round %d: delivery %d: %v", round, id+1, err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if interrupted == 0 {
		t.Error("no renewal was interrupted")
	}
	mustRun(t, command("recovery", "--renew-keys", "--data", dir))
	if kept := sound(t, dir); kept != count {
		t.Errorf("%d are kept, want %d", kept, count)
	}
	t.Logf("%d of %d rounds were interrupted; renewing takes %v", interrupted, *rounds, took)
}

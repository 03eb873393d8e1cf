package main

import (
	"bytes"
	"encoding/json"
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
	if err := keyless("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret).Run(); err == nil {
		t.Fatal("serving without the key")
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

var rounds = flag.Int("rounds", 5, "how often to kill the program in the middle of something")

// TestKillDuringRenewalOfTheKeys: whatever the moment, the folder opens with
// the key it had, and every record with it.
func TestKillDuringRenewalOfTheKeys(t *testing.T) {
	const count = 2000
	dir := t.TempDir()
	p := serve(t, dir)
	if got := call(t, "send", "--url", p.url(), "--secret", testKey, "--count", fmt.Sprint(count), "--concurrency", "64", "--seed", "4"); got.code != 0 {
		t.Fatal(got)
	}
	p.stop()
	began := time.Now()
	if out, err := command("recovery", "--renew-keys", "--data", dir).CombinedOutput(); err != nil {
		t.Fatalf("left alone: %s, %v", out, err)
	}
	took := time.Since(began)
	interrupted := 0
	for round := range *rounds {
		renewal := command("recovery", "--renew-keys", "--data", dir)
		if err := renewal.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(took)) // the moment is the test
		_ = renewal.Process.Kill()
		if err := renewal.Wait(); err != nil {
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
	if out, err := command("recovery", "--renew-keys", "--data", dir).CombinedOutput(); err != nil {
		t.Errorf("left alone: %s, %v", out, err)
	}
}

// TestSecretsAreInNoFile: what must not leak is searched for, after a thousand
// encrypted deliveries and a crash, in all that the program wrote.
func TestSecretsAreInNoFile(t *testing.T) {
	const count = 1000
	dir := t.TempDir()
	p := serve(t, dir, "--log-level", "debug")
	send := func(url string) {
		t.Helper()
		got := call(t, "send", "--url", url, "--secret", testKey, "--kind", "encrypted", "--count", "1000", "--seed", "21")
		if got.code != 0 {
			t.Fatal(got)
		}
	}
	send(p.url())
	p.end(os.Kill)
	written := readAll(t, dir) // as the crash left it
	p2 := serve(t, dir, "--log-level", "debug")
	send(p2.url())
	written = append(written, readAll(t, dir)...)
	p2.stop()
	written = append(written, readAll(t, dir)...)
	for _, format := range []string{"csv", "ndjson"} {
		written = append(written, call(t, "export", "-", "--format", format, "--data", dir).stdout...)
	}
	for _, said := range []*output{p.stdout, p.stderr, p2.stdout, p2.stderr} {
		written = append(written, said.String()...)
	}
	if !bytes.Contains(written, []byte("@example.org")) {
		t.Fatal("the search finds nothing at all")
	}
	leaks := []string{testKey[6:], testVault, "credentialSubject", "Bachelor of Science", "Supporting member"}
	for n := range count {
		var event struct {
			Data struct {
				Secret     string
				Credential struct{ Payload string }
			}
		}
		body := simulator.Issuer{Seed: 21, Kind: simulator.Encrypted}.Message(n).Body
		if err := json.Unmarshal(body, &event); err != nil {
			t.Fatal(err)
		}
		if n%10 == 0 { // a search for each would take minutes
			leaks = append(leaks, event.Data.Secret, event.Data.Credential.Payload[:40])
		}
	}
	for _, leak := range leaks {
		if bytes.Contains(written, []byte(leak)) {
			t.Errorf("%q was written", leak)
		}
	}
}

// readAll gives what is in all files of a folder.
func readAll(t *testing.T, dir string) []byte {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}

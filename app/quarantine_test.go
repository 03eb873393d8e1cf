package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/store/vault"
)

// refusedIn waits until the quarantine of a folder holds so many.
func refusedIn(t *testing.T, dir string, want int) {
	t.Helper()
	r, err := store.OpenReader(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		found, err := r.CountRejections(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all := 0
		for _, n := range found {
			all += n
		}
		if all == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("in quarantine: %v, want %d", found, want)
		}
	}
}

// TestWhatTheWrongSecretRefusedComesWithTheRightOne ends the first program
// both ways: what it had refused is there when the next one knows the secret.
func TestWhatTheWrongSecretRefusedComesWithTheRightOne(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, p *process, dir string){
		"stopped": func(_ *testing.T, p *process, _ string) { p.stop() }, // what waits is written at the end
		"killed": func(t *testing.T, p *process, dir string) {
			refusedIn(t, dir, 20)
			p.end(os.Kill)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			wrong := launch(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", "staging=whsec_YW5vdGhlciBrZXkgb2YgMjQgYnl0ZXMu")
			call(t, "send", "--url", wrong.url(), "--secret", testKey, "--count", "20", "--kind", "encrypted", "--seed", "4")
			end(t, wrong, dir)
			if all := exported(t, dir); len(all) != 0 {
				t.Errorf("%d of them are exported", len(all))
			}
			secrets, _ := secretsIn(t, 3, simulator.Issuer{Seed: 4, Kind: simulator.Encrypted}.Message(3).Body)
			for what, text := range secrets {
				if bytes.Contains(readTree(dir), []byte(text)) {
					t.Errorf("the folder shows the %s", what)
				}
			}
			right := serve(t, dir)
			right.url()
			refusedIn(t, dir, 0)
			if all := exported(t, dir); len(all) != 20 {
				t.Errorf("%d are exported", len(all))
			}
			if got := call(t, "check", "--data", dir); got.code != 0 {
				t.Errorf("check: %+v", got)
			}
			right.stop()
		})
	}
}

// TestAKillAmidTheRecheckLosesNothing: what had been refused is either still
// there or a record, and never both.
func TestAKillAmidTheRecheckLosesNothing(t *testing.T) {
	t.Parallel()
	const count = 150
	dir := filepath.Join(t.TempDir(), "data")
	wrong := launch(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", "staging=whsec_YW5vdGhlciBrZXkgb2YgMjQgYnl0ZXMu")
	call(t, "send", "--url", wrong.url(), "--secret", testKey, "--count", fmt.Sprint(count), "--kind", "succeeded", "--seed", "6", "--rate", "100")
	refusedIn(t, dir, count)
	wrong.end(os.Kill)
	amid := 0
	for round := range 6 {
		right := serve(t, dir)
		right.url()
		time.Sleep(time.Duration(round*7) * time.Millisecond)
		right.end(os.Kill)
		if n := len(exported(t, dir)); n > 0 && n < count {
			amid++
		}
	}
	t.Logf("%d of 6 kills came in its midst", amid)
	right := serve(t, dir)
	right.url()
	refusedIn(t, dir, 0)
	if n := len(exported(t, dir)); n != count {
		t.Errorf("%d of %d are records", n, count)
	}
	right.stop()
	if got := call(t, "check", "--data", dir); got.code != 0 {
		t.Errorf("check: %+v", got)
	}
}

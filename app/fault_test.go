package main

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFaultKillUnderLoad kills the program, again and again on the same folder,
// while it is acknowledging. More rounds go with
// go test ./app -run FaultKillUnder -args -rounds 200.
func TestFaultKillUnderLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all := newPromises()
	for round := range *rounds {
		p := serve(t, dir)
		stop := all.press(t, p.url(), 16, 0)
		all.await(t, http.StatusNoContent, 1+rand.N(150))
		if code, _ := p.end(os.Kill); code == 0 {
			t.Errorf("round %d: the program ended by itself", round)
		}
		stop()
	}
	p := serve(t, dir)
	url := p.url()
	all.held(t, dir)
	for seed := range min(all.seeds, 20) { // acknowledged and not, they come again
		all.again(t, url, all.seeds-seed, 50)
	}
	p.stop()
	all.held(t, dir)
}

// TestFaultKillWhileBeginning kills the program while it makes a new folder:
// whatever is left, the next start goes on from there.
func TestFaultKillWhileBeginning(t *testing.T) {
	t.Parallel()
	for range *rounds {
		dir := filepath.Join(t.TempDir(), "data")
		args := []string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret}
		kill(t, command(args...), 60*time.Millisecond)
		p := launch(t, args...)
		all := newPromises()
		stop := all.press(t, p.url(), 2, 0)
		all.await(t, http.StatusNoContent, 5)
		stop()
		p.stop()
		all.held(t, dir)
	}
}

// refusesAndGoesOn has a program receive until something is done to it that makes
// it refuse, and until that is undone, and on.
func refusesAndGoesOn(t *testing.T, dir, why string, spoil, mend func(*process)) {
	t.Helper()
	all := newPromises()
	p := serve(t, dir)
	url := p.url()
	stop := all.press(t, url, 8, 2000)
	all.await(t, http.StatusNoContent, 50)
	spoil(p)
	all.await(t, http.StatusServiceUnavailable, 8)
	healthy(t, url)
	mend(p)
	all.await(t, http.StatusNoContent, 500)
	stop()
	all.again(t, url, all.seeds, 200) // what was refused among it
	p.stop()
	if !strings.Contains(p.stderr.String(), why) {
		t.Errorf("the log does not say %q", why)
	}
	all.held(t, dir)
}

// healthy wants a program to be there and to say so.
func healthy(t *testing.T, url string) {
	t.Helper()
	answer, err := http.Get(strings.TrimSuffix(url, "/webhooks/crossmint") + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("/healthz: %d", answer.StatusCode)
	}
}

// received fills a folder with so many messages and ends the program.
func received(t *testing.T, dir string, count int) *promises {
	t.Helper()
	all := newPromises()
	p := serve(t, dir)
	stop := all.press(t, p.url(), 8, 0)
	all.await(t, http.StatusNoContent, count)
	stop()
	p.stop()
	return all
}

// goesOn wants a folder to take deliveries and to hold those of before.
func goesOn(t *testing.T, dir string, all *promises) {
	t.Helper()
	p := serve(t, dir)
	all.again(t, p.url(), all.seeds, 50)
	p.stop()
	all.held(t, dir)
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

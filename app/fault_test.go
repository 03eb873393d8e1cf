package main

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
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

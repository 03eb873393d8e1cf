package main

import (
	"slices"
	"testing"
	"time"

	"passdesk/app/simulator"
)

// TestProofsShowInTheExport: a proof is checked behind the commit, and its
// verdict is in the record.
func TestProofsShowInTheExport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	url := p.url()
	for kind, seed := range map[string]string{"succeeded": "1", "encrypted": "2"} {
		if got := call(t, "send", "--url", url, "--secret", testKey, "--kind", kind, "--seed", seed, "--count", "50", "--prove"); got.code != 0 {
			t.Fatal(got)
		}
	}
	count := func() (valid int) {
		for _, r := range exported(t, dir) {
			if r["proof"] == "valid" || r["proof"] == "expired" {
				valid++
			}
		}
		return valid
	}
	for range 200 {
		if count() == 100 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if n := count(); n != 100 {
		t.Errorf("%d of 100 proofs hold", n)
	}
	if got := call(t, "send", "--url", url, "--secret", testKey, "--kind", "succeeded", "--seed", "3"); got.code != 0 {
		t.Fatal(got)
	}
	unchecked := 0
	for _, r := range exported(t, dir) {
		if r["proof"] == "cannot check offline" {
			unchecked++
		}
	}
	if unchecked != 1 {
		t.Errorf("%d without a proof are said to be such, want 1", unchecked)
	}
	p.stop()
}

// TestAMissingBodyHoldsNoProofsUp: the others are checked, behind it as well.
func TestAMissingBodyHoldsNoProofsUp(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 3)
	change(t, p.dir, `DELETE FROM payload WHERE delivery_id = 2`)
	if got := p.prove(t); len(got) != 2 || !slices.Contains(got, "cannot check offline") || slices.Contains(got, "") {
		t.Errorf("%q", got)
	}
}

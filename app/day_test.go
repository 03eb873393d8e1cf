//go:build window

package main

import (
	"context"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"passdesk/app/crossmint"
	"passdesk/store"
	"passdesk/store/vault"
)

// deskRows is how many issuances the desk is worked with.
var deskRows = flag.Int("rows", 100_000, "issuances in the list that the window test works with")

// manyRows makes a folder with that many.
func manyRows(t testing.TB, count int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now().Add(-time.Duration(count) * time.Second)
	var all sync.WaitGroup
	var next sync.Mutex
	n := 0
	for range 64 {
		all.Go(func() {
			for {
				next.Lock()
				n++
				mine := n
				next.Unlock()
				if mine > count {
					return
				}
				at := began.Add(time.Duration(mine) * time.Second)
				d := store.Delivery{
					MessageID: fmt.Sprintf("msg_%08d", mine), EventType: "credentials.create.succeeded", Endpoint: "test",
					SentAt: at, ReceivedAt: at, Body: fmt.Appendf(nil, `{"type":"credentials.create.succeeded","n":%d}`, mine),
				}
				_, err := s.Append(context.Background(), d, store.Issuance{
					Status: store.Succeeded, Proof: crossmint.CannotCheck.String(), SubjectName: fmt.Sprintf("Holder %07d", mine*7919%10_000_000), Template: fmt.Sprintf("Diploma %d", 1990+mine%40),
					CredentialID: fmt.Sprintf("urn:uuid:%08d", mine), ActionID: fmt.Sprintf("act-%08d", mine), PassURL: fmt.Sprintf("https://pass.example.org/%08d", mine),
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copies presses keys, then Ctrl+C, until that copies a text.
func (w window) copies(want string, keys ...string) {
	w.t.Helper()
	for range 100 {
		w.clear()
		w.key(append(keys, "ctrl+c")...)
		for range 5 {
			time.Sleep(30 * time.Millisecond)
			if w.clipboard() == want {
				return
			}
		}
	}
	w.shoot("never-copied")
	w.t.Fatalf("after %v the clipboard holds %q, want %q", keys, w.clipboard(), want)
}

// aDaysWork: somebody finds a person among many, hands the pass over, takes
// that back, sorts, goes to the very last row, and turns out the light.
func aDaysWork(t *testing.T, file, dir string) {
	r, err := store.OpenReader(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	issuance := func(id int64) store.Issuance {
		i, err := r.Issuance(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	oldest, newest, sought := issuance(1), issuance(int64(*deskRows)), issuance(int64(*deskRows/3))

	s := newScreen(t)
	p := open(t, s, file, "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret, "--tunnel", "none")
	w := s.window("Passdesk")
	w.rest()
	w.copies(newest.PassURL, "Home")
	w.shoot("many")

	w.key("ctrl+f")
	w.write(sought.SubjectName)
	w.rest()
	w.key("Return", "Down")
	w.copies(sought.PassURL)
	w.until(func() bool { return issuance(sought.ID).Handover == store.HandoverCopied })
	w.rest()
	w.key("Return", "Tab", "space") // into the details, over the copy button to the one that says it is sent
	w.until(func() bool { return issuance(sought.ID).Handover == store.HandoverSent })
	w.rest()
	w.shoot("sent")
	w.key("Escape", "ctrl+z")
	w.until(func() bool { return issuance(sought.ID).Handover == store.HandoverCopied })
	w.key("Escape", "Escape") // nothing selected, then nothing searched for
	w.rest()

	const timeHeading, heading, strip = 230, 72, 35
	sorted := 0
	for ; sorted < 4; sorted++ {
		w.click(timeHeading, heading+sorted%2*strip)
		w.rest()
		w.clear()
		w.key("Home", "ctrl+c")
		if w.waitClipboard(t) == oldest.PassURL {
			break
		}
	}
	w.copies(oldest.PassURL, "Home")
	w.copies(newest.PassURL, "End")
	w.shoot("sorted")
	w.key("Escape")
	w.click(timeHeading, heading+sorted%2*strip)
	w.rest()
	w.copies(newest.PassURL, "Home")
	began := time.Now()
	w.copies(oldest.PassURL, "End")
	t.Logf("the last of %d rows was read %v after End was pressed", *deskRows, time.Since(began).Round(time.Millisecond))
	w.shoot("last")
	w.key("shift+Up", "shift+Up")
	w.copies(issuance(3).PassURL + "\n" + issuance(2).PassURL + "\n" + oldest.PassURL)
	w.shoot("several")

	e := s.look(t)
	for _, look := range []struct {
		name     string
		tabs     []string // from the button that closes the settings, over the system's look
		from, to int
	}{{"light", []string{"Tab", "Tab"}, 200, 255}, {"dark", []string{"Tab", "Tab", "Tab"}, 0, 64}} {
		w.key("ctrl+comma")
		w.rest()
		w.key(append(look.tabs, "space", "Escape")...)
		w.until(func() bool { at := e.bright(1100, 600); return look.from <= at && at <= look.to })
		w.shoot("look-" + look.name)
	}
	endsQuietly(t, p)
}

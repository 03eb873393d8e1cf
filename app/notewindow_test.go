//go:build window && linux

package main

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/webhook"
)

// noted are the notifications so far.
func (d *stubDesktop) noted() []note {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.notes)
}

// failuresAreTold: what fails while the reader looks elsewhere arrives on the
// desktop's bus, once for all that failed alike, and as text, not as markup.
func failuresAreTold(t *testing.T, file string) {
	s := newScreen(t)
	s.bus = newBus(t)
	d := newDesktop(t, s.bus)
	d.putTray(true)
	address := freeAddress(t)
	p := open(t, s, file, "--data", t.TempDir(), "--listen", address, "--tunnel", "none", "--signing-secret", testSecret)
	w := s.window("Passdesk")
	d.menuOf(d.left()).until("Receiving on this computer only")
	secret, err := webhook.ParseSecret(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	sender := &simulator.Sender{URL: "http://" + address + webhook.Path, Secret: secret}
	fail := func(n int, reason string) {
		t.Helper()
		body := fmt.Sprintf(`{"type":"credential.creation.failed","data":{"actionId":"act-%d","error":{"message":%q}}}`, n, reason)
		if err := sender.Post(t.Context(), simulator.Message{ID: fmt.Sprintf("msg_%d", n), Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	w.rest()
	fail(0, "Seen in the window")
	time.Sleep(8 * time.Second)
	w.quit()
	w.rest()
	w.key("Return")
	w.closed()
	const reason = `<img src="x"/> Insufficient funds & <b>no</b> more`
	for n := range 3 {
		fail(1+n, reason)
	}
	fail(4, "Recipient ada@example.org is not valid")
	w.until(func() bool { return len(d.noted()) > 0 })
	time.Sleep(3 * time.Second)
	got := d.noted()
	want := note{"4 issuances failed", "3 × &lt;img src='x'/&gt; Insufficient funds &amp; &lt;b&gt;no&lt;/b&gt; more\n1 × Recipient … is not valid"}
	if len(got) != 1 || got[0] != want {
		t.Errorf("the desktop was told %q, want %q", got, want)
	}
	if said := p.stderr.String(); strings.Contains(said, "funds") {
		t.Errorf("it is in the log: %s", said)
	}
	if code, took := p.end(syscall.SIGTERM); code != exitFine || took > 5*time.Second {
		t.Errorf("exit code %d after %v, from the tray", code, took)
	}
}

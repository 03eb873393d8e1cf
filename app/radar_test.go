package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"passdesk/app/radar"
	"passdesk/app/tunnel/tunneltest"
	"passdesk/store"
)

// slow is how much later than on an idle machine things may happen.
const slow = 30 * time.Second

// reader reads a folder beside the program.
func reader(t *testing.T, dir string) *store.Reader {
	t.Helper()
	r, err := store.OpenReader(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// beatOf waits for a beat that was made since.
func beatOf(t *testing.T, r *store.Reader, since time.Time) time.Time {
	t.Helper()
	for deadline := time.Now().Add(radar.Heartbeat + slow); ; time.Sleep(50 * time.Millisecond) {
		b, err := r.LastBeat(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !b.At.Before(since.Truncate(time.Millisecond)) {
			return b.At
		}
		if time.Now().After(deadline) {
			t.Fatalf("the last beat is %v, want one since %v", b.At, since)
		}
	}
}

// gapOf waits until the newest of n gaps is as it should be.
func gapOf(t *testing.T, r *store.Reader, n int, within time.Duration, ok func(radar.Interval) bool) radar.Interval {
	t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(50 * time.Millisecond) {
		list, err := radar.List(t.Context(), r, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == n && ok(list[0]) {
			return list[0]
		}
		if time.Now().After(deadline) {
			t.Fatalf("the gaps are %+v", list)
		}
	}
}

func ended(i radar.Interval) bool { return !i.Ended.IsZero() }

// between wants a moment to lie between others, give or take what the clocks
// of files and processes differ.
func between(t *testing.T, what string, at, from, to time.Time) {
	t.Helper()
	if at.Before(from.Add(-10*time.Millisecond)) || at.After(to.Add(10*time.Millisecond)) {
		t.Errorf("%s at %v, want it between %v and %v", what, at, from, to)
	}
}

func TestKillIsAGapThatALateDeliveryCloses(t *testing.T) {
	t.Parallel()
	for name, issued := range map[string]bool{"issued in it": true, "a failure, of which nothing tells when": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			began := time.Now()
			p := serve(t, dir)
			p.url()
			r := reader(t, dir)
			beatOf(t, r, began)
			if list, err := radar.List(t.Context(), r, 0, 10); err != nil || len(list) != 0 {
				t.Fatalf("a new folder has gaps: %+v, %v", list, err)
			}
			time.Sleep(time.Second) // the gap begins with the beat, before the kill
			p.end(os.Kill)
			killed := time.Now()
			last, err := r.LastBeat(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(6 * time.Second) // as it is worth telling of
			again := time.Now()
			p = serve(t, dir)
			url := p.url()
			listening := time.Now()
			i := gapOf(t, r, 1, slow, ended)
			between(t, "began", i.Began, killed.Add(-radar.Heartbeat-slow), killed)
			between(t, "ended", i.Ended, again, listening.Add(slow))
			if !i.Began.Equal(last.At) || i.Cause != store.NotRunning || i.State != radar.Retrying || len(i.Waiting) == 0 {
				t.Errorf("%+v", i)
			}

			body := `{"type":"credential.creation.failed","data":{"error":"insufficient funds"}}`
			if issued {
				at := i.Ended.Add(-2 * time.Second).Format(time.RFC3339Nano)
				body = fmt.Sprintf(`{"type":"credential.creation.succeeded","data":{"credential":{"id":"urn:uuid:1","validFrom":%q}}}`, at)
			}
			deliver(t, url, "msg_late", body)
			i = gapOf(t, r, 1, slow, func(i radar.Interval) bool { return !i.Open() })
			if counts := [2]int{i.Issued, i.Late}; i.ClosedBy != store.ByLateDelivery || issued && counts != [2]int{1, 0} || !issued && counts != [2]int{0, 1} {
				t.Errorf("%+v", i)
			}
			p.stop()
		})
	}
}

// deliver sends what the sender would send, now.
func deliver(t *testing.T, url, id, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	signingSecret(t).Sign(r.Header, id, time.Now(), []byte(body))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		t.Fatalf("%s: %d", id, answer.StatusCode)
	}
}

func TestAStoppedProcessWasAsleep(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	began := time.Now()
	p := serve(t, dir)
	p.url()
	r := reader(t, dir)
	beatOf(t, r, began)
	stopped := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	time.Sleep(12 * time.Second) // longer than a process may have to wait for its turn
	woken := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	i := gapOf(t, r, 1, slow, ended)
	between(t, "began", i.Began, stopped.Add(-2*time.Second), stopped.Add(time.Second))
	between(t, "ended", i.Ended, woken, woken.Add(slow))
	if i.Cause != store.Asleep || i.State != radar.Retrying {
		t.Errorf("%+v", i)
	}
	p.stop()
}

func TestEndingInGoodOrderTellsTheMoment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	p.url()
	time.Sleep(2 * time.Second) // of which the first beat knows nothing
	asked := time.Now()
	p.stop()
	stopped := time.Now()
	last, err := reader(t, dir).LastBeat(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	between(t, "the last beat", last.At, asked, stopped)
}

func TestALostTunnelIsAGap(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	edge := tunneltest.NewTLSEdge(t)
	began := time.Now()
	p, _ := serveThrough(t, dir, edge)
	r := reader(t, dir)
	beatOf(t, r, began)
	edge.RefuseAuth(5, "ERR_NGROK_108") // too many sessions, which may pass
	dropped := time.Now()
	edge.Drop()
	i := gapOf(t, r, 1, slow, func(radar.Interval) bool { return true })
	between(t, "began", i.Began, dropped, dropped.Add(slow))
	if i.Cause != store.NoWayIn || i.State != radar.GoingOn {
		t.Errorf("%+v", i)
	}
	i = gapOf(t, r, 1, 2*time.Minute, ended)
	if i.Cause != store.NoWayIn || i.State != radar.Retrying {
		t.Errorf("%+v", i)
	}
	p.stop()
}

func TestAFolderWithoutSecretsReceivesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	began := time.Now()
	p := serve(t, dir)
	p.url()
	beatOf(t, reader(t, dir), began)
	p.stop()
	p = launch(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	p.url()
	i := gapOf(t, reader(t, dir), 1, slow, func(i radar.Interval) bool { return i.Cause == store.Deaf })
	if i.State != radar.GoingOn {
		t.Errorf("%+v", i)
	}
	p.stop()
}

// TestKillAtAnyMomentLeavesGapsInOrder: whatever the program was writing.
func TestKillAtAnyMomentLeavesGapsInOrder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range *rounds {
		cmd := command("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)
		kill(t, cmd, 2*time.Second)
	}
	p := serve(t, dir)
	p.url()
	r := reader(t, dir)
	beatOf(t, r, time.Now())
	list, err := radar.List(t.Context(), r, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for n, i := range list {
		if i.Ended.IsZero() || i.Ended.Before(i.Began) || n > 0 && i.Ended.After(list[n-1].Began) {
			t.Errorf("%+v", i)
		}
	}
	p.stop()
	if found := call(t, "check", "--data", dir); found.code != 0 {
		t.Errorf("%+v", found)
	}
}

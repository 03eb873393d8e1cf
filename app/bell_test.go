package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/store"
)

// hang hangs the bell of a folder and answers it until the test ends.
func hang(t *testing.T, dir string) (rings *atomic.Int32) {
	t.Helper()
	b, err := hangBell(dir)
	if err != nil {
		t.Fatal(err)
	}
	rings = new(atomic.Int32)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { b.run(ctx, func() { rings.Add(1) }, slog.New(slog.DiscardHandler)) })
	t.Cleanup(func() { cancel(); running.Wait(); b.close() })
	return rings
}

// TestASecondDeskComesForward: a program of its own finds the folder held by a
// desk, has that one come forward, and ends well. One that receives without a
// window does not, and says so.
func TestASecondDeskComesForward(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	rings := hang(t, p.dir)
	got := call(t, "--data", p.dir)
	if got.code != exitFine || got.stdout != "Passdesk is open already; its window has come forward.\n" || got.stderr != "" || rings.Load() != 1 {
		t.Errorf("the second desk: %+v after %d rings", got, rings.Load())
	}
	got = call(t, "serve", "--data", p.dir, "--listen", "127.0.0.1:0")
	if got.code != exitFailed || !strings.Contains(got.stderr, store.ErrInUse.Error()) || rings.Load() != 1 {
		t.Errorf("serve beside it: %+v after %d rings", got, rings.Load())
	}
}

// TestADeskThatIsStarting: the folder is held before the bell hangs.
func TestADeskThatIsStarting(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	time.AfterFunc(300*time.Millisecond, func() { hang(t, p.dir) })
	_, err := takeOrRing(t.Context(), p.settings, slog.New(slog.DiscardHandler))
	if err != errShown {
		t.Errorf("got %v", err)
	}
}

// TestNobodyAnswers: whoever holds the folder has no window.
func TestNobodyAnswers(t *testing.T) {
	p := take(t, &settings{Tunnel: "none"})
	began := time.Now()
	_, err := takeOrRing(t.Context(), p.settings, slog.New(slog.DiscardHandler))
	if took := time.Since(began); err == nil || err == errShown || took > 3*ringTime {
		t.Errorf("%v after %v", err, took)
	}
}

func TestTheBellIsPrivateAndGoesWithItsDesk(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, bellName)
	if err := os.WriteFile(path, []byte("of a process that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := hangBell(dir)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	b.close()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("it is left behind: %v", err)
	}
	if err := ring(t.Context(), dir); err == nil {
		t.Error("it rings")
	}
}

// TestStrangersAtTheBell: nothing but the one word does anything, nobody keeps
// the next one waiting for long, and nobody stops the bell.
func TestStrangersAtTheBell(t *testing.T) {
	dir := t.TempDir()
	rings := hang(t, dir)
	say := func(words string) string {
		t.Helper()
		conn, err := net.Dial("unix", filepath.Join(dir, bellName))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, words) // it may have hung up by then
		_ = conn.(*net.UnixConn).CloseWrite()
		answer, _ := io.ReadAll(conn)
		return string(answer)
	}
	for _, words := range []string{"", "\n", "hide\n", "SHOW\n", "show", "GET / HTTP/1.1\r\n\r\n", strings.Repeat("x", 1<<16)} {
		if answer := say(words); answer != "" {
			t.Errorf("%.20q: %q", words, answer)
		}
	}
	silent, err := net.Dial("unix", filepath.Join(dir, bellName))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	began := time.Now()
	if answer := say(bellWord); answer != bellAnswer || rings.Load() != 1 {
		t.Errorf("%q after %d rings", answer, rings.Load())
	}
	if took := time.Since(began); took > 3*bellTime {
		t.Errorf("one who says nothing keeps it for %v", took)
	}
}

package main

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
)

// TestAPartThatNeverEnds: a desk in which something hangs ends all the same,
// says so once, and lets its folder go with all that is in it.
func TestAPartThatNeverEnds(t *testing.T) {
	const patience = 300 * time.Millisecond
	s := &settings{Tunnel: "none"}
	p, said := takeTestFolder(t, simulator.Succeeded, 3), new(bytes.Buffer)
	s.Data, s.VaultKey = p.dir, p.settings.VaultKey
	ctx, end := context.WithCancel(t.Context())
	hangs, late := make(chan struct{}), make(chan error, 1)
	var parts parts
	parts.Go(func() { <-ctx.Done() })
	parts.Go(func() { // and looks into the records when it goes on after all
		<-hangs
		_, err := p.store.Append(context.Background(), store.Delivery{MessageID: "late", ReceivedAt: time.Now()}, store.Issuance{})
		late <- err
	})
	end()
	began := time.Now()
	parts.end(patience, slog.New(slog.NewTextHandler(said, nil)))
	if took := time.Since(began); took < patience || took > patience+10*time.Second {
		t.Errorf("it waits for %v", took)
	}
	if n := strings.Count(said.String(), "\n"); n != 1 || !strings.Contains(said.String(), "does not end") {
		t.Errorf("it says %q", said)
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
	again, err := takeFolder(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("the folder is not let go: %v", err)
	}
	defer again.close()
	close(hangs)
	if err := <-late; err == nil {
		t.Error("something is kept in a folder that was let go")
	}
	if c, err := again.store.Counts(t.Context()); err != nil || c.Succeeded != 3 {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestPartsThatEnd are not waited for any longer, and nothing is said.
func TestPartsThatEnd(t *testing.T) {
	said := new(bytes.Buffer)
	var parts parts
	ended := false
	parts.Go(func() { time.Sleep(50 * time.Millisecond); ended = true })
	began := time.Now()
	parts.end(time.Minute, slog.New(slog.NewTextHandler(said, nil)))
	if took := time.Since(began); !ended || took > 30*time.Second || said.Len() != 0 {
		t.Errorf("ended: %v, after %v, saying %q", ended, took, said)
	}
}

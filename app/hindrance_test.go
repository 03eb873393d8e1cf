package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"passdesk/app/radar"
	"passdesk/app/simulator"
	"passdesk/app/tunnel/tunneltest"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// TestFaultClockThatRefusesIsNotReceiving: a test message, which is signed by the
// clock that it is judged by, comes through all the same.
func TestFaultClockThatRefusesIsNotReceiving(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewTLSEdge(t)
	p := take(t, &settings{
		NgrokConnect: edge.ConnectAddr, NgrokRootCAs: edge.CAFile(t),
		NgrokAuthtoken: hidden{secret.Of("a-token")}, SigningSecret: []hidden{{secret.Of(testSecret)}},
	})
	desk := running(t, p)
	desk.until(model.Online)
	waitFor(t, func() bool { b, err := p.store.LastBeat(t.Context()); return err == nil && !b.At.IsZero() })
	issuer := simulator.Issuer{Seed: 5, Kind: simulator.Succeeded}
	knock := func(n int, late time.Duration, want int) {
		t.Helper()
		if code := p.knock(issuer.Message(n), p.door.Secrets().Signer(), time.Now().Add(-late)); code != want {
			t.Fatalf("answered %d, want %d", code, want)
		}
	}
	// An event and its first retry.
	knock(0, 7*time.Minute+5*time.Second, http.StatusBadRequest)
	knock(0, 7*time.Minute, http.StatusBadRequest)
	c := desk.until(model.Degraded)
	if !strings.HasPrefix(c.Message.String(), "This computer’s clock is 7 min ahead of Crossmint’s") || c.Way().State != model.Online || c.URL == "" {
		t.Errorf("%+v", c)
	}
	gapOf(t, p.store.Reader, 1, slow, func(i radar.Interval) bool { return i.Cause == store.ClockOff && i.State == radar.GoingOn })
	if report, err := (receiver{p}).Check(t.Context()); err != nil || !report.Passed() {
		t.Errorf("%+v, %v", report, err)
	}
	if got := p.told.Load().State.String(); got != "degraded" {
		t.Errorf("a test message made it %s", got)
	}
	knock(1, 0, http.StatusNoContent) // the clock was right again
	desk.until(model.Online)
	gapOf(t, p.store.Reader, 1, slow, ended)
}

// TestFaultIsSaidByServe says it without waiting for the next test message.
func TestFaultIsSaidByServe(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewTLSEdge(t)
	p := take(t, &settings{
		NgrokConnect: edge.ConnectAddr, NgrokRootCAs: edge.CAFile(t),
		NgrokAuthtoken: hidden{secret.Of("a-token")}, SigningSecret: []hidden{{secret.Of(testSecret)}},
	})
	desk := running(t, p)
	desk.until(model.Online)
	p.noteKept(0, fmt.Errorf("append: %w", store.ErrFull))
	if st := p.told.Load(); st.State.String() != "degraded" || !strings.HasPrefix(st.Message.String(), "The disk is full.") {
		t.Errorf("%+v", st)
	}
	if c := desk.until(model.Down); c.Way().State != model.Online {
		t.Errorf("%+v", c)
	}
	desk.until(model.Online) // the probe finds the disk well
	waitFor(t, func() bool { return p.told.Load().State.String() == "online" })
}

// TestFaultIsNoticedWhenNothingComes: the next test message may be half an
// hour away.
func TestFaultIsNoticedWhenNothingComes(t *testing.T) {
	t.Parallel()
	p := takeTestFolder(t, simulator.Succeeded, 0)
	desk := running(t, p)
	desk.until(model.Local)
	file := filepath.Join(p.dir, "passdesk.db")
	if err := os.Rename(file, file+".away"); err != nil {
		t.Fatal(err)
	}
	c := desk.within(radar.Heartbeat+slow, model.Down)
	if !strings.HasPrefix(c.Message.String(), "The file with the records was moved or deleted") {
		t.Errorf("%+v", c)
	}
	if err := os.Rename(file+".away", file); err != nil {
		t.Fatal(err)
	}
	desk.until(model.Local)
}

func TestWhatWasKeptBeforeARefusalDoesNotOutweighIt(t *testing.T) {
	var k keeping
	var heard []string
	tell := func(what string) func(bool) {
		return func(changed bool) { heard = append(heard, fmt.Sprint(what, changed)) }
	}
	early := k.refusals()
	k.take(k.refusals(), errors.Join(store.ErrFull, syscall.ENOSPC), tell("full "))
	k.take(early, nil, tell("kept before "))
	if k.trouble() == nil {
		t.Error("the disk is taken to be well")
	}
	late := k.refusals()
	k.take(early, store.ErrFull, tell("full again "))
	k.take(late, nil, tell("kept between "))
	k.take(k.refusals(), nil, tell("kept after "))
	k.take(k.refusals(), nil, tell("kept "))
	if k.trouble() != nil {
		t.Errorf("%v", k.trouble())
	}
	if got, want := strings.Join(heard, ", "), "full true, full again false, kept after true, kept false"; got != want {
		t.Errorf("told %s, want %s", got, want)
	}
}

func TestClocksAreToldRoughly(t *testing.T) {
	for off, want := range map[time.Duration]string{
		7 * time.Minute: "7 min ahead of", -65 * time.Minute: "65 min behind", 3*time.Hour + 20*time.Minute: "3 hours ahead of", -72 * time.Hour: "3 days behind",
	} {
		if got := clockRefuses(off); !strings.Contains(got.String(), want) {
			t.Errorf("%v: %s", off, got)
		}
	}
}

package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// TestEveryKnobYieldsAPlainSentence: whatever is the matter at Crossmint, what
// staff ask for ends with a sentence that they can read, no record is lost or
// changed, and all of it works when that is over.
func TestEveryKnobYieldsAPlainSentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		turn func(*standin.Knobs)
		says string // of each that cannot be done
		what string // which cannot: verify, fetch, revoke
	}{
		{"busy", func(k *standin.Knobs) { k.Busy, k.RetryAfter = 1000, "1" }, "asks to slow down", "vfr"},
		{"faulty", func(k *standin.Knobs) { k.Faulty = 1000 }, "has a fault", "vf"}, // of revoking nobody knows
		{"a proxy's page", func(k *standin.Knobs) { k.Faulty, k.Pages = 1000, true }, "has a fault", "vf"},
		{"garbage", func(k *standin.Knobs) { k.Garbage = true }, "could not be read", "vf"},
		{"scope", func(k *standin.Knobs) { k.Scopeless = true }, "lacks a permission", "vfr"},
		{"delegated", func(k *standin.Knobs) { k.Delegated = true }, "", ""},
		{"silent", func(k *standin.Knobs) { k.Hang = true }, "cannot be reached", "vf"},
		{"slow", func(k *standin.Knobs) { k.Latency = 50 * time.Millisecond }, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newAsked(t, "staging")
			w.there.Turn(func(k *standin.Knobs) { *k = standin.Knobs{}; c.turn(k) })
			w.try(c.says, c.what)
			if c.name == "delegated" && (w.fetched.Delegated != 1 || w.fetched.Fetched != 0) {
				t.Errorf("fetched %+v", w.fetched)
			}
			w.over()
		})
	}
}

// TestAKeyOfAnotherEnvironmentYieldsAPlainSentence, also one that Crossmint
// does not know any more.
func TestAKeyOfAnotherEnvironmentYieldsAPlainSentence(t *testing.T) {
	t.Parallel()
	w := newAsked(t, "production")
	w.try("No API key of this environment", "vr") // the records are of staging
	if w.fetched.Unasked != 1 || !strings.Contains(w.fetched.Why.String(), "does not accept the API key") {
		t.Errorf("fetched %+v", w.fetched)
	}
	keys, err := w.asker.Keys(t.Context())
	if err != nil || len(keys) != 1 || !strings.Contains(keys[0].Trouble.String(), "does not accept") {
		t.Errorf("%+v, %v", keys, err)
	}
}

// askedWorld is a desk's program with one delivered record and one that is
// watched, and a stand-in for Crossmint.
type askedWorld struct {
	*testing.T
	there   *crossmintHere
	program *program
	asker   asker
	log     *output
	before  []store.Issuance
	fetched model.Fetched
}

// newAsked has a key of an environment.
func newAsked(t *testing.T, environment string) *askedWorld {
	t.Helper()
	w := &askedWorld{T: t, there: standInForCrossmint(t, "staging"), log: new(output)}
	w.program = take(t, &settings{Tunnel: "none", SigningSecret: []hidden{{secret.Of(testSecret)}}})
	w.program.log = slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.program.tracker.Log = w.program.log
	w.program.online.base = w.there.url
	w.program.online.transport = &http.Transport{ResponseHeaderTimeout: 300 * time.Millisecond}
	w.there.Issue()
	w.program.deliver(t, w.there.issuer.Message(0))
	key := w.there.Key()
	if environment != "staging" {
		key = standin.New(standin.Config{Environment: environment, Project: "elsewhere"}).Key()
	}
	w.asker = asker{w.program}
	if err := w.asker.KeepKey(t.Context(), secret.Of(key)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.asker.Watch(t.Context(), w.there.Issue().CredentialID); err != nil {
		t.Fatal(err)
	}
	w.before = w.rows()
	return w
}

func (w *askedWorld) rows() []store.Issuance {
	w.Helper()
	all, err := w.program.store.Newest(w.Context(), store.Filter{}, 100)
	if err != nil {
		w.Fatal(err)
	}
	return all
}

// try asks for everything, of which some cannot be done for a reason.
func (w *askedWorld) try(why, what string) {
	w.Helper()
	delivered, watched := w.before[1].ID, w.before[0].ID
	_, verified := w.asker.VerifyOnline(w.Context(), delivered)
	var fetching error
	w.fetched, fetching = w.asker.Fetch(w.Context(), []int64{watched}, func(model.Fetched) {})
	_, revoked := w.asker.Revoke(w.Context(), delivered)
	for _, one := range []struct {
		is  string
		err error
	}{{"v", verified}, {"r", revoked}} {
		if one.err == nil {
			if strings.Contains(what, one.is) {
				w.Errorf("%s: it worked", one.is)
			}
			continue
		}
		w.plain(one.err.Error())
		if _, said := errors.AsType[sentence](one.err); !said {
			w.Errorf("%s: no sentence: %v", one.is, one.err)
		}
		if strings.Contains(what, one.is) && !strings.Contains(one.err.Error(), why) {
			w.Errorf("%s: %v", one.is, one.err)
		}
	}
	if fetching != nil {
		w.Errorf("fetching: %v", fetching)
	}
	if w.fetched.Why != "" {
		w.plain(w.fetched.Why.String())
	}
	if strings.Contains(what, "f") && !strings.Contains(w.fetched.Why.String(), why) {
		w.Errorf("fetched %+v", w.fetched)
	}
	// No record is lost, nor other than it was but for what was heard of it.
	after := w.rows()
	for n := range w.before {
		i := after[len(after)-len(w.before)+n]
		i.Revoking, i.SupersededBy = w.before[n].Revoking, w.before[n].SupersededBy
		i.Proof = w.before[n].Proof
		if i != w.before[n] {
			w.Errorf("was %+v\nis %+v", w.before[n], i)
		}
	}
	if strings.Contains(w.log.String(), w.there.Key()) {
		w.Error("the key is in the log")
	}
}

// plain wants sentences for staff, without what only programs say.
func (w *askedWorld) plain(words string) {
	w.Helper()
	for _, odd := range []string{w.there.Key(), "HTTP", "http", "<", "{", "context", "EOF", "dial", "nil", "%!", "  "} {
		if strings.Contains(words, odd) {
			w.Errorf("%q is not plain: it says %q", words, odd)
		}
	}
	if !strings.HasSuffix(words, ".") {
		w.Errorf("%q is no sentence", words)
	}
}

// over has the trouble end: then all of it works.
func (w *askedWorld) over() {
	w.Helper()
	w.there.Turn(func(k *standin.Knobs) { *k = standin.Knobs{} })
	w.program.online.limits = api.NewLimits(api.System) // or it would wait as long as it was asked to
	if err := w.program.connectAPI(); err != nil {
		w.Fatal(err)
	}
	if v, err := w.asker.VerifyOnline(w.Context(), w.before[1].ID); err != nil || v.Verdict == model.NoOpinion {
		w.Errorf("afterwards: %+v, %v", v, err)
	}
}

// TestTroubleAtCrossmintDoesNotHoldUpReceiving: while Crossmint does not answer
// deliveries are taken as fast as before, and what is asked of it meanwhile ends.
func TestTroubleAtCrossmintDoesNotHoldUpReceiving(t *testing.T) {
	t.Parallel()
	w := newAsked(t, "staging")
	w.there.Turn(func(k *standin.Knobs) { k.Hang = true })
	running(t, w.program)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			for ctx.Err() == nil {
				_, _ = w.asker.VerifyOnline(ctx, w.before[1].ID) // it fails
			}
		})
	}
	issuer := simulator.Issuer{Seed: 9, Kind: simulator.Succeeded, Day: time.Now()}
	var slowest time.Duration
	for n := range 300 {
		began := time.Now()
		w.program.deliver(t, issuer.Message(n))
		slowest = max(slowest, time.Since(began))
	}
	stop()
	asking.Wait()
	t.Logf("the slowest of 300 deliveries took %v", slowest)
	if slowest > 5*time.Second { // the sender waits 15
		t.Errorf("a delivery took %v", slowest)
	}
	if c, err := w.program.store.Counts(t.Context()); err != nil || c.Succeeded != 301 || c.Pending != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

package tracker

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/crossmint/api"
	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store"
)

// TestManySettleInOrderOfAge: five thousand, within the limits, the oldest
// first, over restarts, and none is asked about after its end but those whose
// answers were under way when a process ended.
func TestManySettleInOrderOfAge(t *testing.T) {
	w := newWorld(t)
	const count = many
	w.stand.Turn(func(k *standin.Knobs) { k.Settle = count * time.Second / 8; k.FailEvery = 10 })
	all := w.issue(count)
	if c := w.counts(); c.Pending != count {
		t.Fatalf("%+v", c)
	}
	began := w.clock.Now()
	restarts := 0
	for ; !w.settled() && restarts < 100; restarts++ {
		before := w.stand.Calls()["all"]
		w.run(func() bool { return w.stand.Calls()["all"] > before+count/8 || w.settled() }, 6*time.Hour)
		if err := w.store.Close(); err != nil {
			t.Fatal(err)
		}
		w.open()
	}
	if n := w.stand.Late(); n > restarts*atOnce {
		t.Errorf("%d calls about what had been said to be settled", n)
	}
	if c := w.counts(); c.Succeeded != count*9/10 || c.Failed != count/10 || c.Pending != 0 {
		t.Errorf("%+v", c)
	}
	if n := w.stand.Exceeded(); n > 0 {
		t.Errorf("%d calls above the limits", n)
	}
	asked := w.stand.Calls()["actions"]
	took := w.clock.Now().Sub(began)
	t.Logf("%d settled in %v with %d calls, over %d restarts", count, took, asked, restarts)
	if asked > 3*count {
		t.Errorf("%d calls for %d actions", asked, count)
	}
	before := w.stand.Calls()["all"]
	w.run(func() bool { return false }, 12*time.Hour)
	if n := w.stand.Calls()["all"]; n != before {
		t.Errorf("%d calls after the end", n-before)
	}
	// By tenths and with some slack, because a few of any age are asked as well.
	var ends [10]time.Duration
	slack := took / 20
	for n, v := range w.watchings() {
		if v.ActionID != all[n].ActionID || v.Ended.IsZero() || v.Status == store.Pending {
			t.Fatalf("%d: %+v", n, v)
		}
		ends[n*10/count] += v.Ended.Sub(began) / (count / 10)
	}
	for n := 1; n < len(ends); n++ {
		if ends[n] <= ends[n-1]-slack {
			t.Errorf("tenth %d ended at %v, the one before at %v", n, ends[n], ends[n-1])
		}
	}
	w.check()
}

// TestAWebhookSettlesAtOnce: whatever came first.
func TestAWebhookSettlesAtOnce(t *testing.T) {
	for _, first := range []string{"watch", "webhook", "answer"} {
		for _, kind := range []string{"action", "credential", "both"} {
			t.Run(first+" "+kind, func(t *testing.T) {
				w := newWorld(t)
				i := w.stand.Issue()
				m := simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()}.Message(0)
				wanted := Wanted{ActionID: i.ActionID, CredentialID: i.CredentialID}
				switch kind {
				case "action":
					wanted.CredentialID = ""
				case "credential":
					wanted.ActionID = ""
				}
				switch first {
				case "watch":
					w.watch(wanted)
					w.deliver(m)
				case "webhook":
					w.deliver(m)
					w.watch(wanted)
				case "answer":
					w.watch(wanted)
					w.run(w.settled, time.Hour)
					if r := w.row(store.Filter{Latest: true}); r.Origin == store.Delivered || r.Status != store.Succeeded || r.MessageID != "" || r.PassURL != "" {
						t.Fatalf("%+v", r)
					}
					w.deliver(m)
				}
				r := w.row(store.Filter{Latest: true})
				if r.Status != store.Succeeded || r.Origin != store.Delivered || r.MessageID != m.ID || r.PassURL == "" {
					t.Errorf("%+v", r)
				}
				if c := w.counts(); c != (store.Counts{Succeeded: 1}) {
					t.Errorf("%+v", c)
				}
				before := w.stand.Calls()["all"]
				w.run(w.settled, time.Hour)
				if n := w.stand.Calls()["all"] - before; n != 0 {
					t.Errorf("it was asked about %d times", n)
				}
				if v := w.watchings(); len(v) != 1 || v[0].Ended.IsZero() || v[0].Origin != store.Delivered || Sentence(v[0]) != "Its webhook has arrived." {
					t.Errorf("%+v", v)
				}
				w.check()
			})
		}
	}
}

// TestAnAnswerThatComesLateDoesNotHideTheDelivery: it was asked before, and
// answers after the webhook came.
func TestAnAnswerThatComesLateDoesNotHideTheDelivery(t *testing.T) {
	w := newWorld(t)
	i := w.stand.Issue()
	ids := w.watch(Wanted{ActionID: i.ActionID, CredentialID: i.CredentialID})
	m := simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()}.Message(0)
	w.deliver(m)
	late := Records([]Wanted{{ActionID: i.ActionID}}, "staging", w.clock.Now())[0]
	late.Origin, late.Issuance.Status = store.Reported, store.Succeeded
	if err := w.Ledger.Answer(t.Context(), store.Answered{Watch: ids[0], At: w.clock.Now(), End: true, Record: &late}); err != nil {
		t.Fatal(err)
	}
	if err := w.Ledger.Keep(t.Context(), late); err != nil { // as Recover would
		t.Fatal(err)
	}
	if r := w.row(store.Filter{Latest: true}); r.MessageID != m.ID {
		t.Errorf("%+v", r)
	}
	if rows, _ := w.store.Newest(t.Context(), store.Filter{}, 9); len(rows) != 3 {
		t.Errorf("%d rows", len(rows))
	}
}

// TestNothingIsForgottenOverRestarts: the process ends in the middle, again and
// again.
func TestNothingIsForgottenOverRestarts(t *testing.T) {
	w := newWorld(t)
	w.stand.Turn(func(k *standin.Knobs) { k.Settle = 2 * time.Minute })
	all := w.issue(200)
	for restarts := 0; !w.settled(); restarts++ {
		if restarts > 200 {
			t.Fatal("it never ends")
		}
		before := w.stand.Calls()["all"]
		w.run(func() bool { return w.stand.Calls()["all"] > before+40 }, time.Hour)
		if err := w.store.Close(); err != nil {
			t.Fatal(err)
		}
		w.open()
	}
	if c := w.counts(); c.Succeeded != len(all) || c.Pending != 0 {
		t.Errorf("%+v", c)
	}
	w.check()
}

// TestTheSameWatchedTwice: once by its action alone, then with both ids. The
// first is not given up while the second goes on.
func TestTheSameWatchedTwice(t *testing.T) {
	w := newWorld(t)
	w.stand.Turn(func(k *standin.Knobs) { k.Settle = time.Hour })
	i := w.stand.Issue()
	first := w.watch(Wanted{ActionID: i.ActionID})
	second := w.watch(Wanted{ActionID: i.ActionID, CredentialID: i.CredentialID})
	w.run(func() bool { return w.stand.Asked(i.ActionID) > 2 }, 50*time.Minute)
	look := func() store.Watching {
		v, err := w.store.WatchingsOf(t.Context(), first)
		if err != nil || len(v) != 1 || v[0].View != second[0] && v[0].Status == store.Pending {
			t.Fatalf("%+v, %v", v, err)
		}
		return v[0]
	}
	if v := look(); !v.Ended.IsZero() || v.Said != SaidPending {
		t.Errorf("%+v", v)
	}
	if c := w.counts(); c != (store.Counts{Pending: 1}) {
		t.Errorf("%+v", c)
	}
	w.run(w.settled, 24*time.Hour)
	if v := look(); v.Ended.IsZero() || v.Status != store.Succeeded {
		t.Errorf("%+v", v)
	}
}

// TestAPokeIsHeard also right behind a rest.
func TestAPokeIsHeard(t *testing.T) {
	w := newWorld(t)
	for range 1000 {
		w.rest(t.Context(), time.Second)
		w.Poke()
		for range 10 {
			runtime.Gosched()
		}
		if len(w.poke) != 1 {
			t.Fatal("nobody will look")
		}
		<-w.poke
	}
}

// TestEveryKnobYieldsASentence: and no record is lost, and all goes on when the
// knob is turned back.
func TestEveryKnobYieldsASentence(t *testing.T) {
	for _, c := range []struct {
		name string
		turn func(*standin.Knobs)
		want string // in what is said meanwhile
	}{
		{"busy", func(k *standin.Knobs) { k.Busy = 20 }, "slow down"},
		{"busy with Retry-After", func(k *standin.Knobs) { k.Busy, k.RetryAfter = 5, "40" }, "slow down"},
		{"faulty", func(k *standin.Knobs) { k.Faulty = 20 }, "has a fault"},
		{"a page", func(k *standin.Knobs) { k.Faulty, k.Pages = 20, true }, "has a fault"},
		{"garbage", func(k *standin.Knobs) { k.Garbage = true }, "could not be read"},
		{"scope", func(k *standin.Knobs) { k.Scopeless = true }, "may not ask"},
		{"silent", func(k *standin.Knobs) { k.Hang = true }, "cannot be reached"},
		{"slow", func(k *standin.Knobs) { k.Latency = 20 * time.Millisecond }, "still at it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.patience = 200 * time.Millisecond
			w.Tracker = w.tracker(w.store.Ledger(), w.client(w.stand.Key()))
			w.stand.Turn(func(k *standin.Knobs) { k.Settle = 40 * time.Second; c.turn(k) })
			all := w.issue(3)
			heard, trouble := "", make(chan error, 1000)
			w.Tracker.Told = func(_ api.Environment, err error) { trouble <- err }
			listen := func() bool {
				for len(trouble) > 0 {
					if err := <-trouble; err != nil {
						heard += Why(err).String()
					}
				}
				for _, v := range w.watchings() {
					heard += Sentence(v).String()
				}
				return strings.Contains(heard, c.want)
			}
			w.run(listen, 20*time.Hour)
			if !listen() {
				t.Errorf("heard %q", heard[:min(len(heard), 1000)])
			}
			if got := w.watchings(); len(got) != len(all) {
				t.Errorf("%d are on the list", len(got))
			}
			w.stand.Turn(func(k *standin.Knobs) { *k = standin.Knobs{} })
			w.run(w.settled, 4*time.Hour)
			if got := w.counts(); got.Succeeded != len(all) || got.Pending != 0 {
				t.Errorf("%+v", got)
			}
			if text := w.log.String(); strings.Contains(text, w.stand.Key()) || strings.Contains(text, all[0].ActionID) {
				t.Errorf("the log says too much: %s", text)
			}
			w.check()
		})
	}
}

// TestAWrongKeyIsNotPressed: it is asked now and then whether it is right by
// now, and nothing is lost.
func TestAWrongKeyIsNotPressed(t *testing.T) {
	w := newWorld(t)
	other := standin.New(standin.Config{Environment: "production", Project: "p2"})
	w.Tracker = w.tracker(w.store.Ledger(), w.client(other.Key()))
	w.issue(50)
	w.run(func() bool { return false }, time.Hour)
	if n := w.stand.Calls()["wrong environment"]; n == 0 || n > 60 {
		t.Errorf("%d calls in an hour", n)
	}
	if why := Why(w.Trouble(api.Production)); !strings.Contains(why.String(), "does not accept the API key") {
		t.Error(why)
	}
	w.Tracker = w.tracker(w.store.Ledger(), w.client(w.stand.Key()))
	w.run(w.settled, time.Hour)
	if c := w.counts(); c.Succeeded != 50 {
		t.Errorf("%+v", c)
	}
}

// TestAnHourWithoutCrossmint: nothing piles up, neither calls nor writes, and
// what is received is taken as before.
func TestAnHourWithoutCrossmint(t *testing.T) {
	w := newWorld(t)
	w.issue(1000)
	key := w.stand.Key()
	w.url = "http://127.0.0.1:1/api" // nobody listens there
	w.Tracker = w.tracker(w.store.Ledger(), w.client(key))
	size := func() (asked int) {
		for _, v := range w.watchings() {
			asked += v.Asked
		}
		return asked
	}
	issuer := simulator.Issuer{Seed: 6, Kind: simulator.Succeeded}
	delivered := 0
	var slowest time.Duration
	deliver := func() bool {
		if delivered < 500 {
			began := time.Now()
			w.deliver(issuer.Message(delivered))
			slowest = max(slowest, time.Since(began))
			delivered++
		}
		return false // it goes on for the whole hour
	}
	before := runtime.NumGoroutine()
	w.run(deliver, time.Hour)
	if n := runtime.NumGoroutine(); n > before+10 {
		t.Errorf("%d goroutines, %d before", n, before)
	}
	for delivered < 500 { // the hour may pass faster than that
		deliver()
	}
	if n := size(); n != 0 {
		t.Errorf("%d answers were noted although there was none", n)
	}
	w.mu.Lock()
	failures := w.outages[api.Staging].failures
	w.mu.Unlock()
	if failures < 5 || failures > 30 {
		t.Errorf("%d outages in an hour", failures)
	}
	if c := w.counts(); c.Pending != 1000 || c.Succeeded != 500 {
		t.Errorf("%+v", c)
	}
	if n := strings.Count(w.log.String(), "\n"); n > 3 {
		t.Errorf("%d lines in the log: %s", n, w.log.String())
	}
	t.Logf("the slowest of 500 deliveries meanwhile took %v", slowest)
}

// beside has production asked as well.
func (w *world) beside() *standin.Server {
	w.Helper()
	there := standin.New(standin.Config{Environment: "production", Project: "p9", Now: w.clock.Now, Issuer: simulator.Issuer{Seed: 77}})
	url := w.url
	w.url = serveStandin(w.T, there)
	production := w.client(there.Key())
	w.url = url
	w.Tracker = w.tracker(w.store.Ledger(), w.client(w.stand.Key()), production)
	return there
}

// TestAnEnvironmentThatCannotTell keeps no id from being found in another, and is
// not taken for one that does not know it.
func TestAnEnvironmentThatCannotTell(t *testing.T) {
	for said, turn := range map[string]func(*standin.Knobs){
		SaidScope:   func(k *standin.Knobs) { k.Scopeless = true },
		SaidUnclear: func(k *standin.Knobs) { k.Garbage = true },
	} {
		t.Run(said, func(t *testing.T) {
			w := newWorld(t)
			there := w.beside()
			here, elsewhere := w.stand.Issue(), there.Issue()
			w.stand.Turn(turn)
			w.watch(Wanted{ActionID: here.ActionID}, Wanted{ActionID: elsewhere.ActionID})
			w.run(func() bool { return w.clock.Now().Sub(w.watchings()[0].Since) > 2*unknownFor }, 72*time.Hour)
			got := w.watchings()
			if v := got[0]; v.Said != said || !v.Ended.IsZero() {
				t.Errorf("%+v", v)
			}
			if v := got[1]; v.Environment != "production" || v.Status != store.Succeeded {
				t.Errorf("%+v", v)
			}
			w.stand.Turn(func(k *standin.Knobs) { *k = standin.Knobs{} })
			w.run(w.settled, time.Hour)
			if v := w.watchings()[0]; v.Environment != "staging" || v.Status != store.Succeeded {
				t.Errorf("%+v", v)
			}
		})
	}
}

// TestIDsOfTwoEnvironments: each finds its own, and an id that nobody knows is
// given up after a day.
func TestIDsOfTwoEnvironments(t *testing.T) {
	w := newWorld(t)
	there := w.beside()
	here, elsewhere := w.stand.Issue(), there.Issue()
	w.watch(Wanted{ActionID: here.ActionID}, Wanted{ActionID: elsewhere.ActionID}, Wanted{ActionID: "nobody-knows-it"})
	w.run(w.settled, 30*24*time.Hour)
	got := w.watchings()
	for n, want := range []string{"staging", "production"} {
		if got[n].Environment != want || got[n].Status != store.Succeeded {
			t.Errorf("%+v", got[n])
		}
	}
	if v := got[2]; v.Said != SaidUnknown || v.Status != store.Pending || !strings.Contains(Sentence(v).String(), "not asked about any more") {
		t.Errorf("%+v", v)
	}
}

// TestTwoProcessesDoNotBothAsk: and when one dies the other takes over.
func TestTwoProcessesDoNotBothAsk(t *testing.T) {
	w := newWorld(t)
	beside, err := store.OpenLedger(w.dir, custody)
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	w.stand.Turn(func(k *standin.Knobs) { k.Settle = time.Hour })
	w.issue(1)
	other := w.tracker(beside, w.client(w.stand.Key()))
	other.Holder = "another"
	if got, err := w.lease(t.Context()); err != nil || !got {
		t.Fatal(got, err)
	}
	if got, err := other.lease(t.Context()); err != nil || got {
		t.Fatal("both have it", err)
	}
	_ = w.clock.Sleep(t.Context(), leaseFor+time.Second) // the first is dead
	if got, err := other.lease(t.Context()); err != nil || !got {
		t.Fatal("nobody has it", err)
	}
	other.release(t.Context())
	if got, err := w.lease(t.Context()); err != nil || !got {
		t.Fatal("it was not released", err)
	}
}

func TestRevocationIsFollowedToItsEnd(t *testing.T) {
	w := newWorld(t)
	w.stand.Issue()
	w.deliver(simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()}.Message(0))
	row := w.row(store.Filter{})
	w.stand.Turn(func(k *standin.Knobs) { k.Settle = time.Minute })
	r, err := w.Revoke(t.Context(), row.ID)
	if err != nil || r.Status != store.Pending || r.ActionID == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := w.Revoke(t.Context(), row.ID); !errors.Is(err, store.ErrRevoking) {
		t.Errorf("twice: %v", err)
	}
	if err := w.store.Close(); err != nil { // it is followed after a restart
		t.Fatal(err)
	}
	w.open()
	w.run(w.settled, time.Hour)
	all, err := w.store.Revocations(t.Context(), row.ID)
	if err != nil || len(all) != 1 || all[0].Status != store.Succeeded || all[0].Ended.IsZero() || all[0].CredentialID != row.CredentialID {
		t.Fatalf("%+v, %v", all, err)
	}
	acts, err := w.store.Acts(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	for _, a := range acts {
		if a.Kind == store.ActRevocation {
			steps = append(steps, fmt.Sprint(a.Issuance, a.Detail))
		}
	}
	if want := fmt.Sprint(row.ID, `{"step":"asked","environment":"staging"} `, row.ID, `{"step":"succeeded","environment":"staging"}`); strings.Join(steps, " ") != want {
		t.Errorf("%q", steps)
	}
	if _, err := w.store.VerifyActs(t.Context()); err != nil {
		t.Error(err)
	}
	// Erasing takes it along.
	if err := w.store.Erase(t.Context(), []int64{row.ID}, true); err != nil {
		t.Fatal(err)
	}
	if all, _ := w.store.Revocations(t.Context(), row.ID); len(all) != 0 {
		t.Errorf("%+v", all)
	}
	w.check()
}

func TestRevocationThatMayHaveHappened(t *testing.T) {
	w := newWorld(t)
	w.stand.Issue()
	w.deliver(simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()}.Message(0))
	row := w.row(store.Filter{})
	w.stand.Turn(func(k *standin.Knobs) { k.Faulty = 1 })
	r, err := w.Revoke(t.Context(), row.ID)
	if failure, ok := errors.AsType[*api.Error](err); !ok || !failure.MayHaveHappened() || r.Status != store.Other || r.Ended.IsZero() {
		t.Errorf("%+v, %v", r, err)
	}
	if n := w.stand.Calls()["faulty"]; n != 1 {
		t.Errorf("%d calls", n)
	}
	w.stand.Turn(func(k *standin.Knobs) { k.Scopeless = true })
	if r, err := w.Revoke(t.Context(), row.ID); !errors.Is(err, api.ErrScope) || r.Status != store.Failed {
		t.Errorf("%+v, %v", r, err)
	}
	w.stand.Turn(func(k *standin.Knobs) { k.Scopeless = false })
	if r, err := w.Revoke(t.Context(), row.ID); err != nil || r.Status != store.Succeeded {
		t.Errorf("%+v, %v", r, err)
	}
	none := w.tracker(w.store.Ledger())
	if _, err := none.Revoke(t.Context(), row.ID); !errors.Is(err, api.ErrNoKey) {
		t.Errorf("no key: %v", err)
	}
}

// TestRecoveryFetchesWhatCanBeFetched: a recovered record is marked as such, and
// the delivery takes its place.
func TestRecoveryFetchesWhatCanBeFetched(t *testing.T) {
	w := newWorld(t)
	from := w.clock.Now()
	w.stand.Turn(func(k *standin.Knobs) { k.FailEvery = 3 })
	w.issue(3) // two succeed, one fails
	w.stand.Turn(func(k *standin.Knobs) { k.Settle = time.Hour })
	w.issue(1)
	got, err := w.Recover(t.Context(), Selection{From: from, To: w.clock.Now()})
	if err != nil || got.Looked != 4 || got.Settled != 3 || got.Fetched != 2 || got.Pending != 1 || got.Unasked != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	rows, err := w.store.Newest(t.Context(), store.Filter{Latest: true, Status: []store.Status{store.Succeeded}}, 10)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%+v, %v", rows, err)
	}
	for _, r := range rows {
		if r.Origin != store.Fetched || r.EventType != "passdesk.fetched" || r.MessageID != "" || r.PassURL != "" || r.SubjectName == "" || r.Environment != "staging" {
			t.Errorf("%+v", r)
		}
	}
	if again, err := w.Recover(t.Context(), Selection{From: from, To: w.clock.Now()}); err != nil || again.Looked != 2 || again.Fetched != 0 {
		t.Errorf("again: %+v, %v", again, err) // the one that failed, and the pending one
	}
	issuer := simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: from}
	w.deliver(issuer.Message(0))
	w.deliver(issuer.Message(1))
	rows, err = w.store.Newest(t.Context(), store.Filter{Latest: true, Status: []store.Status{store.Succeeded}}, 10)
	if err != nil || len(rows) != 2 || rows[0].Origin != store.Delivered || rows[1].Origin != store.Delivered || rows[0].PassURL == "" {
		t.Errorf("%+v, %v", rows, err)
	}
	w.check()
}

// TestWhatCouldNotBeAskedIsNotUnknown to Crossmint.
func TestWhatCouldNotBeAskedIsNotUnknown(t *testing.T) {
	for want, turn := range map[error]func(*standin.Knobs){
		api.ErrScope:  func(k *standin.Knobs) { k.Scopeless = true },
		api.ErrAnswer: func(k *standin.Knobs) { k.Garbage = true },
		api.ErrFault:  func(k *standin.Knobs) { k.Faulty = 1000 },
	} {
		w := newWorld(t)
		w.issue(1)
		w.stand.Turn(turn)
		got, err := w.Recover(t.Context(), Selection{All: true})
		if err != nil || got.Looked != 1 || got.Unasked != 1 || !errors.Is(got.Why, want) {
			t.Errorf("%v: %+v, %v", want, got, err)
		}
	}
}

// TestWhatWasGivenUpCanBeFetched: an id that Crossmint did not know for a day,
// and knows by now.
func TestWhatWasGivenUpCanBeFetched(t *testing.T) {
	for _, kind := range []string{"action", "credential", "both"} {
		t.Run(kind, func(t *testing.T) {
			w := newWorld(t)
			later := simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()}.Message(0)
			event, err := crossmint.Decode(later.Body)
			if err != nil {
				t.Fatal(err)
			}
			wanted := Wanted{ActionID: event.ActionID, CredentialID: event.CredentialID}
			switch kind {
			case "action":
				wanted.CredentialID = ""
			case "credential":
				wanted.ActionID = ""
			}
			ids := w.watch(wanted)
			w.run(w.settled, 48*time.Hour)
			look := func() store.Watching {
				v, err := w.store.WatchingsOf(t.Context(), ids)
				if err != nil || len(v) != 1 || v[0].Ended.IsZero() {
					t.Fatalf("%+v, %v", v, err)
				}
				return v[0]
			}
			if v := look(); v.Said != SaidUnknown || v.Status != store.Pending {
				t.Fatalf("%+v", v)
			}
			if got, err := w.Recover(t.Context(), Selection{IDs: ids}); err != nil || got.Unknown != 1 {
				t.Errorf("%+v, %v", got, err)
			}
			look() // it is given up again
			w.stand.Issue()
			got, err := w.Recover(t.Context(), Selection{IDs: ids})
			want := Recovered{Looked: 1, Settled: 1, Fetched: 1}
			if kind == "action" {
				want.Fetched = 0 // nobody knows of which credential
			}
			if err != nil || got != want {
				t.Errorf("%+v, %v", got, err)
			}
			if v := look(); v.Status != store.Succeeded || v.Origin != store.Fetched && kind != "action" {
				t.Errorf("%+v", v)
			}
			w.check()
		})
	}
}

func TestDelegatedStorageCannotBeFetched(t *testing.T) {
	w := newWorld(t)
	w.stand.Turn(func(k *standin.Knobs) { k.Delegated = true })
	both := w.issue(1)
	alone := w.stand.Issue()
	ids := w.watch(Wanted{CredentialID: alone.CredentialID})
	got, err := w.Recover(t.Context(), Selection{From: w.clock.Now(), To: w.clock.Now()})
	if err != nil || got.Looked != 2 || got.Delegated != 2 || got.Fetched != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	v, err := w.store.WatchingsOf(t.Context(), ids)
	if err != nil || len(v) != 1 || !strings.Contains(Sentence(v[0]).String(), "sent again in the Crossmint console") || v[0].Ended.IsZero() {
		t.Errorf("%+v, %v", v, err)
	}
	w.deliver(simulator.Issuer{Seed: 5, Kind: simulator.Succeeded, Day: w.clock.Now()}.Message(1))
	if v, _ := w.store.WatchingsOf(t.Context(), ids); v[0].Origin != store.Delivered {
		t.Errorf("%+v", v)
	}
	_ = both
}

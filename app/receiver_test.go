package main

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/tunnel/tunneltest"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// running has a program receive, and gives what the desk would show.
func running(t *testing.T, p *program) *shown {
	t.Helper()
	if err := p.listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	s := &shown{t: t, news: make(chan model.Connection, 1000)}
	way := newConnections(p, func(c model.Connection) { s.news <- c })
	go func() { ended <- p.run(ctx, way.stands) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

// shown is what the desk shows of the way in.
type shown struct {
	t    *testing.T
	news chan model.Connection
}

// until waits for a state.
func (s *shown) until(want model.State) model.Connection {
	s.t.Helper()
	return s.within(20*time.Second, want)
}

func (s *shown) within(wait time.Duration, want model.State) model.Connection {
	s.t.Helper()
	for deadline := time.After(wait); ; {
		select {
		case c := <-s.news:
			if c.State == want {
				return c
			}
		case <-deadline:
			s.t.Fatalf("never %v", want)
		}
	}
}

func (r receiver) standing(t *testing.T) model.Standing {
	t.Helper()
	s, err := r.Standing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSetUpFromNothing goes the way of somebody who starts with an empty folder.
func TestSetUpFromNothing(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewTLSEdge(t)
	p := take(t, &settings{NgrokConnect: edge.ConnectAddr, NgrokRootCAs: edge.CAFile(t)})
	desk := running(t, p)
	r := receiver{p}
	desk.until(model.Down)
	if s := r.standing(t); s.Setup.Complete() || s.Setup.Token || s.Setup.LocalOnly || len(s.Setup.Secrets) != 0 {
		t.Errorf("%+v", s)
	}
	if err := r.Reconnect(t.Context()); err == nil || !strings.Contains(err.Error(), "Set one up first") {
		t.Errorf("%v", err)
	}
	edge.RefuseAuth(1, "ERR_NGROK_107")
	if err := r.SetTunnel(t.Context(), secret.Of("a-revoked-token"), ""); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return len(edge.Auths()) == 1 })
	if err := r.SetTunnel(t.Context(), secret.Of("a-good-token"), ""); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return r.standing(t).Setup.URL == edge.URL+webhook.Path })

	// What the endpoint sends before its secret is known here comes in with it.
	written := aSigningSecret()
	signing, err := webhook.ParseSecret(written.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	issuer := simulator.Issuer{Seed: 3, Kind: simulator.Succeeded}
	if code := p.knock(issuer.Message(0), signing, time.Now()); code != http.StatusBadRequest {
		t.Errorf("status %d", code)
	}
	if err := p.refusals.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all, err := r.Rejections(t.Context()); err != nil || len(all) != 1 || all[0].Reason != model.NoSecret || all[0].Genuine {
		t.Errorf("%+v, %v", all, err)
	}
	if err := r.KeepSecret(t.Context(), "staging", written); err != nil {
		t.Fatal(err)
	}
	if c := desk.until(model.Online); c.URL != edge.URL+webhook.Path {
		t.Errorf("%+v", c)
	}
	if got := newestIDs(t, p.store); len(got) != 1 {
		t.Errorf("%d records, want the one from before the secret was known", len(got))
	}
	if err := r.Register(t.Context(), edge.URL+webhook.Path); err != nil {
		t.Fatal(err)
	}
	if err := r.LeaveSetup(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err := r.Check(t.Context()); err != nil || !c.Passed() {
		t.Errorf("%+v, %v", c, err)
	}
	s := r.standing(t)
	if !s.Setup.Complete() || !s.Setup.Left || s.Setup.Moved() || s.Rejected != 0 || s.Setup.Secrets[0].Environment != "staging" {
		t.Errorf("%+v", s)
	}
	if got := newestIDs(t, p.store); len(got) != 1 {
		t.Errorf("a test event is among %d records", len(got))
	}

	edge.AssignURL("https://127.0.0.1:1")
	if err := r.Reconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return r.standing(t).Setup.Moved() })
	if err := r.DropSecret(t.Context(), s.Setup.Secrets[0].ID); err != nil {
		t.Fatal(err)
	}
	if c := desk.until(model.Down); c.Message != noSecret {
		t.Errorf("%+v", c)
	}
	if code := p.knock(issuer.Message(1), signing, time.Now()); code != http.StatusBadRequest {
		t.Errorf("a dropped secret is believed: status %d", code)
	}
}

func waitFor(t *testing.T, happened func() bool) {
	t.Helper()
	for range 800 {
		if happened() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("it never happened")
}

func TestWhatIsGivenFromOutsideStays(t *testing.T) {
	t.Parallel()
	p := take(t, &settings{
		Tunnel: "none", NgrokURL: "https://acme.example.com", NgrokAuthtoken: hidden{secret.Of("given")}, SigningSecret: []hidden{{secret.Of(testSecret)}},
	})
	r := receiver{p}
	s := r.standing(t).Setup
	if !s.Fixed || !s.Token || !s.LocalOnly || s.Domain != "https://acme.example.com" || len(s.Secrets) != 1 || !s.Secrets[0].Fixed {
		t.Errorf("%+v", s)
	}
	if err := r.SetTunnel(t.Context(), secret.Of("another"), ""); err == nil || !strings.Contains(err.Error(), "command line") {
		t.Errorf("%v", err)
	}
	if err := r.KeepSecret(t.Context(), "production", aSigningSecret()); err != nil {
		t.Fatal(err)
	}
	if got := len(p.door.Secrets()); got != 2 {
		t.Errorf("%d secrets are believed", got)
	}
	if err := r.DropSecret(t.Context(), ""); err == nil {
		t.Error("one from outside was dropped")
	}
}

func TestRefusedRequestsAreLookedThrough(t *testing.T) {
	t.Parallel()
	p := takeTestFolder(t, simulator.Succeeded, 0)
	r := receiver{p}
	issuer := simulator.Issuer{Seed: 4, Kind: simulator.Succeeded}
	stranger, err := webhook.ParseSecret(aSigningSecret().Reveal())
	if err != nil {
		t.Fatal(err)
	}
	p.knock(issuer.Message(0), p.door.Secrets().Signer(), time.Now().Add(-7*time.Minute))
	p.knock(issuer.Message(1), stranger, time.Now())
	p.knock(issuer.Message(2), webhook.Secret{}, time.Now())
	if err := p.refusals.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := r.Rejections(t.Context())
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	of := map[model.Reason]model.Rejection{}
	for _, one := range all {
		of[one.Reason] = one
	}
	late, wrong, bare := of[model.ClockOff], of[model.WrongSecret], of[model.NotSigned]
	if off := late.Off.Round(time.Minute); off != 7*time.Minute || !late.Genuine || late.MessageID == "" || late.Size == 0 {
		t.Errorf("%+v", late)
	}
	if wrong.Genuine || bare.Genuine || wrong.ID == 0 || bare.ID == 0 {
		t.Errorf("%+v, %+v", wrong, bare)
	}
	if s := r.standing(t); s.Rejected != 3 || s.Genuine != 1 {
		t.Errorf("%+v", s)
	}
	if n, err := r.Recheck(t.Context()); err != nil || n != 0 {
		t.Errorf("%d were let in by themselves, %v", n, err)
	}
	for id, says := range map[int64]string{wrong.ID: "Add the secret", bare.ID: "not kept", 999: "not there any more"} {
		if err := r.LetIn(t.Context(), id); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%d: %v, want %q", id, err, says)
		}
	}
	if err := r.LetIn(t.Context(), late.ID); err != nil || len(newestIDs(t, p.store)) != 1 {
		t.Errorf("%v", err)
	}
	if err := r.Dismiss(t.Context(), wrong.ID, bare.ID); err != nil {
		t.Error(err)
	}
	if all, err := r.Rejections(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if kinds := p.kinds(t); !slices.Contains(kinds, string(store.ActPromoted)) || !slices.Contains(kinds, string(store.ActDismissed)) {
		t.Errorf("%q", kinds)
	}
}

// TestAWrongSecretShows: a test message, which is signed with the secret that it
// is judged by, comes through all the same.
func TestAWrongSecretShows(t *testing.T) {
	t.Parallel()
	p := takeTestFolder(t, simulator.Succeeded, 1)
	r := receiver{p}
	issuer := simulator.Issuer{Seed: 4, Kind: simulator.Succeeded}
	right, err := webhook.ParseSecret(aSigningSecret().Reveal())
	if err != nil {
		t.Fatal(err)
	}
	apart := func() { time.Sleep(2 * time.Millisecond) } // moments are kept to the millisecond
	apart()
	for n, shows := range []bool{false, false, true} { // an event and its retries
		p.knock(issuer.Message(0), right, time.Now().Add(time.Duration(n)*time.Second))
		if err := p.refusals.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := r.standing(t); s.Unknown != n+1 || s.WrongSecret() != shows {
			t.Errorf("after %d: %+v", n+1, s)
		}
	}
	apart()
	p.deliver(t, issuer.Message(1))
	if s := r.standing(t); s.Unknown != 0 || s.WrongSecret() || s.Rejected != 1 {
		t.Errorf("%+v", s)
	}
}

// TestWithoutATunnelTheAddressHasNotMoved: that of this computer is none that
// Crossmint could send to.
func TestWithoutATunnelTheAddressHasNotMoved(t *testing.T) {
	t.Parallel()
	p := take(t, &settings{SigningSecret: []hidden{{secret.Of(testSecret)}}})
	r := receiver{p}
	if err := r.Register(t.Context(), "https://acme.ngrok.app"+webhook.Path); err != nil {
		t.Fatal(err)
	}
	running(t, p).until(model.Local)
	if s := r.standing(t).Setup; s.Moved() || s.URL != "" {
		t.Errorf("%+v", s)
	}
}

// TestAMissingKeyIsNoEmptyFolder: what was set up is there, and cannot be read.
func TestAMissingKeyIsNoEmptyFolder(t *testing.T) {
	t.Parallel()
	s := &settings{}
	dir := t.TempDir()
	open := func(key string) *program {
		t.Helper()
		s.Data, s.Listen, s.VaultKey = dir, "127.0.0.1:0", hidden{secret.Of(key)}
		p, err := takeFolder(s, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := open(testVault)
	if err := (receiver{p}).SetTunnel(t.Context(), secret.Of("a-token"), ""); err != nil {
		t.Fatal(err)
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	p = open("YW5vdGhlciBrZXkgb2YgdGhlIHZhdWx0LCAzMiBieXQ=")
	defer p.close()
	if p.locked == nil {
		t.Fatal("it opens with any key")
	}
	if s := (receiver{p}).standing(t).Setup; !s.Left {
		t.Errorf("the assistant comes up: %+v", s)
	}
	if err := (receiver{p}).KeepSecret(t.Context(), "staging", aSigningSecret()); err == nil || !strings.Contains(err.Error(), "The key to the records is missing") {
		t.Errorf("%v", err)
	}
	if err := p.listen(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	var last model.Connection
	newConnections(p, func(c model.Connection) { last = c })
	if last.State != model.Down || !strings.HasPrefix(last.Message.String(), "The key to the records is missing") {
		t.Errorf("%+v", last)
	}
}

func TestGapsAreTickedOff(t *testing.T) {
	t.Parallel()
	p := takeTestFolder(t, simulator.Succeeded, 0)
	r := receiver{p}
	now := time.Now()
	long := store.Gap{ID: 1, Began: now.Add(-72 * time.Hour), Ended: now.Add(-8 * time.Hour), Cause: store.Asleep}
	short := store.Gap{ID: 2, Began: now.Add(-2 * time.Minute), Ended: now.Add(-time.Minute), Cause: store.NotRunning}
	if err := p.store.Beat(t.Context(), now, long, short); err != nil {
		t.Fatal(err)
	}
	all, err := r.Gaps(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	i := slices.IndexFunc(all, func(g model.Gap) bool { return g.Cause == model.Asleep })
	needs, heals := all[i], all[1-i]
	if needs.State != model.GapNeeds || len(needs.Lost) == 0 || !slices.Equal(needs.Environments, []string{"staging"}) {
		t.Errorf("%+v", needs)
	}
	if heals.State != model.GapHeals || len(heals.Lost) != 0 || heals.Until.Before(now) {
		t.Errorf("%+v", heals)
	}
	if s := r.standing(t); s.Gaps != 1 || s.Gap.ID != needs.ID {
		t.Errorf("%+v", s)
	}
	for _, c := range []struct {
		done bool
		want model.GapState
		gaps int
	}{{true, model.GapTicked, 0}, {false, model.GapNeeds, 1}} {
		if err := r.TickGap(t.Context(), needs.ID, c.done); err != nil {
			t.Fatal(err)
		}
		all, err := r.Gaps(t.Context())
		if err != nil || all[i].State != c.want || r.standing(t).Gaps != c.gaps {
			t.Errorf("after %v: %+v, %v", c.done, all, err)
		}
	}
}

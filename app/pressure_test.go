package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"maps"
	"net/http"
	"sync"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/store/vault"
)

// promises are what was acknowledged, of all that was sent. They outlive the
// program that made them.
type promises struct {
	mu     sync.Mutex
	made   map[string][32]byte // message id → the digest of what was acknowledged
	sent   map[string]bool     // everything that was tried, acknowledged or not
	counts map[int]int         // answers by status, 0 for none
	seeds  uint64
	trust  *tls.Config // for https
}

func newPromises() *promises {
	return &promises{made: map[string][32]byte{}, sent: map[string]bool{}, counts: map[int]int{}}
}

func (p *promises) hear(m simulator.Message, status int, _ error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent[m.ID] = true
	p.counts[status]++
	if status == http.StatusNoContent {
		p.made[m.ID] = sha256.Sum256(m.Body)
	}
}

// answers is how often there was such an answer.
func (p *promises) answers(status int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[status]
}

// await waits for so many more answers.
func (p *promises) await(t testing.TB, status, more int) {
	t.Helper()
	want := p.answers(status) + more
	for deadline := time.Now().Add(time.Minute); p.answers(status) < want; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("of %d answers %d more were awaited: %v", status, more, p.counts)
		}
	}
}

// soFar is what has been acknowledged.
func (p *promises) soFar() map[string][32]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.made)
}

// forgetBut leaves only these.
func (p *promises) forgetBut(made map[string][32]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made = made
}

// press sends ever new messages to an endpoint, with so many at once, until it
// is told to stop.
func (p *promises) press(t testing.TB, url string, atOnce int, rate float64) (stop func()) {
	p.mu.Lock()
	p.seeds++
	issuer := simulator.Issuer{Seed: p.seeds, Kind: simulator.Mixed}
	p.mu.Unlock()
	lines := &http.Transport{MaxIdleConnsPerHost: atOnce, TLSClientConfig: p.trust}
	sender := &simulator.Sender{
		URL: url, Secret: signingSecret(t), Concurrency: atOnce, Rate: rate,
		Client: &http.Client{Transport: lines}, Answered: p.hear,
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = sender.Send(ctx, issuer, 0, 1<<40) // ends with ctx
	}()
	return func() { cancel(); <-ended; lines.CloseIdleConnections() }
}

// again sends some of what was sent before, as retries do, and wants all of it
// acknowledged.
func (p *promises) again(t testing.TB, url string, seed uint64, count int) {
	t.Helper()
	before := p.answers(http.StatusNoContent)
	sender := &simulator.Sender{URL: url, Secret: signingSecret(t), Concurrency: 8, Answered: p.hear}
	if _, err := sender.Send(t.Context(), simulator.Issuer{Seed: seed, Kind: simulator.Mixed}, 0, count); err != nil {
		t.Fatal(err)
	}
	if got := p.answers(http.StatusNoContent) - before; got != count {
		t.Errorf("%d of %d retries were acknowledged: %v", got, count, p.counts)
	}
}

// held wants everything that was acknowledged in a folder, once and as it was
// sent, and nothing that was not sent.
func (p *promises) held(t testing.TB, dir string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	r, err := store.OpenReader(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	seen := map[string]bool{}
	for i, err := range r.All(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !p.sent[i.MessageID] || seen[i.MessageID] {
			t.Errorf("%s was not sent, or is there twice", i.MessageID)
		}
		seen[i.MessageID] = true
		sum, promised := p.made[i.MessageID]
		if d, err := r.Delivery(t.Context(), i.DeliveryID); err != nil || promised && sha256.Sum256(d.Body) != sum {
			t.Errorf("%s is not as it was sent: %v", i.MessageID, err)
		}
	}
	lost := 0
	for id := range p.made {
		if !seen[id] {
			lost++
		}
	}
	if lost > 0 || len(p.made) == 0 {
		t.Errorf("of %d acknowledged %d are lost", len(p.made), lost)
	}
	t.Logf("%d acknowledged, %d lost; %d kept, answers %v", len(p.made), lost, len(seen), p.counts)
	if found := call(t, "check", "--data", dir); found.code != 0 {
		t.Errorf("check: %+v", found)
	}
}

// send posts one signed body, now.
func send(t testing.TB, client *http.Client, url, id string, body []byte) (status int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	signingSecret(t).Sign(r.Header, id, time.Now(), body)
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

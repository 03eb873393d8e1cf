package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"passdesk/app/tunnel/tunneltest"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/vault"
)

// through starts receiving through an edge, without waiting.
func through(t *testing.T, dir string, edge *tunneltest.Edge, more ...string) *process {
	t.Helper()
	p := serve(t, dir, append([]string{
		"--ngrok-authtoken", "a-token", "--ngrok-connect-url", edge.ConnectAddr, "--ngrok-root-cas", edge.CAFile(t),
	}, more...)...)
	p.url()
	return p
}

// until gives the next line about the tunnel that is not of the states, which
// are passed over.
func (p *process) until(passed ...string) map[string]any {
	p.t.Helper()
	for {
		line := p.next()
		if line["event"] != "tunnel" || !slices.Contains(passed, line["state"].(string)) {
			return line
		}
	}
}

// shine gives what a doctor's line says of each light.
func shine(t *testing.T, line map[string]any) map[string]any {
	t.Helper()
	lights := map[string]any{}
	for name, light := range line["lights"].(map[string]any) {
		light := light.(map[string]any)
		lights[name] = light["ok"]
		if _, timed := light["ms"].(float64); timed != (light["ok"] == true) {
			t.Errorf("light %s: %v", name, light)
		}
	}
	return lights
}

func TestTheCanaryProvesTheWayIn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	edge := tunneltest.NewTLSEdge(t)
	p := through(t, dir, edge)
	// Connecting is said twice: before the tunnel is up, and while it is checked.
	var line map[string]any
	for line = p.next(); line["state"] == "connecting"; line = p.next() {
	}
	if line["state"] != "online" || line["message"] != "" || line["url"] != edge.URL+webhook.Path {
		t.Errorf("line %v", line)
	}
	line = p.checked()
	all := map[string]any{"out": true, "tunnel": true, "signature": true, "disk": true}
	if ms, _ := line["ms"].(float64); line["ok"] != true || ms <= 0 || line["verdict"] != "well" || line["message"] != nil || !maps.Equal(shine(t, line), all) {
		t.Errorf("line %v", line)
	}
	// Each time the tunnel is restored the way in is proven again.
	edge.Drop()
	if line = p.until("connecting", "reconnecting"); line["state"] != "online" {
		t.Errorf("line %v", line)
	}
	if line = p.checked(); line["ok"] != true {
		t.Errorf("line %v", line)
	}
	p.stop()
	if records := exported(t, dir); len(records) != 0 {
		t.Errorf("exported: %v", records)
	}
	r, err := store.OpenReader(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if counts, err := r.Counts(t.Context()); err != nil || counts != (store.Counts{}) {
		t.Errorf("counted %+v, %v", counts, err)
	}
	acts, err := r.Acts(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range acts {
		if !slices.Contains([]store.ActKind{store.ActBegan, store.ActOpened, store.ActExported}, a.Kind) {
			t.Errorf("act %+v", a)
		}
	}
	if got := p.stderr.String(); strings.Contains(got, "delivery") {
		t.Errorf("logged: %s", got)
	}
}

func TestTheLocalWayIsChecked(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir())
	url := p.url()
	if line := p.checked(); line["ok"] != true || line["url"] != url {
		t.Errorf("line %v", line)
	}
	p.stop()
	if line := p.next(); line["event"] != "stopped" {
		t.Errorf("line %v", line)
	}
}

// Whoever can be reached under a name that this computer cannot look up, or
// under an address that it cannot get to, is online for all that is known.
func TestNoWayOutIsNotDegraded(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewTLSEdge(t)
	edge.AssignURL("https://127.0.0.1:1")
	p := through(t, t.TempDir(), edge)
	if line := p.until("connecting"); line["state"] != "online" || !strings.Contains(line["message"].(string), "cannot reach the public address") {
		t.Errorf("line %v", line)
	}
	want := map[string]any{"out": false, "tunnel": nil, "signature": nil, "disk": nil}
	if line := p.checked(); line["ok"] != false || line["verdict"] != "cannot tell" || line["message"] == "" || !maps.Equal(shine(t, line), want) {
		t.Errorf("line %v", line)
	}
	p.stop()
}

func TestAnotherComputerAtTheAddressIsDegraded(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewEdge(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer other.Close()
	edge.AssignURL(other.URL)
	p := through(t, t.TempDir(), edge)
	if line := p.until("connecting"); line["state"] != "degraded" || !strings.Contains(line["message"].(string), "Another computer answers") {
		t.Errorf("line %v", line)
	}
	want := map[string]any{"out": true, "tunnel": false, "signature": nil, "disk": nil}
	if line := p.checked(); line["ok"] != false || line["verdict"] != "broken" || !maps.Equal(shine(t, line), want) {
		t.Errorf("line %v", line)
	}
	p.stop()
}

// TestAnAddressThatMovedIsFoundOut: a re-bind that gives the endpoint another
// address is not told of by the SDK. The check notices that nothing arrives at
// the old one, and a fresh agent learns the new one.
func TestAnAddressThatMovedIsFoundOut(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewEdge(t)
	target, err := url.Parse(edge.URL)
	if err != nil {
		t.Fatal(err)
	}
	var moved atomic.Bool
	leads := httputil.NewSingleHostReverseProxy(target)
	old := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !moved.Load() {
			leads.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusNoContent) // whoever has the address now
	}))
	defer old.Close()
	edge.AssignURL(old.URL)
	dir := t.TempDir()
	p := through(t, dir, edge)
	if line := p.until("connecting"); line["state"] != "online" || line["url"] != old.URL+webhook.Path {
		t.Fatalf("line %v", line)
	}
	moved.Store(true)
	edge.RebindAs(edge.URL)
	edge.AssignURL(edge.URL)
	edge.Drop()
	if line := p.until("reconnecting", "connecting"); line["state"] != "degraded" || line["url"] != old.URL+webhook.Path {
		t.Errorf("line %v", line)
	}
	line := p.until("degraded", "reconnecting", "connecting")
	if line["state"] != "online" || line["url"] != edge.URL+webhook.Path {
		t.Errorf("line %v", line)
	}
	if got := call(t, "send", "--url", line["url"].(string), "--secret", testKey); got.code != 0 {
		t.Errorf("%+v", got)
	}
	p.stop()
	if records := exported(t, dir); len(records) != 1 {
		t.Errorf("%d records", len(records))
	}
}

// Without a secret there is no canary, and the tunnel's word stands.
func TestWithoutASecretTheWayIsNotChecked(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewTLSEdge(t)
	p := launch(t, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0",
		"--ngrok-authtoken", "a-token", "--ngrok-connect-url", edge.ConnectAddr, "--ngrok-root-cas", edge.CAFile(t))
	p.url()
	if line := p.until("connecting"); line["state"] != "online" || !strings.Contains(line["message"].(string), "No signing secret is set") {
		t.Errorf("line %v", line)
	}
	if line := p.checked(); line["ok"] != false || line["verdict"] != "cannot tell" {
		t.Errorf("line %v", line)
	}
	p.stop()
}

package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/tunnel/tunneltest"
	"passdesk/app/webhook"
)

// signEmpty signs as somebody would who knows no secret at all.
func signEmpty(h http.Header, id string, at time.Time, body string) {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, nil)
	fmt.Fprintf(mac, "%s.%s.%s", id, timestamp, body)
	h.Set("svix-id", id)
	h.Set("svix-timestamp", timestamp)
	h.Set("svix-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// serveThrough starts receiving through an edge and waits until it is online.
func serveThrough(t *testing.T, dir string, edge *tunneltest.Edge) (p *process, public string) {
	t.Helper()
	p = serve(t, dir, "--ngrok-authtoken", "a-token", "--ngrok-connect-url", edge.ConnectAddr, "--ngrok-root-cas", edge.CAFile(t))
	p.url()
	for {
		line := p.next()
		if line["event"] != "tunnel" {
			t.Fatalf("line %v", line)
		}
		if line["state"] == "online" {
			return p, line["url"].(string)
		}
	}
}

func TestEventsComeThroughTheTunnel(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	edge := tunneltest.NewTLSEdge(t)
	p, public := serveThrough(t, dir, edge)
	if want := edge.URL + webhook.Path; public != want {
		t.Errorf("announced %s, want %s", public, want)
	}
	got := call(t, "send", "--url", public, "--secret", testKey, "--count", "500", "--concurrency", "16", "--seed", "9",
		"--ngrok-root-cas", edge.CAFile(t))
	if got.code != 0 {
		t.Fatalf("send: %+v", got)
	}
	records := exported(t, dir)
	for n := range 500 {
		if id := (simulator.Issuer{Seed: 9, Kind: simulator.Mixed}).Message(n).ID; records[id] == nil {
			t.Errorf("%s is missing", id)
		}
	}
	// What stands on the local listener only does not show outside.
	answer, err := edge.Client().Get(strings.TrimSuffix(public, webhook.Path) + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("/healthz from outside: %d", answer.StatusCode)
	}

	bound := edge.Endpoints()
	if len(bound) != 1 {
		t.Fatalf("bound: %v", bound)
	}
	p.stop()
	if unbound := edge.Unbinds(); len(unbound) != 1 || unbound[0] != bound[0].ID {
		t.Errorf("unbound %v, want %s", unbound, bound[0].ID)
	}
	if line := p.next(); line["event"] != "tunnel" || line["state"] != "stopped" {
		t.Errorf("line %v", line)
	}
	if line := p.next(); line["event"] != "stopped" {
		t.Errorf("line %v", line)
	}
}

func TestRefusedTunnelLeavesTheLocalListener(t *testing.T) {
	t.Parallel()
	edge := tunneltest.NewEdge(t)
	edge.RefuseAuth(1000, "ERR_NGROK_107")
	dir := t.TempDir()
	p := serve(t, dir, "--ngrok-authtoken", "a-token", "--ngrok-connect-url", edge.ConnectAddr, "--ngrok-root-cas", edge.CAFile(t))
	local := p.url()
	var line map[string]any
	for line = p.next(); line["state"] == "connecting"; line = p.next() {
	}
	if line["state"] != "failed" || line["code"] != "ERR_NGROK_107" || line["message"] == "" {
		t.Errorf("line %v", line)
	}
	if got := call(t, "send", "--url", local, "--secret", testKey); got.code != 0 {
		t.Errorf("send: %+v", got)
	}
	if len(exported(t, dir)) != 1 {
		t.Error("not kept")
	}
	p.stop()
	if strings.Contains(p.stdout.String()+p.stderr.String(), "a-token") {
		t.Error("the token shows")
	}
}

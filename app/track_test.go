package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store"
	"passdesk/store/vault"
)

// crossmintHere is a stand-in of Crossmint that the program is told to ask.
type crossmintHere struct {
	*standin.Server
	url    string
	issuer simulator.Issuer
}

func standInForCrossmint(t *testing.T, environment string) *crossmintHere {
	t.Helper()
	issuer := simulator.Issuer{Seed: 31, Kind: simulator.Succeeded, Prove: true}
	s := standin.New(standin.Config{Environment: environment, Project: "project-" + environment, Issuer: issuer})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return &crossmintHere{s, server.URL + "/api", issuer}
}

// asking has a command ask the stand-in with its key.
func (c *crossmintHere) asking(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = append(cmd.Env, "PASSDESK_API_URL="+c.url, "PASSDESK_API_KEY="+c.Key())
	return cmd
}

func runs(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run() // the exit code says it
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

func listFile(t *testing.T, lines ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ids.txt")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never: " + what)
		}
	}
}

// waitFor gives the next line of an event about an id, "" for any.
func (p *process) waitFor(event, id string) map[string]any {
	p.t.Helper()
	for {
		line := p.line()
		if line["event"] == event && (id == "" || line["action_id"] == id || line["credential_id"] == id) {
			return line
		}
	}
}

// TestTrackAlone: without anybody who receives, from no folder on, killed in
// between.
func TestTrackAlone(t *testing.T) {
	t.Parallel()
	there := standInForCrossmint(t, "staging")
	there.Turn(func(k *standin.Knobs) { k.Settle, k.FailEvery = 2*time.Second, 4 })
	var lines []string
	for range 8 {
		i := there.Issue()
		lines = append(lines, fmt.Sprintf(`{"id":%q,"credentialId":%q,"actionId":%q}`, i.ID, i.CredentialID, i.ActionID))
	}
	dir := filepath.Join(t.TempDir(), "data")
	file := listFile(t, lines...)
	first := begin(t, there.asking(command("track", file, "--data", dir)))
	if line := first.waitFor("watched", ""); line["count"] != 8.0 || line["new"] != 8.0 {
		t.Errorf("%v", line)
	}
	first.end(os.Kill)
	pending := 0
	out := runs(t, command("export", "-", "--format", "ndjson", "--data", dir))
	for line := range strings.Lines(out.stdout) {
		if strings.Contains(line, `"status":"pending","event_type":"passdesk.watched","message_id":""`) {
			pending++
		}
	}
	if pending != 8 {
		t.Errorf("%d are pending in the export: %+v", pending, out)
	}

	got := runs(t, there.asking(command("track", file, "--data", dir)))
	if got.code != 1 || !strings.Contains(got.stdout, `"event":"watched"`) || !strings.Contains(got.stdout, `"count":8,"new":0}`) ||
		!strings.Contains(got.stdout, `"succeeded":6,"failed":2,"open":0,"given_up":0}`) ||
		strings.Count(got.stdout, `"status":"failed","origin":"reported","error":"The project's balance does not cover the issuance"`) != 2 {
		t.Errorf("%+v", got)
	}
	calls := there.Calls()["all"]
	if again := runs(t, there.asking(command("track", file, "--data", dir))); again.code != 1 || !strings.Contains(again.stdout, `"succeeded":6,"failed":2`) {
		t.Errorf("%+v", again)
	}
	if n := there.Calls()["all"]; n != calls {
		t.Errorf("%d calls after the end", n-calls)
	}
	if got := call(t, "check", "--data", dir); got.code != 0 {
		t.Errorf("%+v", got)
	}
	for _, p := range []string{got.stdout, got.stderr, first.stdout.String(), first.stderr.String()} {
		if strings.Contains(p, there.Key()) {
			t.Error("the key shows")
		}
	}
}

// TestTrackBesideServe: the process that receives has the key and asks; a
// webhook settles at once what Crossmint has not.
func TestTrackBesideServe(t *testing.T) {
	t.Parallel()
	there := standInForCrossmint(t, "staging")
	there.Turn(func(k *standin.Knobs) { k.Settle = time.Hour })
	byHook := there.Issue() // message 0 of the issuer
	there.Turn(func(k *standin.Knobs) { k.Settle = 0 })
	byAnswer := there.Issue()
	dir := t.TempDir()
	receiving := begin(t, there.asking(command("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)))
	url := receiving.url()
	track := begin(t, command("track", listFile(t, byHook.ActionID, byAnswer.CredentialID), "--data", dir))
	if line := track.waitFor("status", byHook.ActionID); line["status"] != "pending" {
		t.Errorf("%v", line)
	}
	for {
		line := track.waitFor("status", byAnswer.CredentialID)
		if line["status"] == "pending" {
			continue
		}
		if line["status"] != "succeeded" || line["origin"] != "fetched" || line["environment"] != "staging" {
			t.Errorf("%v", line)
		}
		break
	}
	sender := &simulator.Sender{URL: url, Secret: signingSecret(t)}
	if err := sender.Post(t.Context(), there.issuer.Message(0)); err != nil {
		t.Fatal(err)
	}
	for {
		line := track.waitFor("status", byHook.ActionID)
		if line["status"] == "pending" {
			continue
		}
		if line["status"] != "succeeded" || line["origin"] != "delivered" || line["message"] != "Its webhook has arrived." {
			t.Errorf("%v", line)
		}
		break
	}
	track.waitFor("done", "")
	<-track.waited
	if code := track.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(track.stderr.String(), "no API key is set") {
		t.Errorf("%s", track.stderr)
	}
	asked := there.Asked(byHook.ActionID)
	records := exported(t, dir, "--status", "succeeded")
	if len(records) != 2 || records[there.issuer.Message(0).ID]["pass_url"] == "" || records[""]["event_type"] != "passdesk.fetched" {
		t.Errorf("%v", records)
	}
	if asked > 3 { // a few seconds' worth
		t.Errorf("it was asked about %d times", asked)
	}
	receiving.stop()
	if got := call(t, "check", "--data", dir); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

// TestTrackWithoutAList: somebody who has not typed one yet can leave.
func TestTrackWithoutAList(t *testing.T) {
	t.Parallel()
	cmd := command("track", "-", "--data", t.TempDir())
	typing, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer typing.Close()
	p := begin(t, cmd)
	time.Sleep(500 * time.Millisecond) // until it waits for the list
	if _, took := p.end(os.Interrupt); took > 10*time.Second {
		t.Errorf("it ends after %v", took)
	}
}

func TestTrackRefusals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"track", filepath.Join(dir, "none")}, 1, "no such file"},
		{[]string{"track", listFile(t, "")}, 2, "the list is empty"},
		{[]string{"track", listFile(t, "good-id", "not an id")}, 2, "line 2 of the list"},
		{[]string{"track", listFile(t, "x"), "--api-key", "sk_staging_0OIl"}, 2, "this is no API key"},
		{[]string{"status", "not an id"}, 2, "this is no id"},
		{[]string{"status"}, 2, "--help"},
		{[]string{"serve", "--listen", "127.0.0.1:0", "--api-key", "hunter2-secret"}, 2, "this is no API key"},
	} {
		got := call(t, append(c.args, "--data", filepath.Join(dir, "data"))...)
		if got.code != c.code || !strings.Contains(got.stderr, c.says) || strings.Contains(got.stderr, "hunter2") || strings.Contains(got.stderr, "0OIl") {
			t.Errorf("%v: %+v", c.args, got)
		}
	}
	there, other := standInForCrossmint(t, "staging"), standInForCrossmint(t, "staging")
	if got := call(t, "serve", "--data", dir, "--api-key", there.Key(), "--api-key", other.Key()); got.code != 2 || !strings.Contains(got.stderr, "two keys for staging") {
		t.Errorf("%+v", got)
	}
	// No key leaves for an address that is not its environment's.
	cmd := command("status", "a-1", "--data", dir, "--api-key", there.Key())
	cmd.Env = append(cmd.Env, "PASSDESK_API_URL=https://www.crossmint.com/api")
	if got := runs(t, cmd); got.code != 2 || !strings.Contains(got.stderr, "another environment") {
		t.Errorf("%+v", got)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	there := standInForCrossmint(t, "production")
	there.Turn(func(k *standin.Knobs) { k.FailEvery = 2 })
	good, bad := there.Issue(), there.Issue()
	dir := t.TempDir()
	ask := func(args ...string) outcome {
		return runs(t, there.asking(command(append([]string{"status", "--data", dir}, args...)...)))
	}
	if got := ask(good.ActionID); got.code != 0 || !strings.HasPrefix(got.stdout, "succeeded\n  Crossmint (production): succeeded at ") || !strings.HasSuffix(got.stdout, "\n  here: nothing\n") {
		t.Errorf("%+v", got)
	}
	if got := ask(good.CredentialID, "--json"); got.code != 0 || got.stdout != `{"id":"`+good.CredentialID+`","status":"succeeded","crossmint":{"environment":"production","status":"succeeded"},"here":[]}`+"\n" {
		t.Errorf("%+v", got)
	}
	if got := ask(bad.ActionID); got.code != 1 || !strings.Contains(got.stdout, ": The project's balance") {
		t.Errorf("%+v", got)
	}
	if got := ask("unheard-of"); got.code != 1 || got.stdout != "unknown\n  here: nothing\n  Crossmint does not know this id. Look whether it is whole and whether the key is for its environment.\n" {
		t.Errorf("%+v", got)
	}
	// What is here needs no key.
	s, err := store.Open(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	if _, err := s.Append(t.Context(), store.Delivery{MessageID: "m1", SentAt: at, ReceivedAt: at, Body: []byte("{}")},
		store.Issuance{Status: store.Succeeded, ActionID: good.ActionID, CredentialID: good.CredentialID}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got := call(t, "status", good.CredentialID, "--data", dir)
	if got.code != 0 || got.stdout != "succeeded\n  here: succeeded, delivered at 2026-03-01T09:00:00.000Z\n  No API key of this environment is set: make one in the Crossmint console under API Keys, and set it here.\n" {
		t.Errorf("%+v", got)
	}
}

func TestVerifyOnline(t *testing.T) {
	t.Parallel()
	there := standInForCrossmint(t, "staging")
	i := there.Issue()
	body := string(there.issuer.Message(0).Body)
	file := listFile(t, body)
	ask := func(args ...string) outcome {
		return runs(t, there.asking(command(append([]string{"verify", file, "--online", "--data", t.TempDir()}, args...)...)))
	}
	got := ask()
	if got.code != 0 || !strings.HasPrefix(got.stdout, "valid\n") || !strings.Contains(got.stdout, "\nonline: valid\n  asked: Crossmint staging, 20") {
		t.Errorf("%+v", got)
	}
	there.RevokeElsewhere(i.CredentialID)
	if got := ask("--json"); got.code != 1 || !strings.Contains(got.stdout, `"verdict":"valid"`) || !strings.Contains(got.stdout, `"online":{"verdict":"revoked","environment":"staging","at":"20`) {
		t.Errorf("%+v", got)
	}
	there.Turn(func(k *standin.Knobs) { k.Scopeless = true })
	if got := ask(); got.code != 2 || !strings.Contains(got.stdout, "online: cannot ask\n  The API key lacks a permission.") {
		t.Errorf("%+v", got)
	}
	if got := runs(t, command("verify", file, "--online", "--data", t.TempDir())); got.code != 2 || !strings.Contains(got.stdout, "No API key") {
		t.Errorf("%+v", got)
	}
	changed := listFile(t, strings.Replace(body, "Issued by the simulated issuer", "Issued by somebody", 1))
	if got := runs(t, there.asking(command("verify", changed, "--online", "--data", t.TempDir()))); got.code != 1 || !strings.HasPrefix(got.stdout, "altered\n") {
		t.Errorf("%+v", got)
	}
	if got := runs(t, there.asking(command("verify", file, "--data", t.TempDir()))); got.code != 0 || strings.Contains(got.stdout, "online:") {
		t.Errorf("it asks without being asked to: %+v", got)
	}
}

// echo has some of the answers be faults that repeat the key that was sent.
func (c *crossmintHere) echo(t *testing.T) {
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1)%3 != 0 {
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprintf(w, "<html><body>upstream refused X-API-KEY %s</body></html>", r.Header.Get("X-API-KEY"))
			return
		}
		c.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c.url = server.URL + "/api"
}

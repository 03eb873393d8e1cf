package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/vault"
)

func TestTenThousandEventsComeOutOnce(t *testing.T) {
	t.Parallel()
	const count = 10_000
	dir := t.TempDir()
	p := serve(t, dir)
	url := p.url()
	send := func() {
		t.Helper()
		got := call(t, "send", "--url", url, "--secret", testKey, "--count", fmt.Sprint(count), "--concurrency", "64", "--seed", "7")
		var report struct{ Sent, Accepted int }
		if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != 0 || report.Sent != count || report.Accepted != count {
			t.Fatalf("send: %+v, %v", got, err)
		}
	}
	want := map[string]bool{}
	for n := range count {
		want[simulator.Issuer{Seed: 7, Kind: simulator.Mixed}.Message(n).ID] = true
	}
	check := func(records map[string]map[string]any) {
		t.Helper()
		if len(records) != count {
			t.Errorf("%d records, want %d", len(records), count)
		}
		for id := range records {
			if !want[id] {
				t.Errorf("%s was never sent", id)
			}
		}
	}
	send()
	first := exported(t, dir) // beside the program that receives
	check(first)
	failed := exported(t, dir, "--status", "failed")
	if len(failed) == 0 || len(failed) > count/5 {
		t.Errorf("%d failed", len(failed))
	}

	send()
	again := exported(t, dir)
	check(again)
	for id, r := range again {
		if !maps.Equal(r, first[id]) {
			t.Errorf("%s changed\nfrom %v\nto   %v", id, first[id], r)
		}
	}
	p.stop()
	if line := p.next(); line["event"] != "stopped" {
		t.Errorf("last line %v", line)
	}

	r, err := store.OpenReader(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for i, err := range r.All(t.Context(), store.Filter{Status: []store.Status{store.Failed}}) {
		if err != nil {
			t.Fatal(err)
		}
		if d, err := r.Delivery(t.Context(), i.DeliveryID); err != nil || d.Redeliveries != 1 {
			t.Fatalf("%s: %d redeliveries, %v", i.MessageID, d.Redeliveries, err)
		}
	}
}

func TestRefusalsAreNamedApart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	url := p.url()
	secret := signingSecret(t)
	body := string(simulator.Issuer{Seed: 1, Kind: simulator.Succeeded}.Message(0).Body)
	post := func(sign func(http.Header)) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		sign(r.Header)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	now := time.Now()
	refusals := []struct {
		name, logged string
		sign         func(http.Header)
	}{
		{"forged", "does not match", func(h http.Header) { secret.Sign(h, "msg_a", now, []byte("something else")) }},
		{"unsigned", "headers are missing", func(http.Header) {}},
		{"stale", "too far from this computer's clock", func(h http.Header) { secret.Sign(h, "msg_b", now.Add(-time.Hour), []byte(body)) }},
		{"empty secret", "empty secret", func(h http.Header) { signEmpty(h, "msg_c", now, body) }},
	}
	for _, c := range refusals {
		if status := post(c.sign); status != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", c.name, status)
		}
	}
	if records := exported(t, dir); len(records) != 0 {
		t.Errorf("kept %v", records)
	}
	if status := post(func(h http.Header) { secret.Sign(h, "msg_d", now, []byte(body)) }); status != http.StatusNoContent {
		t.Errorf("genuine: %d", status)
	}
	if records := exported(t, dir); len(records) != 1 {
		t.Errorf("%d records", len(records))
	}
	p.stop()
	for _, c := range refusals {
		if n := strings.Count(p.stderr.String(), c.logged); n != 1 {
			t.Errorf("%s: the log says %q %d times, want once", c.name, c.logged, n)
		}
	}
}

func TestTermAnswersWhatWasAccepted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	url := p.url()
	// A request whose second half comes after the signal.
	body := simulator.Issuer{Seed: 3, Kind: simulator.Succeeded}.Message(0).Body
	half, rest := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, half)
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = int64(len(body))
	signingSecret(t).Sign(r.Header, "msg_slow", time.Now(), body)
	status := make(chan int, 1)
	go func() {
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Error(err)
			status <- 0
			return
		}
		answer.Body.Close()
		status <- answer.StatusCode
	}()
	if _, err := rest.Write(body[:len(body)/2]); err != nil {
		t.Fatal(err)
	}
	// A later request shows that the first one has long been accepted.
	if got := call(t, "send", "--url", url, "--secret", testKey); got.code != 0 {
		t.Fatal(got)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	waitRefused(t, url)
	if _, err := rest.Write(body[len(body)/2:]); err != nil {
		t.Fatal(err)
	}
	rest.Close()
	if got := <-status; got != http.StatusNoContent {
		t.Errorf("answered %d", got)
	}
	p.stop()
	if records := exported(t, dir); records["msg_slow"] == nil {
		t.Error("acknowledged and not kept")
	}
}

// waitRefused returns when nobody listens at the url any more.
func waitRefused(t *testing.T, url string) {
	t.Helper()
	host := strings.Split(url, "/")[2]
	for range 500 {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			return
		}
		conn.Close()
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("still listening")
}

func TestOneReceiverAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	p.url()
	second := call(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)
	if second.code != 1 || !strings.Contains(second.stderr, store.ErrInUse.Error()) || second.stdout != "" {
		t.Errorf("%+v", second)
	}
	p.stop()
	p = serve(t, dir)
	p.url()
	p.stop()
}

func TestHealthStandsOnTheLocalListener(t *testing.T) {
	t.Parallel()
	p := serve(t, t.TempDir())
	base := strings.TrimSuffix(p.url(), webhook.Path)
	for path, want := range map[string]int{"/healthz": 200, "/": 404, webhook.Path: 405, webhook.Path + "/": 405} {
		answer, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", path, answer.StatusCode, want)
		}
	}
	p.stop()
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	occupied, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer occupied.Close()
	for _, c := range []struct {
		args []string
		code int
		says string // on stderr
	}{
		{[]string{"--version"}, 0, ""},
		{[]string{"--help"}, 0, ""},
		{[]string{"nonsense"}, 2, "nonsense"},
		{[]string{"serve", "--signing-secret", "whsec_"}, 2, webhook.ErrSecretShort.Error()},
		{[]string{"serve", "--signing-secret", "hunter2hunter2hunter2"}, 2, "whsec_"},
		{[]string{"serve", "whsec_hunter2hunter2hunter2hunter2"}, 2, "unexpected argument …"},
		{[]string{"--signing-secret", "staging", "=", "whsec_hunter2hunter2hunter2hunter2"}, 2, "unexpected argument"},
		{[]string{"serve", "--signing-secrets=whsec_hunter2hunter2hunter2hunter2"}, 2, "--signing-secret"},
		{[]string{"serve", "--tunnel", "ngrok"}, 2, "authtoken"},
		{[]string{"serve", "--ngrok-url", "acme ngrok app"}, 2, "--ngrok-url"},
		{[]string{"serve", "--tunnel", "carrier-pigeon"}, 2, "--tunnel"},
		{[]string{"serve", "--log-level", "loud"}, 2, "log-level"},
		{[]string{"serve", "--listen", occupied.Addr().String()}, 1, "in use"},
		{[]string{"serve", "--listen", "192.0.2.1:0"}, 1, "choose another address"},
		{[]string{"serve", "--listen", "127.0.0.1:nonsense"}, 1, "choose another address"},
		{[]string{"serve", "--ngrok-authtoken", "tok", "--ngrok-root-cas", "/no/such/file"}, 1, "--ngrok-root-cas"},
		{[]string{"send"}, 2, "--secret"},
		{[]string{"send", "--secret", testKey, "--url", "nowhere"}, 2, "--url"},
		{[]string{"send", "--secret", testKey, "--count", "-1"}, 2, "--count"},
		{[]string{"send", "--secret", testKey, "--url", "http://" + occupied.Addr().String() + "/x", "--count", "0"}, 0, ""},
		{[]string{"export", "-"}, 1, store.ErrMissing.Error()},
		{[]string{"export"}, 2, "<file>"},
		{[]string{"serve", "--listen", "127.0.0.1"}, 2, "--listen"},
		{[]string{"serve", "--listen", ""}, 2, "--listen"},
		{[]string{"export", "records.docx"}, 2, "--format"},
		{[]string{"recovery"}, 1, store.ErrMissing.Error()},
		{[]string{"export", "-", "--format", "docx"}, 2, "--format"},
		{[]string{"export", "-", "--status", "lost"}, 2, "--status"},
	} {
		got := call(t, append(c.args, "--data", t.TempDir())...)
		if got.code != c.code || !strings.Contains(got.stderr, c.says) {
			t.Errorf("%v: %+v; want %d and %q", c.args, got, c.code, c.says)
		}
		if strings.Contains(got.stderr, "hunter2") {
			t.Errorf("%v: a secret is quoted: %s", c.args, got.stderr)
		}
	}
}

func TestSecretsInTheEnvironmentAreNotQuoted(t *testing.T) {
	for variable, value := range map[string]string{
		"PASSDESK_SIGNING_SECRET": testSecret + ",production=whsec_hunter2hunter2hunter2",
		"PASSDESK_VAULT_KEY":      "hunter2hunter2hunter2",
	} {
		cmd := command("serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0")
		cmd.Env = append(cmd.Env, variable+"="+value)
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Errorf("%s was taken", variable)
		}
		if strings.Contains(string(out), "hunter2") || strings.Contains(string(out), testKey[6:]) {
			t.Errorf("%s is quoted: %s", variable, out)
		}
	}
}

func TestEmptyVariablesAreNotSet(t *testing.T) {
	// Whether the port is ours now or somebody else's, the program cannot have it.
	if occupied, err := net.Listen("tcp", "127.0.0.1:8484"); err == nil {
		defer occupied.Close()
	}
	cmd := command("serve", "--data", t.TempDir(), "--signing-secret", testSecret)
	cmd.Env = append(cmd.Env, "PASSDESK_LISTEN=", "PASSDESK_DATA=", "PASSDESK_LOG_LEVEL=", "PASSDESK_TUNNEL=", "PASSDESK_SIGNING_SECRET=")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "cannot listen on 127.0.0.1:8484") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestReceivingOutlivesWhoeverReadsTheLog: a closed pipe must not end the program.
func TestReceivingOutlivesWhoeverReadsTheLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := command("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }() // in case it is still there
	var line struct{ URL string }
	if err := json.NewDecoder(stdout).Decode(&line); err != nil {
		t.Fatal(err)
	}
	stdout.Close()
	stderr.Close()
	answer, err := http.Post(line.URL, "", strings.NewReader("unsigned, which is logged"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got := call(t, "send", "--url", line.URL, "--secret", testKey); got.code != 0 {
		t.Errorf("send: %+v", got)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestExportSparesTheRecords(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	p.url()
	p.stop()
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := os.Symlink(filepath.Join(dir, "passdesk.db"), link); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{filepath.Join(dir, "passdesk.db"), filepath.Join(dir, "new.csv"), link} {
		if got := call(t, "export", target, "--format", "csv", "--data", dir); got.code != 2 {
			t.Errorf("%s: %+v", target, got)
		}
	}
	if records := exported(t, dir); len(records) != 0 {
		t.Errorf("%v", records)
	}
}

func TestSecretsStayOutOfLogs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const token = "2abcDEFghiJKL_mnopQRSTuvwx"
	p := serve(t, dir, "--log-level", "debug", "--ngrok-authtoken", token, "--ngrok-connect-url", "127.0.0.1:1")
	url := p.url()
	if got := call(t, "send", "--url", url, "--secret", testKey, "--kind", "encrypted", "--count", "20", "--seed", "5"); got.code != 0 {
		t.Fatal(got)
	}
	p.stop()
	logged := p.stderr.String() + p.stdout.String()
	if !strings.Contains(logged, "delivery kept") {
		t.Error("nothing was logged")
	}
	leaks := []string{token, testKey[6:], "example.org"}
	for n := range 20 {
		var event struct{ Data struct{ Secret string } }
		if err := json.Unmarshal(simulator.Issuer{Seed: 5, Kind: simulator.Encrypted}.Message(n).Body, &event); err != nil {
			t.Fatal(err)
		}
		leaks = append(leaks, event.Data.Secret)
	}
	for _, r := range exported(t, dir) {
		leaks = append(leaks, r["subject_name"].(string), r["pass_url"].(string))
	}
	for _, leak := range leaks {
		if strings.Contains(logged, leak) {
			t.Errorf("%q was logged", leak)
		}
	}
}

package main

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/simulator"
	"passdesk/app/simulator/standin"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/store/vault"
)

// secretsIn gives what must not leak of an encrypted delivery, and what is in
// clear in the columns that are searched: the subject's name.
func secretsIn(t *testing.T, n int, body []byte) (secrets map[string]string, name string) {
	t.Helper()
	var event struct {
		Data struct {
			Secret     string
			Credential struct{ Payload string }
		}
	}
	if err := json.Unmarshal(body, &event); err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(event.Data.Secret)
	if err != nil || len(raw) != 32 {
		t.Fatalf("delivery %d: no secret", n)
	}
	plain, err := crossmint.Open(event.Data.Credential.Payload, crossmint.NewSecret(event.Data.Secret))
	if err != nil {
		t.Fatal(err)
	}
	var credential struct {
		Type              []string
		CredentialSubject struct{ Name string }
	}
	if err := json.Unmarshal(plain, &credential); err != nil || len(credential.Type) != 2 {
		t.Fatalf("delivery %d: %v", n, err)
	}
	payload := event.Data.Credential.Payload
	return map[string]string{
		"secret":                          event.Data.Secret,
		"secret's bytes":                  string(raw),
		"payload's beginning":             payload[:64],
		"payload's end":                   payload[len(payload)-64:],
		"type, which nothing searches in": strings.Split(credential.Type[1], ":")[1],
	}, credential.CredentialSubject.Name
}

// trail is all that the program has written, searched.
type trail struct {
	*testing.T
	secrets needles
	clear   []byte // what must be found where records are
	looked  int    // bytes

	crossmint *crossmintHere // that repeats the key which it is asked with
}

// look wants no secret in a text.
func (l *trail) look(where string, text []byte) {
	l.Helper()
	l.looked += len(text)
	found := l.secrets.in(text)
	for _, name := range found[:min(len(found), 5)] {
		l.Errorf("%s shows %s (%d in all)", where, name, len(found))
	}
}

// folder wants no secret in a folder's files, but the records in clear.
func (l *trail) folder(where, dir string) {
	l.Helper()
	text := readTree(dir)
	if !bytes.Contains(text, l.clear) {
		l.Errorf("%s: not even a subject's name is found", where)
	}
	l.look(where, text)
}

// run has a command end well and show no secret, and gives what is on stdout.
func (l *trail) run(cmd *exec.Cmd) []byte {
	l.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Args = append(cmd.Args, "--log-level", "debug")
	if err := cmd.Run(); err != nil {
		l.Fatalf("%v: %v\n%s", cmd.Args[1:], err, &errs)
	}
	l.look(cmd.Args[1]+" on stdout", out.Bytes())
	l.look(cmd.Args[1]+" on stderr", errs.Bytes())
	return out.Bytes()
}

// TestSecretsAreInNoFile: what must not leak is searched for, after a thousand
// encrypted deliveries, a crash, a backup and what follows from it, in all that
// the program wrote.
func TestSecretsAreInNoFile(t *testing.T) {
	t.Parallel()
	const count = 1000
	const token = "2abcDEFghiJKL_mnopQRSTuvwx"
	l := &trail{T: t}
	names := map[string]bool{}
	for n := range count {
		secrets, name := secretsIn(t, n, simulator.Issuer{Seed: 21, Kind: simulator.Encrypted}.Message(n).Body)
		for what, text := range secrets {
			l.secrets.add(fmt.Sprintf("the %s of delivery %d", what, n), text)
		}
		names[name] = true
		l.clear = []byte(name)
	}
	addStanding(t, &l.secrets, token)
	l.crossmint = standInForCrossmint(t, "staging")
	l.crossmint.echo(t)
	l.secrets.add("the API key", l.crossmint.Key())
	l.secrets.add("the part of the API key that says nothing", l.crossmint.Key()[len("sk_staging_"):])
	dir := filepath.Join(t.TempDir(), "here")
	l.enterKey(dir)

	first := l.receive(dir, token, count)
	l.folder("the folder that receives", dir)
	first.end(os.Kill)
	l.folder("what the crash left", dir)
	second := l.receive(dir, token, count)
	code := l.recoveryCode(dir)
	second.stop()
	l.folder("the folder at rest", dir)
	for _, p := range []*process{first, second} {
		l.look("what serve printed", []byte(p.stdout.String()))
		l.look("what serve logged", []byte(p.stderr.String()))
		if !strings.Contains(p.stderr.String(), "delivery kept") {
			t.Error("serve logs nothing")
		}
	}
	there := l.moveAway(dir)
	for _, dir := range []string{dir, there} {
		l.run(command("check", "--data", dir))
		for _, format := range []string{"csv", "ndjson"} {
			out := l.run(command("export", "-", "--format", format, "--data", dir))
			if shown := bytes.Count(out, []byte("\n")); shown < count {
				t.Errorf("%s: %d lines", format, shown)
			}
			for name := range names {
				if !bytes.Contains(out, []byte(name)) {
					t.Errorf("%s does not show %s", format, name)
				}
			}
		}
		l.folder("a folder in the end", dir)
	}
	t.Logf("%d MB were searched", l.looked>>20)
	l.mustFind(there, code, count)
}

// enterKey has the desk keep an API key, of another environment than the one of
// the command line: it lies in the folder from then on, through the crash, the
// backup and the rest, and Crossmint turns it away with a page that repeats it.
func (l *trail) enterKey(dir string) {
	l.Helper()
	key := standin.New(standin.Config{Environment: "production", Project: "entered"}).Key()
	l.secrets.add("the API key that was entered", key)
	l.secrets.add("the part of the entered API key that says nothing", key[len("sk_production_"):])
	log := new(output)
	s := &settings{Data: dir, Tunnel: "none", VaultKey: hidden{secret.Of(testVault)}, APIURL: l.crossmint.url}
	p, err := takeFolder(s, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		l.Fatal(err)
	}
	err = asker{p}.KeepKey(l.Context(), secret.Of(key))
	keys, asked := asker{p}.Keys(l.Context())
	if err := errors.Join(err, asked, p.close()); err != nil || len(keys) != 1 {
		l.Fatalf("%v, %v", keys, err)
	}
	l.look("what the desk says of a key", fmt.Appendf(nil, "%+v %#v %v %s", keys, keys, err, log))
}

// addStanding adds the secrets that are no delivery's own.
func addStanding(t *testing.T, secrets *needles, token string) {
	t.Helper()
	for name, text := range map[string]string{"the signing secret": testKey[len("whsec_"):], "the vault key": testVault} {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		secrets.add(name, text)
		secrets.add("the bytes of "+name, string(raw))
	}
	secrets.add("the signing secret as it is given", testKey)
	secrets.add("the ngrok token", token)
	secrets.add("the backup's passphrase", testPassphrase)
	// Said only in credentials. What is short is searched for whole.
	for _, text := range []string{
		"credentialSubject", "Bachelor of Science, Mathematics", "Comparative Literature", "First aid at work, two days",
		"Introduction to Marine Biology", "Supporting member", "Issued by the simulated issuer",
	} {
		secrets.add(text, text)
	}
}

// receive serves a folder until it has the deliveries.
func (l *trail) receive(dir, token string, count int) *process {
	l.Helper()
	cmd := command("serve", "--data", dir, "--listen", "127.0.0.1:0", "--log-level", "debug", "--ngrok-connect-url", "127.0.0.1:1")
	cmd.Env = append(cmd.Env, "NGROK_AUTHTOKEN="+token, "PASSDESK_SIGNING_SECRET="+testSecret)
	p := begin(l.T, l.crossmint.asking(cmd))
	l.run(command("send", "--url", p.url(), "--secret", testKey, "--kind", "encrypted", "--count", fmt.Sprint(count), "--concurrency", "16", "--seed", "21"))
	l.run(l.crossmint.asking(command("track", listFile(l.T, l.crossmint.Issue().ActionID), "--data", dir)))
	return p
}

// recoveryCode has the code made, which is the one secret that is shown, and
// has it searched for from then on.
func (l *trail) recoveryCode(dir string) string {
	l.Helper()
	code := strings.TrimSpace(string(l.run(command("recovery", "--data", dir))))
	letters := strings.ReplaceAll(code, "-", "")
	raw, err := base32.StdEncoding.DecodeString(letters)
	if err != nil || len(raw) != 20 {
		l.Fatalf("no code: %v", err)
	}
	l.secrets.add("the recovery code", code)
	l.secrets.add("the letters of the recovery code", letters)
	l.secrets.add("the bytes of the recovery code", string(raw))
	return code
}

// moveAway backs a folder up and restores it into another, which it gives. Both
// are killed on the way, once, and started again.
func (l *trail) moveAway(dir string) (there string) {
	l.Helper()
	out, parent := l.TempDir(), l.TempDir()
	file, there := filepath.Join(out, "b"), filepath.Join(parent, "there")
	for _, step := range [][]string{{"backup", file, "--data", dir}, {"restore", file, "--data", there}} {
		kill(l, withPassphrase(testPassphrase, step...), 100*time.Millisecond)
		l.look("what a killed "+step[0]+" left", append(append(readTree(out), readTree(parent)...), readTree(dir)...))
		if err := os.RemoveAll(there); err != nil { // it may have got to its end
			l.Fatal(err)
		}
		l.run(withPassphrase(testPassphrase, step...))
	}
	backup := readTree(out)
	l.look("the backup", backup)
	if len(backup) == 0 || bytes.Contains(backup, l.clear) {
		l.Errorf("the backup, of %d bytes, shows whom it is about", len(backup))
	}
	return there
}

// mustFind shows that the search finds what is there: in the bodies that the
// key opens everything about the deliveries, and a code where one is shown.
func (l *trail) mustFind(dir, code string, count int) {
	l.Helper()
	r, err := store.OpenReader(dir, vault.Custody{vault.Given(testVaultKey(l))})
	if err != nil {
		l.Fatal(err)
	}
	defer r.Close()
	var opened []byte
	for id := range count {
		d, err := r.Delivery(l.Context(), int64(id+1))
		if err != nil {
			l.Fatal(err)
		}
		opened = append(opened, d.Body...)
	}
	// The secret and both ends of the payload; the rest is sealed in that.
	if found := l.secrets.in(opened); len(found) != 3*count {
		l.Errorf("%d secrets are found in %d opened bodies, want %d", len(found), count, 3*count)
	}
	if found := l.secrets.in([]byte("Recovery code: " + code)); len(found) != 1 {
		l.Errorf("found in a code: %v", found)
	}
}

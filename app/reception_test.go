package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store/secret"
)

// aSigningSecret is in its written form.
func aSigningSecret() secret.Value[string] {
	key := make([]byte, 24)
	_, _ = rand.Read(key) // never fails
	return secret.Of("whsec_" + base64.StdEncoding.EncodeToString(key))
}

func environments(all []endpointSecret) (names []string) {
	for _, s := range all {
		names = append(names, s.environment)
	}
	return names
}

func TestReceptionIsKeptSealed(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 1)
	var r reception
	if err := r.load(t.Context(), p.store.Reader); err != nil || len(r.get().secrets) != 0 {
		t.Fatalf("%+v, %v", r.get(), err)
	}
	now := time.Now()
	signing, token := aSigningSecret(), secret.Of("2abcDEF_0123456789token")
	if err := r.change(t.Context(), p.store, func(e *entries) error {
		e.registered, e.left = "https://acme.ngrok.app/webhooks/crossmint", true
		if err := e.setTunnel(token, " acme.ngrok.app "); err != nil {
			return err
		}
		return e.keepSecret(" staging ", signing, now)
	}); err != nil {
		t.Fatal(err)
	}
	var again reception
	if err := again.load(t.Context(), p.store.Reader); err != nil {
		t.Fatal(err)
	}
	got := again.get()
	if !slices.Equal(environments(got.secrets), []string{"staging"}) || got.secrets[0].value.Label() != "staging" || got.secrets[0].id != r.get().secrets[0].id {
		t.Errorf("%v", got.secrets)
	}
	if got.token.Reveal() != token.Reveal() || got.domain != "acme.ngrok.app" || got.registered == "" || !got.left {
		t.Errorf("%+v", got)
	}
	for name, printed := range map[string]string{"entries": fmt.Sprintf("%+v %#v", got, got), "acts": fmt.Sprint(p.kinds(t))} {
		if strings.Contains(printed, token.Reveal()) || strings.Contains(printed, signing.Reveal()) {
			t.Errorf("%s show a secret", name)
		}
	}
	files, err := filepath.Glob(filepath.Join(p.dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []secret.Value[string]{token, signing} {
			if bytes.Contains(content, []byte(s.Reveal())) {
				t.Errorf("%s holds a secret in clear", filepath.Base(file))
			}
		}
	}
	// What cannot be kept, or is refused, changes nothing.
	if err := r.change(t.Context(), p.store, func(e *entries) error { e.domain = "x"; return e.dropSecret("another") }); err == nil {
		t.Error("dropped what is not there")
	}
	if got := r.get().domain; got != "acme.ngrok.app" {
		t.Errorf("a refused change left %q", got)
	}
	if err := p.store.Set(t.Context(), receptionSetting, []byte(`{"secrets":[{"secret":"whsec_x"}]}`)); err != nil {
		t.Fatal(err)
	}
	if err := new(reception).load(t.Context(), p.store.Reader); err == nil {
		t.Error("takes rubbish")
	}
}

// TestWhatCannotBeReadIsNotOverwritten: staff who enter one thing must not lose
// the others because the records could not be read at the start.
func TestWhatCannotBeReadIsNotOverwritten(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 0)
	keep := func(r *reception, environment string) error {
		return r.change(t.Context(), p.store, func(e *entries) error { return e.keepSecret(environment, aSigningSecret(), time.Now()) })
	}
	var before reception
	if err := before.change(t.Context(), p.store, func(e *entries) error { return e.setTunnel(secret.Of("a-token"), "acme.ngrok.app") }); err != nil {
		t.Fatal(err)
	}
	if err := keep(&before, "staging"); err != nil {
		t.Fatal(err)
	}
	var r reception
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.load(gone, p.store.Reader); err == nil {
		t.Fatal("read all the same")
	}
	if err := keep(&r, "production"); err != nil {
		t.Fatal(err)
	}
	var after reception
	if err := after.load(t.Context(), p.store.Reader); err != nil {
		t.Fatal(err)
	}
	if e := after.get(); e.token.IsZero() || e.domain == "" || !slices.Equal(environments(e.secrets), []string{"staging", "production"}) {
		t.Errorf("left are %+v, %v", e, environments(e.secrets))
	}
}

// TestADamagedSecretTakesNothingElseAlong: what can be read counts.
func TestADamagedSecretTakesNothingElseAlong(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 0)
	good := aSigningSecret().Reveal()
	text := fmt.Sprintf(`{"secrets":[{"id":"a","environment":"staging","secret":"whsec_x"},{"id":"b","environment":"production","secret":%q}],"token":"t","domain":"acme.ngrok.app","registered":"https://a","left":true}`, good)
	if err := p.store.Set(t.Context(), receptionSetting, []byte(text)); err != nil {
		t.Fatal(err)
	}
	var r reception
	err := r.load(t.Context(), p.store.Reader)
	if err == nil || strings.Contains(err.Error(), "whsec_x") {
		t.Errorf("%v", err)
	}
	if e := r.get(); e.token.IsZero() || !e.left || e.registered == "" || !slices.Equal(environments(e.secrets), []string{"production"}) {
		t.Errorf("%+v, %v", e, environments(e.secrets))
	}
	if err := p.store.Set(t.Context(), receptionSetting, []byte(`{"secrets":7`)); err != nil {
		t.Fatal(err)
	}
	var rubbish reception
	if err := rubbish.load(t.Context(), p.store.Reader); err == nil {
		t.Error("takes rubbish")
	}
	// Which is beyond help, so that staff can begin anew.
	if err := rubbish.change(t.Context(), p.store, func(e *entries) error { e.left = true; return nil }); err != nil {
		t.Error(err)
	}
}

func TestSigningSecretsRotate(t *testing.T) {
	now := time.Now()
	var e entries
	old, other, fresh := aSigningSecret(), aSigningSecret(), aSigningSecret()
	for _, c := range []struct {
		environment string
		secret      secret.Value[string]
	}{{"staging", old}, {"production", other}, {"staging", fresh}, {"staging", fresh}} {
		if err := e.keepSecret(c.environment, c.secret, now); err != nil {
			t.Fatal(err)
		}
	}
	for after, want := range map[time.Duration][]string{
		0:                      {"staging", "production", "staging"},
		rotation - time.Minute: {"staging", "production", "staging"},
		rotation + time.Minute: {"production", "staging"},
	} {
		if got := environments(e.live(now.Add(after))); !slices.Equal(got, want) {
			t.Errorf("after %v %v are believed, want %v", after, got, want)
		}
	}
	if err := e.keepSecret("staging", old, now.Add(time.Hour)); err != nil || len(e.secrets) != 3 || !e.secrets[2].until.IsZero() {
		t.Errorf("the old one is not taken back for good: %+v, %v", e.secrets, err)
	}
	if err := e.dropSecret(e.secrets[0].id); err != nil || len(e.secrets) != 2 {
		t.Errorf("%+v, %v", e.secrets, err)
	}
	for n := len(e.secrets); n < maxSecrets; n++ {
		if err := e.keepSecret(fmt.Sprint("world ", n), aSigningSecret(), now); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.keepSecret("one more", aSigningSecret(), now); err == nil {
		t.Error("there is no end to them")
	}
}

func TestWhatIsEnteredIsChecked(t *testing.T) {
	for _, c := range []struct{ environment, secret, says string }{
		{"", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "Name the environment"},
		{"a\nb", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "Name the environment"},
		{"a=b", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "Name the environment"},
		{strings.Repeat("x", 41), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "Name the environment"},
		{"staging", "", "begins with whsec_"},
		{"staging", "sk_staging_abc", "begins with whsec_"},
		{"staging", "whsec_YWJj", "too short"},
		{"staging", "whsec_***", "begins with whsec_"},
	} {
		var e entries
		err := e.keepSecret(c.environment, secret.Of(c.secret), time.Now())
		if err == nil || !strings.Contains(err.Error(), c.says) || c.secret != "" && strings.Contains(err.Error(), c.secret) || len(e.secrets) != 0 {
			t.Errorf("%q, %q: %v", c.environment, c.secret, err)
		}
	}
	var e entries
	if err := e.keepSecret("staging", secret.Of(" prod=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"), time.Now()); err != nil || e.secrets[0].value.Label() != "staging" {
		t.Errorf("%+v, %v", e.secrets, err)
	}
	for domain, fine := range map[string]bool{
		"": true, "acme.ngrok-free.app": true, "https://acme.ngrok.app": true, "ftp://acme": false, "https://": false, "http://a b": false,
	} {
		if err := e.setTunnel(secret.Value[string]{}, domain); (err == nil) != fine {
			t.Errorf("%q: %v", domain, err)
		}
	}
	for _, token := range []string{"two words", strings.Repeat("x", 1025), "tök"} {
		if err := e.setTunnel(secret.Of(token), ""); err == nil || strings.Contains(err.Error(), token) {
			t.Errorf("%v", err)
		}
	}
}

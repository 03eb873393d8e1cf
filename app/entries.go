package main

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"passdesk/app/crossmint/api"
	"passdesk/app/tunnel"
	"passdesk/app/webhook"
	"passdesk/store/secret"
)

const (
	// rotation is how long a signing secret is believed beside its successor:
	// the sender's own rotation signs with both for a day.
	rotation = 24 * time.Hour
	// maxSecrets bounds the signing secrets that are kept.
	maxSecrets = 16
	// maxEnvironment bounds the name of an environment, in characters.
	maxEnvironment = 40
)

// entries are what a reception holds at one moment.
type entries struct {
	secrets    []endpointSecret
	token      secret.Value[string]
	domain     string
	registered string    // the address that stands in the console
	left       bool      // the assistant does not come up by itself
	apiKeys    []api.Key // one for each environment
}

// endpointSecret is one of the signing secrets.
type endpointSecret struct {
	id          string
	environment string
	until       time.Time // zero for good
	value       webhook.Secret
	written     secret.Value[string] // as it was entered: whsec_…
}

// newEndpointSecret reads a secret in its written form. It fails as
// webhook.ParseSecret does.
func newEndpointSecret(environment string, written secret.Value[string]) (endpointSecret, error) {
	text := strings.TrimSpace(written.Reveal())
	if _, bare, labelled := strings.Cut(text, "="); labelled && strings.HasPrefix(bare, "whsec_") {
		text = bare
	}
	value, err := webhook.ParseSecret(environment + "=" + text)
	if err != nil {
		return endpointSecret{}, err
	}
	return endpointSecret{id: rand.Text(), environment: environment, value: value, written: secret.Of(text)}, nil
}

// live are the secrets that are believed at a time.
func (e *entries) live(at time.Time) (all []endpointSecret) {
	for _, s := range e.secrets {
		if s.until.IsZero() || at.Before(s.until) {
			all = append(all, s)
		}
	}
	return all
}

// keepSecret adds a secret. Others of its environment are believed for as long
// as a rotation takes.
func (e *entries) keepSecret(environment string, written secret.Value[string], at time.Time) error {
	environment = strings.TrimSpace(environment)
	if environment == "" || utf8.RuneCountInString(environment) > maxEnvironment || strings.ContainsFunc(environment, unprintable) {
		return sentence("Name the environment in a word or two, such as staging. Nothing was changed.")
	}
	added, err := newEndpointSecret(environment, written)
	switch {
	case errors.Is(err, webhook.ErrSecretShort):
		return sentence("This signing secret is not whole: it is too short to protect anything. Nothing was changed. Copy all of it from the endpoint’s page in the Crossmint console.")
	case err != nil:
		return sentence("This is no signing secret: it begins with whsec_ and has only letters, digits, + and / after that. Nothing was changed. Copy it from the endpoint’s page in the Crossmint console.")
	}
	e.secrets = e.live(at)
	e.secrets = slices.DeleteFunc(e.secrets, func(s endpointSecret) bool { return s.written.Reveal() == added.written.Reveal() })
	if len(e.secrets) >= maxSecrets {
		return sentence("There are {{.N}} signing secrets already. Nothing was changed. Remove one that is not used any more.").With("N", maxSecrets)
	}
	for n := range e.secrets {
		if s := &e.secrets[n]; s.environment == environment && s.until.IsZero() {
			s.until = at.Add(rotation).UTC().Truncate(time.Second)
		}
	}
	e.secrets = append(e.secrets, added)
	return nil
}

func unprintable(r rune) bool { return r == '=' || r == ',' || !unicode.IsPrint(r) }

// dropSecret removes a secret.
func (e *entries) dropSecret(id string) error {
	before := len(e.secrets)
	e.secrets = slices.DeleteFunc(e.secrets, func(s endpointSecret) bool { return s.id == id })
	if len(e.secrets) == before {
		return sentence("This signing secret is not there any more.")
	}
	return nil
}

// setTunnel changes the account or the domain; without a token that of before
// stays.
func (e *entries) setTunnel(token secret.Value[string], domain string) error {
	if err := tunnel.CheckURL(domain); err != nil {
		return sentence("This is no address that ngrok could give: it looks like your-name.ngrok-free.app. Nothing was changed. Copy it from dashboard.ngrok.com/domains, or leave it empty.")
	}
	if text := strings.TrimSpace(token.Reveal()); text != "" {
		if len(text) > 1<<10 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return sentence("This is no authtoken. Nothing was changed. Copy it from dashboard.ngrok.com/get-started/your-authtoken.")
		}
		e.token = secret.Of(text)
	}
	e.domain = strings.TrimSpace(domain)
	return nil
}

// keepAPIKey takes a key in, in place of the one of its environment.
func (e *entries) keepAPIKey(written string) error {
	k, err := api.ParseKey(written)
	switch {
	case err != nil:
		return sentence("This is no API key: it begins with sk_staging_ or sk_production_. Nothing was changed. Copy it whole from the Crossmint console, under API Keys.")
	case k.Environment() == api.Development:
		return sentence("This key is for Crossmint’s own development, which cannot be asked from here. Nothing was changed. Make one for staging or production.")
	}
	e.dropAPIKey(k.Environment())
	e.apiKeys = append(e.apiKeys, k)
	return nil
}

// dropAPIKey removes the key of an environment.
func (e *entries) dropAPIKey(environment api.Environment) {
	e.apiKeys = slices.DeleteFunc(e.apiKeys, func(k api.Key) bool { return k.Environment() == environment })
}

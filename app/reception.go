package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"passdesk/app/crossmint/api"
	"passdesk/app/tunnel"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/secret"
)

const (
	// receptionSetting is the name under which the reception is kept.
	receptionSetting = "reception"
	// rotation is how long a signing secret is believed beside its successor:
	// the sender's own rotation signs with both for a day.
	rotation = 24 * time.Hour
	// maxSecrets bounds the signing secrets that are kept.
	maxSecrets = 16
	// maxEnvironment bounds the name of an environment, in characters.
	maxEnvironment = 40
)

// reception is what staff have entered so that deliveries can come in. It lies,
// sealed, among the settings. The zero value is nothing entered. It may be used
// from any goroutine.
type reception struct {
	mu     sync.Mutex
	now    entries
	unread bool // there may be more than that, because the records could not be read
}

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

// keptEntries are the entries as they are kept.
type keptEntries struct {
	Secrets    []keptSecret `json:"secrets"`
	Token      string       `json:"token"`
	Domain     string       `json:"domain"`
	Registered string       `json:"registered"`
	Left       bool         `json:"left"`
	APIKeys    []string     `json:"apiKeys,omitempty"`
}

type keptSecret struct {
	ID          string    `json:"id"`
	Environment string    `json:"environment"`
	Until       time.Time `json:"until,omitzero"`
	Secret      string    `json:"secret"`
}

// load reads what was entered. What cannot be read is as if it had never been
// entered; the error says so.
func (r *reception) load(ctx context.Context, from *store.Reader) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.read(ctx, from)
}

// missed reads it now if that could not be done before, and tells whether it did.
func (r *reception) missed(ctx context.Context, from *store.Reader) (found bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.unread {
		return false, nil
	}
	err = r.read(ctx, from)
	return !r.unread, err
}

func (r *reception) read(ctx context.Context, from *store.Reader) error {
	value, err := from.Setting(ctx, receptionSetting)
	// What is damaged stays so, and another try is of no use.
	r.unread = err != nil && !errors.Is(err, store.ErrDamaged)
	if err != nil || value == nil {
		return err
	}
	r.now, err = readEntries(value)
	return err
}

// readEntries gives what can be read. One secret that cannot takes no others
// along.
func readEntries(value []byte) (e entries, err error) {
	var k keptEntries
	if err := json.Unmarshal(value, &k); err != nil {
		return entries{}, errors.New("what was set up to receive cannot be read") // the cause might quote it
	}
	e = entries{domain: k.Domain, registered: k.Registered, left: k.Left}
	if k.Token != "" {
		e.token = secret.Of(k.Token)
	}
	for _, s := range k.Secrets {
		one, bad := newEndpointSecret(s.Environment, secret.Of(s.Secret))
		if bad != nil {
			err = fmt.Errorf("a signing secret that was set up: %w", bad)
			continue
		}
		one.id, one.until = s.ID, s.Until
		e.secrets = append(e.secrets, one)
	}
	for _, text := range k.APIKeys {
		key, bad := api.ParseKey(text)
		if bad != nil {
			err = fmt.Errorf("an API key that was set up: %w", bad)
			continue
		}
		e.apiKeys = append(e.apiKeys, key)
	}
	return e, err
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

// get gives what is entered now.
func (r *reception) get() entries {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.now
	e.secrets, e.apiKeys = slices.Clone(e.secrets), slices.Clone(e.apiKeys)
	return e
}

// change has edit change the entries and keeps them. When they cannot be kept,
// or edit fails, they stay as they were.
func (r *reception) change(ctx context.Context, s *store.Store, edit func(*entries) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unread { // it would be written over
		if err := r.read(ctx, s.Reader); r.unread {
			return err
		}
	}
	next := r.now
	next.secrets, next.apiKeys = slices.Clone(next.secrets), slices.Clone(next.apiKeys)
	if err := edit(&next); err != nil {
		return err
	}
	value, err := next.kept()
	if err != nil {
		return err
	}
	if err := s.Set(ctx, receptionSetting, value); err != nil {
		return err
	}
	r.now = next
	return nil
}

func (e *entries) kept() ([]byte, error) {
	k := keptEntries{Token: e.token.Reveal(), Domain: e.domain, Registered: e.registered, Left: e.left}
	for _, s := range e.secrets {
		k.Secrets = append(k.Secrets, keptSecret{ID: s.id, Environment: s.environment, Until: s.until, Secret: s.written.Reveal()})
	}
	for _, key := range e.apiKeys {
		k.APIKeys = append(k.APIKeys, key.Reveal())
	}
	return json.Marshal(k)
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

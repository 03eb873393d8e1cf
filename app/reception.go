package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/store"
	"passdesk/store/secret"
)

// receptionSetting is the name under which the reception is kept.
const receptionSetting = "reception"

// reception is what staff have entered so that deliveries can come in. It lies,
// sealed, among the settings. The zero value is nothing entered. It may be used
// from any goroutine.
type reception struct {
	mu     sync.Mutex
	now    entries
	unread bool // there may be more than that, because the records could not be read
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

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"passdesk/app/crossmint/api"
	"passdesk/store"
)

// online is who can be asked at Crossmint, one for each environment that there
// is a key for. Without a key there is nobody, and nothing is asked. It may be
// used from any goroutine.
type online struct {
	base      string // "" for Crossmint's own addresses
	limits    *api.Limits
	transport http.RoundTripper

	mu      sync.Mutex
	clients []*api.Client
}

// newOnline knows nobody yet.
func newOnline(base string) *online {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 4
	return &online{base: base, limits: api.NewLimits(api.System), transport: transport}
}

// use has these keys used from now on. Of several for one environment the first
// counts.
func (o *online) use(keys ...api.Key) error {
	var clients []*api.Client
	for _, k := range keys {
		if slices.ContainsFunc(clients, func(c *api.Client) bool { return c.Environment() == k.Environment() }) {
			continue
		}
		c, err := api.New(api.Config{Key: k, Base: o.base, Limits: o.limits, Transport: o.transport})
		if err != nil {
			return err
		}
		clients = append(clients, c)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clients = clients
	return nil
}

// all are those who can be asked.
func (o *online) all() []*api.Client {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.clients)
}

// apiKeys are those of the command line and the environment.
func (s *settings) apiKeys() (keys []api.Key, err error) {
	for _, text := range s.APIKey {
		k, err := api.ParseKey(text.Reveal())
		if err != nil {
			return nil, usageError{fmt.Errorf("--api-key: %w", err)}
		}
		if slices.ContainsFunc(keys, func(other api.Key) bool { return other.Environment() == k.Environment() }) {
			return nil, usageError{fmt.Errorf("--api-key: there are two keys for %s; give one for each environment", k.Environment())}
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// online gives who can be asked with the keys of the settings and those that
// were entered into a folder, which r reads; nil for none.
func (s *settings) online(ctx context.Context, r *store.Reader) (*online, error) {
	keys, err := s.apiKeys()
	if err != nil {
		return nil, err
	}
	if r != nil && r.Locked() == nil {
		var entered reception
		if err := entered.load(ctx, r); err != nil {
			return nil, err
		}
		keys = append(keys, entered.get().apiKeys...)
	}
	o := newOnline(s.APIURL)
	if err := o.use(keys...); err != nil {
		return nil, usageError{fmt.Errorf("--api-key: %w", err)}
	}
	return o, nil
}

// onlineBeside is online for a command that needs no folder.
func (s *settings) onlineBeside(ctx context.Context) (*online, error) {
	custody, err := s.custody()
	if err != nil {
		return nil, err
	}
	if len(s.APIKey) > 0 {
		return s.online(ctx, nil)
	}
	r, err := store.OpenReader(s.Data, custody)
	if errors.Is(err, store.ErrMissing) || errors.Is(err, store.ErrOlder) {
		return s.online(ctx, nil)
	}
	if err != nil {
		return nil, err
	}
	o, err := s.online(ctx, r)
	return o, errors.Join(err, r.Close())
}

// connectAPI has the keys of the settings and those that were entered used. One
// of the settings comes before an entered one of its environment.
func (p *program) connectAPI() error {
	keys, _ := p.settings.apiKeys() // could be read at the start
	entered := p.reception.get()
	err := p.online.use(append(keys, entered.apiKeys...)...)
	p.tracker.Poke()
	return err
}

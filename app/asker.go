package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/crossmint/api"
	"passdesk/app/tracker"
	"passdesk/store"
	"passdesk/store/secret"
)

// stirEvery is how often it is looked whether another process has written into
// the folder, as track does.
const stirEvery = 2 * time.Second

// stir shows the desk what other processes write, until ctx ends.
func (p *program) stir(ctx context.Context) {
	ticker := time.NewTicker(stirEvery)
	defer ticker.Stop()
	var last int64
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			last, _ = p.store.Stir(ctx, last) // what fails shows elsewhere, and the next may not
		}
	}
}

// asker asks Crossmint for the desk. Its errors are sentences.
type asker struct{ *program }

// apiKey is a key as the desk may show it.
type apiKey struct {
	Environment string
	Project     string
	Fixed       bool   // by the command line or the environment of the program
	Trouble     string // why nothing is asked with it at the moment, a sentence
}

// Keys tells which keys there are.
func (a asker) Keys() (keys []apiKey) {
	fixed, _ := a.settings.apiKeys() // could be read at the start
	for _, c := range a.online.all() {
		k := apiKey{Environment: string(c.Environment()), Project: c.Project()}
		k.Fixed = slices.ContainsFunc(fixed, func(f api.Key) bool { return f.Environment() == c.Environment() })
		if err := a.tracker.Trouble(c.Environment()); err != nil {
			k.Trouble = tracker.Why(err)
		}
		keys = append(keys, k)
	}
	return keys
}

// KeepKey keeps an API key, which says itself what it is for.
func (a asker) KeepKey(ctx context.Context, written secret.Value[string]) error {
	return a.changeKeys(ctx, func(e *entries) error { return e.keepAPIKey(written.Reveal()) })
}

// DropKey forgets the key of an environment.
func (a asker) DropKey(ctx context.Context, environment string) error {
	return a.changeKeys(ctx, func(e *entries) error { e.dropAPIKey(api.Environment(environment)); return nil })
}

func (a asker) changeKeys(ctx context.Context, edit func(*entries) error) error {
	err := receiver(a).change(ctx, edit)
	if err == nil {
		err = said("The key is kept, but cannot be used.", a.connectAPI())
	}
	return err
}

// Watch has all that is in a list watched. unread names the lines that cannot be
// read; environment may be "".
func (a asker) Watch(ctx context.Context, list io.Reader, environment string) (added int, unread []int, err error) {
	wanted, unread, err := tracker.Read(list)
	if err != nil {
		return 0, nil, sentence("The list was not taken: " + err.Error() + ".")
	}
	_, added, err = a.store.Ledger().Watch(ctx, tracker.Records(wanted, environment, time.Now())...)
	a.tracker.Poke()
	return added, unread, said("Not all of it is watched.", err)
}

// watched is a line of the watch list.
type watched struct {
	store.Watching
	Sentence string
}

// Watched gives a page of the watch list, newest first.
func (a asker) Watched(ctx context.Context, before int64, limit int) (page []watched, err error) {
	found, err := a.store.Watchings(ctx, before, limit)
	for _, w := range found {
		page = append(page, watched{w, tracker.Sentence(w)})
	}
	return page, said("The watch list cannot be read.", err)
}

// Recover fetches what can be fetched of a selection. It may take minutes, and
// what it got until it ends is kept.
func (a asker) Recover(ctx context.Context, s tracker.Selection) (tracker.Recovered, error) {
	done, err := a.tracker.Recover(ctx, s)
	return done, said("Not all of it was looked at; what was fetched is kept.", err)
}

// VerifyOnline has Crossmint judge the credential of an issuance.
func (a asker) VerifyOnline(ctx context.Context, id int64) (api.Verification, error) {
	issuance, err := a.store.Issuance(ctx, id)
	var delivery store.Delivery
	if err == nil {
		delivery, err = a.store.Delivery(ctx, issuance.DeliveryID)
	}
	if err != nil {
		return api.Verification{}, said("Crossmint was not asked.", err)
	}
	credential, err := crossmint.FindCredential(delivery.Body, crossmint.Secret{})
	if err != nil {
		return api.Verification{}, sentence(whyNoCredential(err) + " Crossmint was not asked.")
	}
	c, err := a.tracker.Client(issuance)
	if err != nil {
		return api.Verification{}, sentence(tracker.Why(err))
	}
	v, err := c.Verify(ctx, json.RawMessage(credential))
	if err != nil {
		return api.Verification{}, sentence(tracker.Why(err))
	}
	return v, nil
}

// Revoke has Crossmint revoke the credential of an issuance. It must have been
// confirmed.
func (a asker) Revoke(ctx context.Context, id int64) (store.Revocation, error) {
	r, err := a.tracker.Revoke(ctx, id)
	failure, _ := errors.AsType[*api.Error](err)
	switch {
	case err == nil:
		return r, nil
	case r.ID != 0 && r.Status == store.Other:
		return r, sentence("No answer came, so it is not known whether the credential is revoked. Verify it online in a few minutes, and revoke it again if it is still good.")
	case failure != nil:
		return r, sentence("The credential was not revoked. " + tracker.Why(err))
	case errors.Is(err, api.ErrNoKey), errors.Is(err, tracker.ErrWhich), errors.Is(err, store.ErrRevoking):
		return r, sentence(tracker.Why(err))
	}
	return r, said("The credential was not revoked.", err)
}

// Revocations tells what was done to revoke the credential of an issuance, the
// newest first.
func (a asker) Revocations(ctx context.Context, id int64) ([]store.Revocation, error) {
	all, err := a.store.Revocations(ctx, id)
	return all, said("It cannot be told whether it was revoked.", err)
}

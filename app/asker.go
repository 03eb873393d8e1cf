package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/crossmint/api"
	"passdesk/app/tracker"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui"
	"passdesk/ui/model"
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

var _ ui.Asker = asker{}

// Keys tells which keys there are.
func (a asker) Keys(context.Context) (keys []model.APIKey, err error) {
	fixed, _ := a.settings.apiKeys() // could be read at the start
	for _, c := range a.online.all() {
		k := model.APIKey{Environment: string(c.Environment()), Project: c.Project()}
		k.Fixed = slices.ContainsFunc(fixed, func(f api.Key) bool { return f.Environment() == c.Environment() })
		if err := a.tracker.Trouble(c.Environment()); err != nil {
			k.Trouble = tracker.Why(err)
		}
		keys = append(keys, k)
	}
	return keys, nil
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

// Watch has all that is in a list watched.
func (a asker) Watch(ctx context.Context, list string) (model.Taken, error) {
	return a.watch(ctx, strings.NewReader(list))
}

// WatchFile has all that is in a file watched.
func (a asker) WatchFile(ctx context.Context, file string) (model.Taken, error) {
	f, err := os.Open(file)
	if err != nil {
		return model.Taken{}, said("Nothing was taken.", err)
	}
	defer f.Close()
	return a.watch(ctx, f)
}

func (a asker) watch(ctx context.Context, list io.Reader) (t model.Taken, err error) {
	wanted, unread, err := tracker.Read(list)
	switch {
	case errors.Is(err, tracker.ErrLong):
		return t, sentence("Nothing was taken: {{.Why}}.").With("Why", err)
	case err != nil:
		return t, said("Nothing was taken.", err)
	}
	ids, added, err := a.store.Ledger().Watch(ctx, tracker.Records(wanted, "", time.Now())...)
	a.tracker.Poke()
	return model.Taken{Added: added, Known: len(ids) - added, Unread: unread}, said("Not all of it is watched.", err)
}

// Watched gives a page of the watch list, newest first.
func (a asker) Watched(ctx context.Context, before int64, limit int) (page []model.Watched, err error) {
	found, err := a.store.Watchings(ctx, before, limit)
	for _, w := range found {
		page = append(page, model.Watched{Watching: w, Sentence: tracker.Sentence(w)})
	}
	return page, said("The watch list cannot be read.", err)
}

// Fetch fetches what can be fetched of some issuances, or of all that is
// watched. It may take minutes, and what it got until it ends is kept.
func (a asker) Fetch(ctx context.Context, ids []int64, tell func(model.Fetched)) (model.Fetched, error) {
	done, err := a.tracker.Recover(ctx, tracker.Selection{
		IDs: ids, All: ids == nil, Tell: func(r tracker.Recovered) { tell(fetched(r)) },
	})
	return fetched(done), said("Not all of it was looked at; what was fetched is kept.", err)
}

func fetched(r tracker.Recovered) model.Fetched {
	f := model.Fetched{
		Looked: r.Looked, Settled: r.Settled, Fetched: r.Fetched, Pending: r.Pending,
		Delegated: r.Delegated, Unknown: r.Unknown, Unasked: r.Unasked,
	}
	if r.Why != nil {
		f.Why = tracker.Why(r.Why)
	}
	return f
}

// VerifyOnline has Crossmint judge the credential of an issuance. That one is
// revoked is noted, whoever did it.
func (a asker) VerifyOnline(ctx context.Context, id int64) (model.Opinion, error) {
	issuance, err := a.store.Issuance(ctx, id)
	var delivery store.Delivery
	if err == nil {
		delivery, err = a.store.Delivery(ctx, issuance.DeliveryID)
	}
	if err != nil {
		return model.Opinion{}, said("Crossmint was not asked.", err)
	}
	credential, err := crossmint.FindCredential(delivery.Body, crossmint.Secret{})
	if err != nil {
		return model.Opinion{}, whyNoCredential(err).Then("Crossmint was not asked.")
	}
	c, err := a.tracker.Client(issuance)
	if err != nil {
		return model.Opinion{}, tracker.Why(err)
	}
	v, err := c.Verify(ctx, json.RawMessage(credential))
	if err != nil {
		return model.Opinion{}, tracker.Why(err)
	}
	if v.Opinion == api.Revoked {
		// It is said either way, and the next time it is noted.
		if err := a.store.Ledger().NoteRevoked(ctx, id, string(c.Environment()), v.At); err != nil {
			a.log.Warn("that a credential is revoked could not be noted", "error", err)
		}
	}
	return model.Opinion{Verdict: onlineVerdicts[v.Opinion], At: v.At, Says: v.Says}, nil
}

var onlineVerdicts = map[api.Opinion]model.OnlineVerdict{
	api.Good:    model.GoodOnline,
	api.Revoked: model.RevokedOnline,
	api.Expired: model.ExpiredOnline,
	api.Invalid: model.InvalidOnline,
}

// crossmintSays gives Crossmint's own words, if there are any.
func crossmintSays(words string) sentence {
	if words == "" {
		return ""
	}
	return sentence("Crossmint says: {{.Words}}").With("Words", words)
}

// Revoke has Crossmint revoke the credential of an issuance. It must have been
// confirmed.
func (a asker) Revoke(ctx context.Context, id int64) (store.Revocation, error) {
	r, err := a.tracker.Revoke(ctx, id)
	failure, _ := errors.AsType[*api.Error](err)
	switch {
	case r.ID != 0 && r.Status == store.Other:
		return r, sentence("No answer came, so it is not known whether the credential is revoked. Verify it online in a few minutes, and revoke it again if it is still good.")
	case r.ID != 0 && r.Status != store.Failed && err != nil:
		return r, said("Crossmint has taken it that the credential is to be revoked, but that could not be noted here. Do not hand it over, and verify it online in a few minutes.", err)
	case failure != nil:
		return r, sentence("The credential was not revoked.").Then(tracker.Why(err))
	case r.ID != 0 && r.Status == store.Failed:
		return r, sentence("The credential was not revoked.").Then(crossmintSays(r.Error))
	case errors.Is(err, api.ErrNoKey), errors.Is(err, tracker.ErrWhich), errors.Is(err, store.ErrRevoking):
		return r, tracker.Why(err)
	}
	return r, said("The credential was not revoked.", err)
}

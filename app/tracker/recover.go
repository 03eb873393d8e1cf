package tracker

import (
	"context"
	"errors"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/crossmint/api"
	"passdesk/store"
)

// Selection is what Recover looks at: what was watched first in a time, if From
// is not zero; the issuances with the ids; or all.
type Selection struct {
	From, To time.Time
	IDs      []int64
	All      bool
	// Tell, if set, hears after each how far it is. It must not block.
	Tell func(Recovered)
}

// Recovered is what fetching came to. All that is not counted here had been
// delivered or fetched before.
type Recovered struct {
	Looked    int // issuances that nothing was delivered of
	Settled   int // of which it is known now how they came out
	Fetched   int // of which there is the credential now: not delivered, so without signature, pass and key
	Pending   int // that Crossmint has not finished
	Delegated int // of which Crossmint keeps no copy: they must be sent again from its console
	Unknown   int // that Crossmint does not know, or has no credential of
	Unasked   int // that it could not be asked about, and why
	Why       error
}

// Recover asks about what is selected at once, however lately it was asked, and
// fetches the credentials that Crossmint gives. It knows only of what is
// watched: have other ids watched first. Each is recorded as soon as it is
// known, so that it may be ended and called again.
func (t *Tracker) Recover(ctx context.Context, s Selection) (Recovered, error) {
	var done Recovered
	wanted := map[int64]bool{}
	for _, id := range s.IDs {
		wanted[id] = true
	}
	for before := int64(0); ; {
		page, err := t.Ledger.Watchings(ctx, before, 200)
		if err != nil || len(page) == 0 {
			return done, err
		}
		for _, w := range page {
			before = w.ID
			if w.Origin == store.Delivered || w.Origin == store.Fetched || !s.meets(w) && !wanted[w.ID] && !wanted[w.View] {
				continue
			}
			if err := t.recover(ctx, w, &done); err != nil {
				return done, err
			}
			if s.Tell != nil {
				s.Tell(done)
			}
		}
	}
}

func (s *Selection) meets(w store.Watching) bool {
	return s.All || !s.From.IsZero() && !w.Since.Before(s.From) && !w.Since.After(s.To)
}

// recover does what can be done for one.
func (t *Tracker) recover(ctx context.Context, w store.Watching, done *Recovered) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	done.Looked++
	if w.Origin == store.Watched {
		r, certain := t.inquire(ctx, w, func(c *api.Client) *api.Client { return c })
		if !certain {
			done.Unasked++
			done.Why = r.err
			if done.Why == nil {
				done.Why = api.ErrNoKey
			}
			return ctx.Err()
		}
		if err := t.resume(ctx, w); err != nil {
			return err
		}
		a := t.answered(w, r, t.Clock.Now())
		if err := t.write(ctx, func(ctx context.Context) error { return t.Ledger.Answer(ctx, a) }); err != nil {
			return err
		}
		done.count(a, r.err)
		if a.Said != SaidSucceeded {
			return nil
		}
		w.Environment = a.Environment
	}
	if w.Origin == store.Reported && w.Status != store.Succeeded || w.CredentialID == "" {
		return nil
	}
	return t.fetch(ctx, w, done)
}

// resume has something watched again that had been given up: what is said of it
// now counts.
func (t *Tracker) resume(ctx context.Context, w store.Watching) error {
	if w.Ended.IsZero() {
		return nil
	}
	again := Records([]Wanted{{ActionID: w.ActionID, CredentialID: w.CredentialID}}, w.Environment, t.Clock.Now())
	return t.write(ctx, func(ctx context.Context) error {
		_, _, err := t.Ledger.Watch(ctx, again...)
		return err
	})
}

func (r *Recovered) count(a store.Answered, why error) {
	switch a.Said {
	case SaidSucceeded, SaidFailed:
		r.Settled++
	case SaidFetched:
		r.Settled++
		r.Fetched++
	case SaidDelegated:
		r.Delegated++
	case SaidPending, SaidSilent:
		r.Pending++
	case SaidScope, SaidUnclear:
		r.Unasked++
		r.Why = why
	default:
		r.Unknown++
	}
}

// fetch gets the credential of something that succeeded.
func (t *Tracker) fetch(ctx context.Context, w store.Watching, done *Recovered) error {
	c, err := t.Client(store.Issuance{Environment: w.Environment})
	var credential []byte
	if err == nil {
		credential, err = c.Credential(ctx, w.CredentialID)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, api.ErrDelegated):
		done.Delegated++
		return nil
	case errors.Is(err, api.ErrNotFound):
		done.Unknown++
		return nil
	case err != nil:
		done.Unasked++
		done.Why = err
		return nil
	}
	fetched := record(store.Fetched, t.Clock.Now(), w.Environment, crossmint.Own{
		Type: crossmint.TypeFetched, ActionID: w.ActionID, CredentialID: w.CredentialID, Credential: credential,
	})
	done.Fetched++
	return t.write(ctx, func(ctx context.Context) error { return t.Ledger.Keep(ctx, fetched) })
}

package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/crossmint/api"
	"passdesk/store"
)

// The words for what came of asking, as they stand in the ledger.
const (
	SaidPending   = "pending"
	SaidSucceeded = "succeeded"
	SaidFailed    = "failed"
	SaidFetched   = "fetched"
	SaidUnknown   = "unknown"   // Crossmint does not know the id
	SaidDelegated = "delegated" // it keeps no copy, so there is nothing to fetch
	SaidScope     = "scope"     // the key may not ask this
	SaidUnclear   = "unclear"   // the answer cannot be read
	SaidSilent    = "silent"    // pending for longer than anybody waits
)

// reply is what asking about one issuance came to.
type reply struct {
	client     *api.Client
	action     api.Action
	credential json.RawMessage
	err        error
}

// question asks one client; retrying has it try again where that may help.
func question(ctx context.Context, c *api.Client, w store.Watching) (r reply) {
	r.client = c
	if w.ActionID != "" {
		r.action, r.err = c.Action(ctx, w.ActionID)
	} else {
		r.credential, r.err = c.Credential(ctx, w.CredentialID)
	}
	return r
}

// ask asks about what is watched and notes what came of it.
func (t *Tracker) ask(ctx context.Context, w store.Watching) error {
	if got, err := t.lease(ctx); err != nil || !got {
		return err
	}
	r, certain := t.inquire(ctx, w, (*api.Client).Once)
	switch {
	case ctx.Err() != nil, !certain && r.client == nil:
		return nil // it stays due
	case !certain: // it may be in an environment that cannot be asked now
		now := t.Clock.Now()
		put := store.Answered{Watch: w.ID, At: now, Said: w.Said, Next: now.Add(elsewhereWait)}
		return t.write(ctx, func(ctx context.Context) error { return t.Ledger.Answer(ctx, put) })
	}
	return t.note(ctx, w, r)
}

// inquire asks those who may know. certain tells that the reply is the last word
// for now: not that they could not be asked.
func (t *Tracker) inquire(ctx context.Context, w store.Watching, how func(*api.Client) *api.Client) (r reply, certain bool) {
	candidates := t.candidates(w.Environment)
	certain = len(candidates) > 0 && (w.Environment != "" || len(candidates) == len(t.Clients()))
	for _, c := range candidates {
		one := question(ctx, how(c), w)
		switch {
		case ctx.Err() != nil:
			return one, false
		case t.failed(c.Environment(), one.err):
			certain = false
			r.err = one.err
		case errors.Is(one.err, api.ErrNotFound), errors.Is(one.err, api.ErrRefused):
			t.well(c.Environment())
			if r.client == nil {
				r = one
			}
		case errors.Is(one.err, api.ErrScope), errors.Is(one.err, api.ErrAnswer):
			t.well(c.Environment())
			r = one // it may be in there, whether or not others know it
		default:
			t.well(c.Environment())
			return one, true
		}
	}
	return r, certain
}

// note keeps what a reply says.
func (t *Tracker) note(ctx context.Context, w store.Watching, r reply) error {
	a := t.answered(w, r, t.Clock.Now())
	return t.write(ctx, func(ctx context.Context) error { return t.Ledger.Answer(ctx, a) })
}

func (t *Tracker) answered(w store.Watching, r reply, now time.Time) store.Answered {
	age := max(now.Sub(w.Since), 0)
	a := store.Answered{Watch: w.ID, At: now, Environment: w.Environment, Next: now.Add(after(age))}
	environment := string(r.client.Environment())
	own := crossmint.Own{ActionID: w.ActionID, CredentialID: w.CredentialID}
	settle := func(said, kind string, o store.Origin) {
		own.Type = kind
		made := record(o, now, environment, own)
		a.Said, a.End, a.Record, a.Environment = said, true, &made, environment
	}
	switch {
	case errors.Is(r.err, api.ErrDelegated):
		a.Said, a.End, a.Environment = SaidDelegated, true, environment
	case errors.Is(r.err, api.ErrNotFound), errors.Is(r.err, api.ErrRefused):
		a.Said, a.End = SaidUnknown, age > unknownFor
	case errors.Is(r.err, api.ErrScope):
		a.Said, a.Next = SaidScope, now.Add(lackingWait)
	case r.err != nil:
		a.Said, a.End = SaidUnclear, age > silentFor
	case r.credential != nil:
		own.Credential = r.credential
		settle(SaidFetched, crossmint.TypeFetched, store.Fetched)
	case r.action.Status == api.Succeeded:
		settle(SaidSucceeded, crossmint.TypeSucceeded, store.Reported)
	case r.action.Status == api.Failed:
		own.Error = r.action.Error
		settle(SaidFailed, crossmint.TypeFailed, store.Reported)
	default:
		a.Said, a.Environment = SaidPending, environment
		if age > silentFor {
			a.Said, a.End = SaidSilent, true
		}
	}
	return a
}

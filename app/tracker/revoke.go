package tracker

import (
	"context"
	"errors"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/store"
)

// ErrWhich means that several environments are known and nothing tells which of
// them an issuance is in.
var ErrWhich = errors.New("it is not known which environment it is in")

// revokePortion bounds the revocations that are followed in one turn.
const revokePortion = 8

// Client gives who is to be asked about an issuance. It fails with
// api.ErrNoKey when there is no key for its environment, and with ErrWhich.
func (t *Tracker) Client(i store.Issuance) (*api.Client, error) {
	clients := t.Clients()
	for _, c := range clients {
		if string(c.Environment()) == i.Environment || i.Environment == "" && len(clients) == 1 {
			return c, nil
		}
	}
	if i.Environment == "" && len(clients) > 1 {
		return nil, ErrWhich
	}
	return nil, api.ErrNoKey
}

// Revoke asks Crossmint to revoke the credential of an issuance. That it is to
// be revoked is in the log of acts before it asks, and how it ended when that is
// known: Run follows it, also after a restart. When the error is an *api.Error
// that MayHaveHappened, nobody knows whether it was heard. With any other error
// a Status of Pending or Succeeded means that Crossmint has taken it, but that
// it could not be noted. It fails as Client and store.BeginRevocation do.
func (t *Tracker) Revoke(ctx context.Context, issuance int64) (store.Revocation, error) {
	i, err := t.Ledger.Issuance(ctx, issuance)
	if err != nil {
		return store.Revocation{}, err
	}
	c, err := t.Client(i)
	if err != nil {
		return store.Revocation{}, err
	}
	r, err := t.Ledger.BeginRevocation(ctx, issuance, string(c.Environment()), t.Clock.Now())
	if err != nil {
		return store.Revocation{}, err
	}
	defer t.awaits(r.ID)()
	action, failure := c.Revoke(ctx, r.CredentialID)
	now := t.Clock.Now()
	r.Next = now.Add(after(0))
	apiErr, _ := errors.AsType[*api.Error](failure)
	switch {
	case failure == nil && action.ID == "" && action.Status == api.Pending:
		r.Error, r.Ended = "no action was named that could be followed", now
	case failure == nil:
		r.ActionID = action.ID
		r = taken(r, action, now)
	case ctx.Err() != nil, apiErr != nil && apiErr.MayHaveHappened():
		r.Error, r.Ended = failure.Error(), now
	default:
		r.Status, r.Error, r.Ended = store.Failed, Why(failure).String(), now
	}
	err = t.insist(ctx, func(ctx context.Context) error { return t.Ledger.FollowRevocation(ctx, r) })
	t.Poke()
	return r, errors.Join(failure, err)
}

// awaits notes that an answer about a revocation is waited for, which may take
// minutes when Crossmint asks to slow down, until done is called.
func (t *Tracker) awaits(id int64) (done func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asking[id] = true
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.asking, id)
	}
}

func (t *Tracker) awaited(id int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asking[id]
}

// insist writes what cannot be asked for again, and tries it again some times.
func (t *Tracker) insist(ctx context.Context, do func(context.Context) error) error {
	for n := 1; ; n++ {
		err := t.write(ctx, do)
		if err == nil || n == writeTries || t.Clock.Sleep(ctx, time.Duration(n)*writePause) != nil {
			return err
		}
	}
}

// followRevocations asks how those stand that are due.
func (t *Tracker) followRevocations(ctx context.Context) error {
	now := t.Clock.Now()
	due, err := t.Ledger.DueRevocations(ctx, now, revokePortion)
	if err != nil {
		return err
	}
	for _, r := range due {
		candidates := t.candidates(r.Environment)
		if ctx.Err() != nil || len(candidates) == 0 {
			continue
		}
		next, known := t.follow(ctx, candidates[0], r)
		if !known {
			continue
		}
		if err := t.write(ctx, func(ctx context.Context) error { return t.Ledger.FollowRevocation(ctx, next) }); err != nil {
			return err
		}
	}
	return nil
}

// follow asks how a revocation stands, and tells whether that is known.
func (t *Tracker) follow(ctx context.Context, c *api.Client, r store.Revocation) (next store.Revocation, known bool) {
	now := t.Clock.Now()
	age := now.Sub(r.Began)
	r.Next = now.Add(after(age))
	if r.ActionID == "" { // this process has not heard yet, or another ended before it did
		if age > leaseFor && !t.awaited(r.ID) {
			r.Error, r.Ended = "Passdesk ended before an answer came", now
		}
		return r, true
	}
	action, err := c.Once().Action(ctx, r.ActionID)
	if ctx.Err() != nil || t.failed(c.Environment(), err) {
		return r, false
	}
	t.well(c.Environment())
	r.Asked++
	switch {
	case err == nil:
		r = taken(r, action, now)
	case age > unknownFor:
		r.Status, r.Error, r.Ended = store.Other, err.Error(), now
	}
	return r, true
}

// taken is a revocation after its action was heard of.
func taken(r store.Revocation, a api.Action, now time.Time) store.Revocation {
	switch a.Status {
	case api.Succeeded:
		r.Status, r.Ended = store.Succeeded, now
	case api.Failed:
		r.Status, r.Error, r.Ended = store.Failed, a.Error, now
	default:
		r.Status = store.Pending
	}
	return r
}

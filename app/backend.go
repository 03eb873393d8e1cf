package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"passdesk/app/crossmint"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui"
	"passdesk/ui/model"
)

// backend answers the desk from the store.
type backend struct {
	*store.Store
	trust *trust
}

var _ ui.Backend = backend{}

// Detail reads an issuance with the body it was read out of.
func (b backend) Detail(ctx context.Context, id int64) (model.Detail, error) {
	issuance, err := b.Issuance(ctx, id)
	if err != nil {
		return model.Detail{}, err
	}
	delivery, err := b.Delivery(ctx, issuance.DeliveryID)
	if err != nil {
		return model.Detail{}, err
	}
	detail := model.Detail{
		Issuance:     issuance,
		Raw:          crossmint.Pretty(delivery.Body),
		Redeliveries: delivery.Redeliveries,
	}
	if issuance.Status == store.Succeeded {
		now := time.Now()
		found := b.trust.finding(delivery.Body, now)
		detail.Proof = model.Proof{At: now, Verdict: found.Verdict.String(), Reasons: found.Reasons, Issuer: found.Issuer}
	}
	detail.History, _ = b.history(ctx, issuance) // nobody should miss the credential for it
	detail.Credential = readable(delivery.Body)
	revocations, err := b.Revocations(ctx, id)
	if err != nil {
		return model.Detail{}, err
	}
	if len(revocations) > 0 {
		detail.Revocation = revocations[0]
	}
	event, _ := crossmint.Decode(delivery.Body) // what cannot be read has no links
	detail.Credential.Key = !event.Secret.IsZero()
	for _, link := range event.Links {
		detail.Links = append(detail.Links, model.Link{URL: link.URL, Path: link.Path})
	}
	for n, file := range event.Files {
		if data, err := file.Open(); err == nil { // what is broken off nobody can use
			detail.Files = append(detail.Files, model.PassFile{Number: n, Path: file.Path, Size: int64(len(data))})
		}
	}
	return detail, nil
}

// readable opens the credential in a delivery's body with the key that came
// with it.
func readable(body []byte) model.Credential {
	text, err := crossmint.FindCredential(body, crossmint.Secret{})
	switch {
	case err == nil:
	case errors.Is(err, crossmint.ErrHolderOnly):
		return model.Credential{State: model.HolderOnly}
	case errors.Is(err, crossmint.ErrNoKey):
		return model.Credential{State: model.KeyMissing}
	case errors.Is(err, crossmint.ErrNoCredential), errors.Is(err, crossmint.ErrMalformed):
		return model.Credential{State: model.NoCredential}
	default:
		return model.Credential{State: model.Unopened}
	}
	shown := model.Credential{State: model.Readable}
	fields, all := crossmint.Fields(text)
	for _, f := range fields {
		shown.Fields = append(shown.Fields, model.Field(f))
	}
	shown.Cut = !all
	return shown
}

// related and actsTold bound what is read of an issuance's history.
const (
	related  = 20
	actsTold = 200
)

// history reads what happened to an issuance.
func (b backend) history(ctx context.Context, i store.Issuance) ([]model.Happening, error) {
	rows, err := b.Related(ctx, i, related)
	if err != nil {
		return nil, err
	}
	rows = append(rows, i)
	ids := make([]int64, len(rows))
	for n, r := range rows {
		ids[n] = r.ID
	}
	acts, err := b.ActsAbout(ctx, actsTold, ids...)
	return model.History(rows, acts), err
}

// SetNote keeps what staff wrote.
func (b backend) SetNote(ctx context.Context, id int64, note string) error {
	return b.Store.SetNote(ctx, time.Now(), id, note)
}

// failingsTold bounds how many causes are told of with what staff say about them.
const failingsTold = 200

// Failings gives the causes of the failures in view.
func (b backend) Failings(ctx context.Context) ([]model.Failing, error) {
	causes, err := b.FailureCauses(ctx)
	if err != nil {
		return nil, err
	}
	// Those that hold most are worth the limit.
	if len(causes) > failingsTold {
		slices.SortStableFunc(causes, func(a, b store.FailureCause) int { return cmp.Compare(b.Count, a.Count) })
	}
	all := make([]model.Failing, 0, min(len(causes), failingsTold))
	for _, c := range causes[:min(len(causes), failingsTold)] {
		state, err := b.FailureState(ctx, c.Fingerprint)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		all = append(all, model.Failing{FailureCause: c, FailureState: state, Unread: err != nil})
	}
	model.SortFailing(all)
	return all, nil
}

// Causes counts them.
func (b backend) Causes(ctx context.Context) (int, error) {
	causes, err := b.FailureCauses(ctx)
	return len(causes), err
}

// SetFailing keeps what staff say about a cause.
func (b backend) SetFailing(ctx context.Context, fingerprint string, state store.FailureState) error {
	return b.SetFailureState(ctx, fingerprint, state)
}

// RevealKey gives the key that came with a credential once it is in the log of
// acts that somebody saw it.
func (b backend) RevealKey(ctx context.Context, id int64) (secret.Value[string], error) {
	var none secret.Value[string]
	issuance, err := b.Issuance(ctx, id)
	if err != nil {
		return none, err
	}
	delivery, err := b.Delivery(ctx, issuance.DeliveryID)
	if err != nil {
		return none, err
	}
	event, _ := crossmint.Decode(delivery.Body) // what cannot be read has no key
	if event.Secret.IsZero() {
		return none, crossmint.ErrNoKey
	}
	if err := b.Record(ctx, store.Act{Kind: store.ActKeyRevealed, Issuance: id}); err != nil {
		return none, err
	}
	return event.Secret.Value, nil
}

// List gives the ids of what a filter lets through.
func (b backend) List(ctx context.Context, f store.Filter, o store.Order) (model.IDs, error) {
	l, err := b.Store.List(ctx, f, o)
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Follow gives the next state of a list.
func (b backend) Follow(ctx context.Context, list model.IDs) (model.IDs, error) {
	l, err := b.Store.Follow(ctx, list.(*store.List)) // List gives nothing else
	if err != nil {
		return nil, err
	}
	return l, nil
}

// SetHandover notes that staff have brought passes on their way.
func (b backend) SetHandover(ctx context.Context, to store.Handover, ids ...int64) (store.Handing, error) {
	return b.Store.SetHandover(ctx, to, time.Now(), ids...)
}

// UndoHandover takes that back.
func (b backend) UndoHandover(ctx context.Context, h store.Handing) error {
	return b.Store.UndoHandover(ctx, time.Now(), h)
}

package main

import (
	"context"
	"errors"
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
		found := b.trust.finding(delivery.Body, time.Now())
		detail.Proof = model.Proof{Verdict: found.Verdict.String(), Reasons: found.Reasons, Issuer: found.Issuer}
	}
	detail.Credential = readable(delivery.Body)
	event, _ := crossmint.Decode(delivery.Body) // what cannot be read has no links
	detail.Credential.Key = !event.Secret.IsZero()
	for _, link := range event.Links {
		detail.Links = append(detail.Links, model.Link{URL: link.URL, Path: link.Path})
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

// MarkCopied notes that staff have copied pass links.
func (b backend) MarkCopied(ctx context.Context, ids ...int64) error {
	return b.Store.MarkCopied(ctx, time.Now(), ids...)
}

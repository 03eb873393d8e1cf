package main

import (
	"context"
	"time"

	"passdesk/app/crossmint"
	"passdesk/store"
	"passdesk/ui"
	"passdesk/ui/model"
)

// backend answers the desk from the store.
type backend struct{ *store.Store }

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
		found := proof(delivery.Body, time.Now())
		detail.Proof = model.Proof{Verdict: found.Verdict.String(), Reasons: found.Reasons, Issuer: found.Issuer}
	}
	event, _ := crossmint.Decode(delivery.Body) // what cannot be read has no links
	for _, link := range event.Links {
		detail.Links = append(detail.Links, model.Link{URL: link.URL, Path: link.Path})
	}
	return detail, nil
}

// MarkCopied notes that staff have copied pass links.
func (b backend) MarkCopied(ctx context.Context, ids ...int64) error {
	return b.Store.MarkCopied(ctx, time.Now(), ids...)
}

package main

import (
	"context"
	"errors"

	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/ui/model"
)

// maxRejections bounds how many refused requests are told of.
const maxRejections = 500

// Rejections are the requests that were not believed.
func (r receiver) Rejections(ctx context.Context) (all []model.Rejection, err error) {
	found, err := r.store.Rejections(ctx, maxRejections)
	for _, x := range found {
		one := model.Rejection{
			ID: x.ID, At: x.ReceivedAt, Last: x.LastAt, Count: int(x.Times), Reason: rejectionReasons[x.Reason],
			MessageID: x.MessageID, Size: max(x.Size, 0), From: x.Peer, Genuine: x.Reason.Authentic() && x.Kept,
		}
		if x.Reason == store.Stale {
			one.Off = x.Off()
		}
		all = append(all, one)
	}
	return all, said("What was refused cannot be read.", err)
}

var rejectionReasons = map[store.Reason]model.Reason{
	store.Stale:       model.ClockOff,
	store.Altered:     model.BodyChanged,
	store.OtherSecret: model.WrongSecret,
	store.NoSecret:    model.NoSecret,
	store.Unsigned:    model.NotSigned,
	store.Malformed:   model.BadSignature,
	store.EmptySecret: model.BadSignature,
	store.TooLarge:    model.TooLarge,
	store.Incomplete:  model.Incomplete,
}

// Recheck looks at what was refused with the secrets known now.
func (r receiver) Recheck(ctx context.Context) (int, error) {
	out, err := r.refusals.Recheck(ctx)
	return out.Promoted, said("Not all of them could be looked at again.", err)
}

// LetIn puts one among the deliveries.
func (r receiver) LetIn(ctx context.Context, id int64) error {
	err := r.refusals.Promote(ctx, id)
	switch {
	case errors.Is(err, webhook.ErrBodyGone):
		return sentence("What it said was not kept, so it cannot be let in. Have it sent again in the Crossmint console.")
	case errors.Is(err, webhook.ErrSignature), errors.Is(err, webhook.ErrNoSecret), errors.Is(err, webhook.ErrEmptySecret):
		return sentence("It is signed with no secret that is known here, so it was not let in. Add the secret of its endpoint first.")
	}
	return said("It was not let in; it is kept as it was.", err)
}

// Dismiss forgets some.
func (r receiver) Dismiss(ctx context.Context, ids ...int64) error {
	return said("They were not forgotten.", r.store.Dismiss(ctx, ids...))
}

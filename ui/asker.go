package ui

import (
	"context"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// Asker asks Crossmint for the desk. It is safe for concurrent use, and the desk
// never calls it on the UI thread; Fetch may take minutes. Without a key it asks
// nobody, and what needs an answer fails. Its errors are sentences for staff:
// what happened, what was kept, what to do.
type Asker interface {
	// Keys tells which API keys there are, without them; it is cheap.
	Keys(ctx context.Context) ([]model.APIKey, error)
	// KeepKey keeps a key in place of the one of its environment, which it says
	// itself.
	KeepKey(ctx context.Context, key secret.Value[string]) error
	// DropKey forgets the key of an environment.
	DropKey(ctx context.Context, environment string) error

	// Watch has all that is in a list watched until it is settled: ids, or
	// answers to issue calls, one a line.
	Watch(ctx context.Context, list string) (model.Taken, error)
	// WatchFile does so with a list in a file.
	WatchFile(ctx context.Context, file string) (model.Taken, error)
	// Watched gives up to limit of what is or was watched, with ids below before,
	// the newest first; 0 is from the newest on.
	Watched(ctx context.Context, before int64, limit int) ([]model.Watched, error)

	// Fetch fetches what can be fetched of the issuances with these ids, or, with
	// nil, of all that is watched and was not delivered. What it got before ctx
	// ended is kept. It tells after each how far it is.
	Fetch(ctx context.Context, ids []int64, tell func(model.Fetched)) (model.Fetched, error)
	// VerifyOnline has Crossmint judge the credential of an issuance. That it is
	// revoked is noted with the issuance.
	VerifyOnline(ctx context.Context, id int64) (model.Opinion, error)
	// Revoke has Crossmint revoke the credential of an issuance. The reader must
	// have confirmed it. How it goes on, details say.
	Revoke(ctx context.Context, id int64) (store.Revocation, error)
}

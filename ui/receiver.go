package ui

import (
	"context"

	"passdesk/store/secret"
	"passdesk/ui/model"
)

// Receiver is what the desk needs to see to the way in. It is safe for
// concurrent use, and the desk never calls it on the UI thread. Its errors are
// sentences for staff: what happened, what was kept, what to do.
type Receiver interface {
	// Standing tells how it all stands; it is cheap.
	Standing(ctx context.Context) (model.Standing, error)

	// KeepSecret keeps an endpoint's signing secret for an environment. One
	// that it takes the place of is believed for a day more.
	KeepSecret(ctx context.Context, environment string, s secret.Value[string]) error
	// DropSecret ends the trust in a signing secret at once.
	DropSecret(ctx context.Context, id string) error
	// SetTunnel connects with another account or domain of ngrok; without a
	// token the one that is known stays.
	SetTunnel(ctx context.Context, token secret.Value[string], domain string) error
	// Register notes that an address stands in the Crossmint console.
	Register(ctx context.Context, url string) error
	// LeaveSetup keeps the assistant from coming up by itself.
	LeaveSetup(ctx context.Context) error
	// Check sends a test event through the whole way and tells what came of it.
	// It takes 15 s at most.
	Check(ctx context.Context) (model.Checkup, error)
	// Reconnect opens the tunnel anew.
	Reconnect(ctx context.Context) error

	// Gaps are the times in which nothing could be received, newest first, at
	// most 200.
	Gaps(ctx context.Context) ([]model.Gap, error)
	// TickGap notes that staff have had sent again what was missed, or takes
	// that back.
	TickGap(ctx context.Context, id int64, done bool) error

	// Rejections are the requests that were not believed, newest first, at most
	// 500.
	Rejections(ctx context.Context) ([]model.Rejection, error)
	// Recheck looks at all of them with the secrets known now, lets in those
	// that are genuine and in time, and tells how many.
	Recheck(ctx context.Context) (int, error)
	// LetIn puts one whose signature is right among the deliveries.
	LetIn(ctx context.Context, id int64) error
	// Dismiss forgets some.
	Dismiss(ctx context.Context, ids ...int64) error
}

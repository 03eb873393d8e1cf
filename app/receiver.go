package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"passdesk/app/doctor"
	"passdesk/app/radar"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui"
	"passdesk/ui/model"
)

const (
	maxGaps       = 200
	maxRejections = 500
)

// receiver sees to the way in for the desk. Its errors are sentences.
type receiver struct{ *program }

var _ ui.Receiver = receiver{}

// Standing tells how it all stands.
func (r receiver) Standing(ctx context.Context) (model.Standing, error) {
	s := model.Standing{Setup: r.setup()}
	s.Skew, _ = r.door.Skew()
	counts, err := r.store.CountRejections(ctx)
	for reason, n := range counts {
		s.Rejected += n
		if reason.Authentic() {
			s.Genuine += n
		}
	}
	if err == nil {
		s.Unknown, err = r.store.UnknownSince(ctx)
	}
	var gaps []model.Gap
	if err == nil {
		gaps, err = r.gaps(ctx)
	}
	for _, g := range gaps {
		if g.State != model.GapNeeds {
			continue
		}
		if s.Gaps++; s.Gaps == 1 {
			s.Gap = g
		}
	}
	return s, said("It cannot be told what may have been missed.", err)
}

func (r receiver) setup() model.Setup {
	e, given := r.reception.get(), r.settings
	s := model.Setup{
		Domain: cmp.Or(given.NgrokURL, e.domain), Registered: e.registered,
		Left:  e.left || r.locked != nil, // nothing that was set up can be read, nor kept
		Token: !given.NgrokAuthtoken.IsZero() || !e.token.IsZero(),
		Fixed: !given.NgrokAuthtoken.IsZero() || given.NgrokURL != "", LocalOnly: given.Tunnel == "none",
	}
	if s.LocalOnly || !r.tunnels.none() { // else it is of this computer, where nobody sends to
		s.URL = r.address()
	}
	fixed, _ := given.secrets() // could be read at the start
	for _, f := range fixed {
		s.Secrets = append(s.Secrets, model.SigningSecret{Environment: f.Label(), Fixed: true})
	}
	for _, k := range e.live(time.Now()) {
		s.Secrets = append(s.Secrets, model.SigningSecret{ID: k.id, Environment: k.environment, Until: k.until})
	}
	return s
}

// KeepSecret keeps an endpoint's signing secret, and has what was refused for
// the want of it looked at again.
func (r receiver) KeepSecret(ctx context.Context, environment string, written secret.Value[string]) error {
	err := r.change(ctx, func(e *entries) error { return e.keepSecret(environment, written, time.Now()) })
	if err == nil {
		r.believe()
		r.recheck(ctx)
		r.arranged()
	}
	return err
}

// DropSecret ends the trust in a signing secret.
func (r receiver) DropSecret(ctx context.Context, id string) error {
	err := r.change(ctx, func(e *entries) error { return e.dropSecret(id) })
	if err == nil {
		r.believe()
		r.arranged()
	}
	return err
}

// SetTunnel connects with another account or domain.
func (r receiver) SetTunnel(ctx context.Context, token secret.Value[string], domain string) error {
	if r.setup().Fixed {
		return sentence("The tunnel is set by the command line or the environment, and can be changed there alone.")
	}
	err := r.change(ctx, func(e *entries) error { return e.setTunnel(token, domain) })
	if err == nil {
		err = said("The tunnel could not be made.", r.connect())
		r.arranged()
	}
	return err
}

// Register notes that an address stands in the console.
func (r receiver) Register(ctx context.Context, url string) error {
	return r.change(ctx, func(e *entries) error { e.registered = url; return nil })
}

// LeaveSetup keeps the assistant from coming up by itself.
func (r receiver) LeaveSetup(ctx context.Context) error {
	return r.change(ctx, func(e *entries) error { e.left = true; return nil })
}

// change changes what is entered. Its errors are sentences.
func (r receiver) change(ctx context.Context, edit func(*entries) error) error {
	err := r.reception.change(ctx, r.store, edit)
	if _, told := errors.AsType[sentence](err); told {
		return err
	}
	return said("Nothing was changed.", err)
}

// Check sends a test event through the whole way.
func (r receiver) Check(ctx context.Context) (model.Checkup, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	report, err := r.doctor.Check(ctx)
	switch {
	case errors.Is(err, doctor.ErrNoTarget):
		return model.Checkup{}, sentence("There is nothing to test while the tunnel is not up. Connect it first; what it says stands below the header.")
	case err != nil:
		return model.Checkup{}, sentence("The test took too long, so nothing is known. Try again in a moment.")
	}
	return checkup(report), nil
}

// Reconnect opens the tunnel anew.
func (r receiver) Reconnect(context.Context) error {
	if r.tunnels.none() {
		return sentence("There is no tunnel: Passdesk receives from this computer only. Set one up first.")
	}
	r.tunnels.again("The tunnel is opened anew, as was asked for.")
	return nil
}

// Gaps are the times in which nothing could be received.
func (r receiver) Gaps(ctx context.Context) ([]model.Gap, error) {
	all, err := r.gaps(ctx)
	return all, said("It cannot be told when nothing was received.", err)
}

func (r receiver) gaps(ctx context.Context) (all []model.Gap, err error) {
	found, err := radar.List(ctx, r.store.Reader, 0, maxGaps)
	environments := r.environments()
	for _, i := range found {
		g := model.Gap{
			ID: i.ID, From: i.Began, To: i.Ended, Cause: gapCauses[i.Cause], State: gapState(i),
			Until: i.Until, Late: i.Issued + i.Late, Environments: environments,
		}
		for _, w := range i.Resend {
			g.Lost = append(g.Lost, model.Span(w))
		}
		all = append(all, g)
	}
	return all, err
}

// environments are those that a secret is known for.
func (r receiver) environments() (names []string) {
	for _, s := range r.door.Secrets() {
		if name := s.Label(); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

var gapCauses = map[store.Cause]model.Cause{
	store.NotRunning: model.NotRunning,
	store.Asleep:     model.Asleep,
	store.NoWayIn:    model.NoTunnel,
	store.NoInternet: model.NoInternet,
	store.CannotKeep: model.NotKeeping,
	store.Deaf:       model.NotSetUp,
	store.Restored:   model.FromBackup,
	store.ClockSet:   model.ClockWasSet,
	store.ClockOff:   model.ClockWasOff,
}

func gapState(i radar.Interval) model.GapState {
	switch {
	case i.State == radar.GoingOn:
		return model.GapGoesOn
	case i.State == radar.Retrying:
		return model.GapHeals
	case i.State != radar.Closed:
		return model.GapNeeds
	case i.ClosedBy == store.ByStaff:
		return model.GapTicked
	}
	return model.GapHealed
}

// TickGap notes that staff have had sent again what was missed.
func (r receiver) TickGap(ctx context.Context, id int64, done bool) error {
	if done {
		return said("It was not ticked off.", r.store.TickGap(ctx, id))
	}
	return said("It stays ticked off.", r.store.UntickGap(ctx, id))
}

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

package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"passdesk/app/doctor"
	"passdesk/store/secret"
	"passdesk/ui"
	"passdesk/ui/model"
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

package model

import (
	"slices"
	"time"
)

// Setup is how far Passdesk is set up.
type Setup struct {
	Secrets []SigningSecret
	// Token tells that ngrok's authtoken is known; Fixed that it, or the
	// domain, comes from the command line or the environment and cannot be
	// changed here.
	Token, Fixed bool
	Domain       string // asked of ngrok; "" for whatever it gives
	// LocalOnly tells that no tunnel is wanted: --tunnel none.
	LocalOnly bool
	// URL is the endpoint's address as it stands now, "" while there is none.
	URL string
	// Registered is the address that staff said stands in the Crossmint
	// console; "" for none.
	Registered string
	// Left tells that the assistant was put off or gone through: it does not
	// come up by itself.
	Left bool
}

// SigningSecret is a signing secret without the secret.
type SigningSecret struct {
	ID          string
	Environment string    // "staging", "production", or what it was called
	Until       time.Time // it is believed; zero for good
	Fixed       bool      // it comes from the command line or the environment
}

// Moved tells that the address is another than the one that was registered.
func (s Setup) Moved() bool {
	return s.URL != "" && s.Registered != "" && s.URL != s.Registered && !s.LocalOnly
}

// Bare tells that nothing can be received with it: the secret or the tunnel is
// missing.
func (s Setup) Bare() bool {
	return len(s.Secrets) == 0 || !s.LocalOnly && !s.Token
}

// Complete tells that nothing is missing but an event.
func (s Setup) Complete() bool {
	return len(s.Secrets) > 0 && (s.LocalOnly || s.Token && s.Registered != "")
}

// Step is a step of setting up.
type Step uint8

// The steps, in the order they can be gone: Crossmint tells the signing secret
// only of an endpoint that has been added, and that needs the address.
const (
	TunnelStep Step = iota
	AddressStep
	SecretStep
	TrialStep

	Steps // how many there are
)

// Done tells that a step is behind, as far as it can be proven from here.
func (s Setup) Done(step Step, c Connection) bool {
	switch step {
	case TunnelStep:
		state := c.Way().State
		return s.LocalOnly || s.Token && (state == Online || state == Degraded)
	case AddressStep:
		return s.LocalOnly || s.Registered != "" && !s.Moved()
	case SecretStep:
		return len(s.Secrets) > 0
	default:
		return c.Checkup.Through(s.LocalOnly)
	}
}

// Next is the first step that is not done; the last one when all are.
func (s Setup) Next(c Connection) Step {
	for step := range TrialStep {
		if !s.Done(step, c) {
			return step
		}
	}
	return TrialStep
}

// Environments are those that have a signing secret, each once.
func (s Setup) Environments() []string {
	var all []string
	for _, one := range s.Secrets {
		if !slices.Contains(all, one.Environment) {
			all = append(all, one.Environment)
		}
	}
	return all
}

package model

import "time"

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

// Complete tells that nothing is missing but an event.
func (s Setup) Complete() bool {
	return len(s.Secrets) > 0 && (s.LocalOnly || s.Token && s.Registered != "")
}

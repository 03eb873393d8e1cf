package doctor

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"regexp"
	"strings"

	"passdesk/assets/say"
)

// ngrokCode is what a code looks like that comes in from outside.
var ngrokCode = regexp.MustCompile(`(?i)^ERR_NGROK_\d{1,6}$`)

// What staff read: what happened, what was kept, and what to do next.
const (
	noSecret = "No signing secret is set, so the way in cannot be checked, and nothing that comes in is believed. " +
		"Copy the endpoint's signing secret from the Crossmint console."
	cannotTell = " So it cannot tell whether events would come in; the tunnel itself is up. "
	kept       = " What was received before is kept, and Crossmint will send again what it cannot deliver now. "
)

// offline is the code for an address that no agent serves.
const offline = "ERR_NGROK_3200"

// codes says what ngrok's answers mean that a sender sees and we do not; see
// https://ngrok.com/docs/errors.
var codes = map[string]say.Sentence{
	offline: "ngrok says that the address is offline, although this computer is connected for it." + kept +
		"If this lasts, check that the endpoint's address in the Crossmint console is the one that Passdesk shows.",
	"ERR_NGROK_727": "The requests that your ngrok plan allows for this month are used up, so ngrok turns events away." + kept +
		"Upgrade at dashboard.ngrok.com/billing.",
	"ERR_NGROK_734": "More requests come in than your ngrok plan allows in a minute, so ngrok turns events away for now." + kept +
		"It passes by itself; if it comes back, upgrade at dashboard.ngrok.com/billing.",
	"ERR_NGROK_3204": "ngrok checks the signatures itself and refuses what is signed with the signing secret set here." + kept +
		"Remove the webhook verification from the endpoint's traffic policy at dashboard.ngrok.com; Passdesk checks every signature.",
}

// Those with blanks.
const (
	unexplained    say.Sentence = "ngrok does not let events through, for a reason that is explained at https://ngrok.com/docs/errors/{{.Code}}." + kept + "That page says what to do."
	handsNothingOn say.Sentence = "The public address cannot hand on what is sent to it (it answers {{.Status}})." + kept + "If this lasts, restart Passdesk."
	answersElse    say.Sentence = "Something else answers at this address (with {{.Status}}), so events do not come in." + kept +
		"Check that no other computer or program is online with the same address."
	notBelieved say.Sentence = "A test message came in, but could not be believed: {{.Reason}}." + kept +
		"Something on the way changes or holds up what is sent; check the endpoint's traffic policy at dashboard.ngrok.com."
)

// diagnose turns what became of a canary into lights.
func (d *Doctor) diagnose(r *Report, a attempt) {
	seen := a.seen
	if seen.Arrived.IsZero() && a.connected.IsZero() {
		r.fail(Out, closed(a))
		return
	}
	r.pass(Out, a.began, a.connected)
	if seen.Arrived.IsZero() {
		r.Code = a.code
		r.fresh = a.code == "" || a.code == offline
		r.fail(Tunnel, astray(a))
		return
	}
	r.pass(Tunnel, a.connected, seen.Arrived)
	if seen.Verified.IsZero() {
		r.fail(Signature, unbelieved(seen.Err))
		return
	}
	r.pass(Signature, seen.Arrived, seen.Verified)
	switch {
	case seen.Err != nil:
		r.fail(Disk, d.Explain(seen.Err))
		return
	case seen.Kept.IsZero():
		r.fail(Disk, "The disk takes too long to keep what comes in."+kept+"End what keeps it busy.")
		return
	}
	r.pass(Disk, seen.Verified, seen.Kept)
	if a.status != http.StatusNoContent {
		// Kept, but the sender would not know and send it again, for ever.
		r.Code = a.code
		r.fail(Tunnel, "A test message came in and was kept, but the answer to it does not get back to the sender."+
			" What comes in is kept, though Crossmint may send it more than once. Check what stands between ngrok and this computer.")
		return
	}
	r.Verdict = Well
}

// closed explains why the canary could not leave.
func closed(a attempt) say.Sentence {
	if a.proxied {
		return "This computer's proxy does not let Passdesk reach the public address." + cannotTell +
			"Ask who looks after the proxy to allow the address."
	}
	_, isName := errors.AsType[*net.DNSError](a.err)
	switch {
	case isName:
		return "This computer cannot look up the public address." + cannotTell + "Check the internet connection."
	case distrusted(a.err):
		return "What answers this computer at the public address cannot prove to be it." + cannotTell +
			"Ask whether a firewall inspects encrypted traffic, and log in to the network if it wants that."
	}
	return "This computer cannot reach the public address." + cannotTell + "Check the internet connection, and ask whether a firewall is in the way."
}

// distrusted tells whether a connection was made, but not to the one wanted.
func distrusted(err error) bool {
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, host := errors.AsType[x509.HostnameError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	return certificate || host || authority || noTLS || alert || errors.Is(err, http.ErrSchemeMismatch)
}

// astray explains why a canary that left did not arrive.
func astray(a attempt) say.Sentence {
	switch {
	case a.code != "":
		return cmp.Or(codes[a.code], unexplained.With("Code", strings.ToLower(a.code)))
	case a.status == http.StatusNoContent:
		return "Another computer answers at this address, and takes the events that are meant for this one." +
			" What was received here before is kept. Find out where Passdesk or ngrok is running for the same address and stop it there."
	case a.status >= 500:
		return handsNothingOn.With("Status", a.status)
	case a.status != 0:
		return answersElse.With("Status", a.status)
	case errors.Is(a.err, errNoAnswer):
		return "The public address can be reached, but what is sent there does not come in." + kept + "If this lasts, restart Passdesk."
	}
	return "The public address breaks off what is sent there, so it does not come in." + kept + "If this lasts, restart Passdesk."
}

// unbelieved explains a canary that came in and was refused.
func unbelieved(reason error) say.Sentence {
	if reason == nil {
		return "A test message came in, but not whole." + kept + "If this lasts, restart Passdesk."
	}
	return notBelieved.With("Reason", reason)
}

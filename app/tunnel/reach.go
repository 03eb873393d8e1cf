package tunnel

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"passdesk/assets/say"
)

const (
	offline    = "There is no internet connection. Check the network cable or the Wi-Fi; receiving starts again by itself."
	nameless   = "The address of ngrok cannot be looked up: there is no internet connection, or the network's DNS does not work. Check the network; receiving starts again by itself."
	unanswered = "There is a network, but ngrok does not answer. Trying again; if this lasts, ask whether a firewall blocks ngrok, and see status.ngrok.com."
	forbidden  = "This computer does not let the program reach ngrok. Allow it in the firewall or the security software; receiving starts again by itself."
	intercepts = "Something else answers in ngrok's place: the sign-in page of a Wi-Fi, or a proxy or firewall that inspects traffic. Sign in to the network, or ask for ngrok to be let through untouched; receiving starts again by itself."
	cutOff     = "The connection to ngrok is cut before it is secure. Trying again; if this lasts, ask whether a firewall blocks or inspects ngrok."
	wrongClock = "The certificate that answers for ngrok is not valid at this computer's date. Check the date and the clock; if they are right, something else answers in ngrok's place."
	unknown    = "ngrok cannot be reached. Trying again; if this lasts, check the internet connection, and ask whether a firewall blocks or inspects ngrok."
)

// Windows has its own numbers, which the syscall package does not name. No
// other system uses them.
const (
	wsaAccess      = syscall.Errno(10013)
	wsaNetDown     = syscall.Errno(10050)
	wsaNetUnreach  = syscall.Errno(10051)
	wsaTimedOut    = syscall.Errno(10060)
	wsaRefused     = syscall.Errno(10061)
	wsaHostDown    = syscall.Errno(10064)
	wsaHostUnreach = syscall.Errno(10065)
)

// handshakeError is the failure of the TLS handshake with whoever answered.
type handshakeError struct{ err error }

func (e handshakeError) Error() string { return "TLS handshake: " + e.err.Error() }
func (e handshakeError) Unwrap() error { return e.err }

// whyUnreached tells no internet, no ngrok and no honest way to it apart.
func whyUnreached(err error) say.Sentence {
	if failed, ok := errors.AsType[handshakeError](err); ok {
		return whyInsecure(failed.err)
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return nameless
	}
	switch {
	case isAny(err, syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN, syscall.EADDRNOTAVAIL,
		wsaNetDown, wsaNetUnreach, wsaHostDown, wsaHostUnreach):
		return offline
	case isAny(err, syscall.EACCES, syscall.EPERM, wsaAccess):
		return forbidden
	case isAny(err, syscall.ECONNREFUSED, syscall.ETIMEDOUT, wsaRefused, wsaTimedOut, os.ErrDeadlineExceeded, context.DeadlineExceeded):
		return unanswered
	}
	return unknown
}

// whyInsecure reads the reason out of a failed handshake.
func whyInsecure(err error) say.Sentence {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return wrongClock
	}
	_, unverified := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case unverified, noTLS:
		return intercepts
	case isAny(err, context.DeadlineExceeded, os.ErrDeadlineExceeded):
		return unanswered
	case isAny(err, io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE):
		return cutOff
	}
	// What is left are alerts and offers that ngrok would not make.
	return intercepts
}

func isAny(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

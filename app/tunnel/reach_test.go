package tunnel

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

func connecting(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
}

func TestWhyUnreached(t *testing.T) {
	cases := []struct {
		name string
		err  error
		want string
	}{
		{"no DNS", &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, nameless},
		{"DNS silent", &net.OpError{Op: "dial", Err: &net.DNSError{Err: "i/o timeout", IsTimeout: true}}, nameless},
		{"no network", connecting(syscall.ENETUNREACH), offline},
		{"no route", connecting(syscall.EHOSTUNREACH), offline},
		{"no network on Windows", connecting(wsaNetUnreach), offline},
		{"no route on Windows", connecting(wsaHostUnreach), offline},
		{"nobody there", connecting(syscall.ECONNREFUSED), unanswered},
		{"nobody there on Windows", connecting(wsaRefused), unanswered},
		{"the system gives up", connecting(syscall.ETIMEDOUT), unanswered},
		{"we give up", &net.OpError{Op: "dial", Err: context.DeadlineExceeded}, unanswered},
		{"not allowed", connecting(syscall.EPERM), forbidden},
		{"not allowed on Windows", connecting(wsaAccess), forbidden},
		{"another authority", handshakeError{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, intercepts},
		{"another name", handshakeError{&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: new(x509.Certificate), Host: "x"}}}, intercepts},
		{"not TLS", handshakeError{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}}, intercepts},
		{"an alert", handshakeError{tls.AlertError(40)}, intercepts},
		{"too early or too late", handshakeError{&tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}}, wrongClock},
		{"cut", handshakeError{io.EOF}, cutOff},
		{"reset", handshakeError{&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}}, cutOff},
		{"silent", handshakeError{context.DeadlineExceeded}, unanswered},
		{"else", errors.New("else"), unknown},
	}
	for _, c := range cases {
		if got := explain(fmt.Errorf("failed to dial: %w", c.err)); got.message.String() != c.want || got.code != "" {
			t.Errorf("%s: %q, want %q", c.name, got.message, c.want)
		}
	}
}

// No two causes are told alike, and each says what comes next.
func TestCausesAreSentencesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range []string{offline, nameless, unanswered, forbidden, intercepts, cutOff, wrongClock, unknown} {
		if seen[text] || !strings.HasSuffix(text, ".") || strings.Count(text, ". ") == 0 {
			t.Errorf("%q is not usable", text)
		}
		seen[text] = true
	}
}

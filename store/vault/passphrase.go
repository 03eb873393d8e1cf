package vault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"

	"passdesk/store/secret"
)

// The failures of passphrases.
var (
	ErrPassphrase      = errors.New("a passphrase has at least 8 characters")
	ErrWrongPassphrase = errors.New("the passphrase does not open this")
)

// shortestPassphrase is in characters. What makes guessing dear is the slow
// derivation, about a second a guess; shorter ones would fall all the same.
const shortestPassphrase = 8

// Passphrase is what people choose to seal a file with that leaves the
// computer. The zero value seals and opens nothing. It never prints what it is.
type Passphrase struct {
	secret.Value[string]
	work int // 0 is what age holds to be right
}

// ParsePassphrase reads a passphrase as it was typed, without the end of the
// line; spaces count. However a keyboard composes its letters, they are the
// same. It fails with ErrPassphrase, quoting nothing.
func ParsePassphrase(text string) (Passphrase, error) {
	text = norm.NFC.String(strings.TrimRight(text, "\r\n"))
	if utf8.RuneCountInString(text) < shortestPassphrase {
		return Passphrase{}, ErrPassphrase
	}
	return Passphrase{Value: secret.Of(text)}, nil
}

// WithWork gives the passphrase with a derivation of 2^n steps for what it
// seals, in place of 2^18, which take about a second and 256 MB. Fewer will do
// only where nobody guesses: for a passphrase that is a random key, or a test.
func (p Passphrase) WithWork(n int) Passphrase {
	p.work = n
	return p
}

// Seal gives a writer that encrypts to w, in the format age-encryption.org/v1
// with a scrypt recipient, so that the age tool opens it as well. The file is
// whole only when Close has returned; w stays open. It fails with ErrNoKey.
func (p Passphrase) Seal(w io.Writer) (io.WriteCloser, error) {
	if p.IsZero() {
		return nil, ErrNoKey
	}
	recipient, err := age.NewScryptRecipient(p.Reveal())
	if err != nil {
		return nil, fmt.Errorf("passphrase: %w", err)
	}
	if p.work > 0 {
		recipient.SetWorkFactor(p.work)
	}
	return age.Encrypt(w, recipient)
}

// Open gives a reader that decrypts what Seal made. What it yields is
// authentic; io.EOF comes only at the true end. It fails with ErrNoKey, with
// ErrWrongPassphrase, and with another error when r holds nothing of the kind.
func (p Passphrase) Open(r io.Reader) (io.Reader, error) {
	if p.IsZero() {
		return nil, ErrNoKey
	}
	identity, err := age.NewScryptIdentity(p.Reveal())
	if err != nil {
		return nil, fmt.Errorf("passphrase: %w", err)
	}
	plain, err := age.Decrypt(r, identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrWrongPassphrase
	}
	return plain, err
}

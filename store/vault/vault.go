// Package vault gives the keys that records are sealed with, and the places
// where the key to those keys is kept: the system's keychain, a file, or the
// environment, and beside each a recovery code on paper.
//
// It seals with AES-256-GCM under random nonces. A key may be used for about
// four thousand million seals; every record has a key of its own, so only the
// key that wraps the records' keys comes anywhere near that.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"

	"passdesk/store/secret"
)

// The failures callers can tell apart.
var (
	ErrNoKey     = errors.New("there is no key")
	ErrWrongKey  = errors.New("the key does not open this, or it was altered")
	ErrKeyForm   = errors.New("a vault key is 32 bytes in base64, as `head -c 32 /dev/urandom | base64` makes them")
	ErrMissing   = errors.New("the key is not where it was kept")
	ErrNoCustody = errors.New("nothing here can keep a key")
	ErrCode      = errors.New("the recovery code is not complete: it has 32 letters and digits in groups of four")
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key is a secret key. The zero value seals and opens nothing. It never prints
// what it is, and may be used from any goroutine.
type Key struct{ secret.Value[material] }

// material is a key made ready for use.
type material struct {
	bytes [KeySize]byte
	aead  cipher.AEAD
}

// NewKey makes a key from the system's randomness.
func NewKey() Key {
	var raw [KeySize]byte
	_, _ = rand.Read(raw[:]) // never fails
	return keyOf(raw)
}

// ParseKey reads a key in base64. It fails with ErrKeyForm, quoting nothing.
func ParseKey(text string) (Key, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != KeySize {
		return Key{}, ErrKeyForm
	}
	return keyOf([KeySize]byte(raw)), nil
}

func keyOf(raw [KeySize]byte) Key {
	// Neither can fail for a key of this length.
	block, err := aes.NewCipher(raw[:])
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return Key{secret.Of(material{raw, aead})}
}

// UnmarshalText reads what ParseKey does.
func (k *Key) UnmarshalText(text []byte) (err error) {
	*k, err = ParseKey(string(text))
	return err
}

// base64 is the form in which custodians keep a key.
func (k Key) base64() string {
	raw := k.Reveal().bytes
	return base64.StdEncoding.EncodeToString(raw[:])
}

// Seal encrypts plain. What is sealed opens only in the same context, so that
// one record cannot be put in place of another. It fails with ErrNoKey.
func (k Key) Seal(plain []byte, context string) ([]byte, error) {
	if k.IsZero() {
		return nil, ErrNoKey
	}
	return k.Reveal().aead.Seal(nil, nil, plain, []byte(context)), nil
}

// Open decrypts what Seal made. It fails with ErrNoKey or ErrWrongKey.
func (k Key) Open(sealed []byte, context string) ([]byte, error) {
	if k.IsZero() {
		return nil, ErrNoKey
	}
	plain, err := k.Reveal().aead.Open(nil, nil, sealed, []byte(context))
	if err != nil {
		return nil, ErrWrongKey
	}
	return plain, nil
}

// Wrap seals another key.
func (k Key) Wrap(inner Key, context string) ([]byte, error) {
	if inner.IsZero() {
		return nil, ErrNoKey
	}
	raw := inner.Reveal().bytes
	return k.Seal(raw[:], context)
}

// Unwrap opens what Wrap made. It fails with ErrNoKey or ErrWrongKey.
func (k Key) Unwrap(wrapped []byte, context string) (Key, error) {
	raw, err := k.Open(wrapped, context)
	if err != nil {
		return Key{}, err
	}
	if len(raw) != KeySize {
		return Key{}, ErrWrongKey
	}
	return keyOf([KeySize]byte(raw)), nil
}

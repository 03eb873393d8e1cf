package vault

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"passdesk/store/secret"
)

// codeSize is the length of a recovery code in bytes. 160 random bits cannot
// be guessed, so the code needs no slow derivation.
const codeSize = 20

// Code is a recovery code: a private key in a form that can be written on
// paper. What opens with it is sealed for its Recipient, so that keys can be
// renewed without having the code at hand. The zero value opens nothing. It
// never prints what it is; Letters shows it.
type Code struct{ secret.Value[[codeSize]byte] }

// NewCode makes a code from the system's randomness.
func NewCode() Code {
	var raw [codeSize]byte
	_, _ = rand.Read(raw[:]) // never fails
	return Code{secret.Of(raw)}
}

// misread turns what people take for letters into the letters.
var misread = strings.NewReplacer("0", "O", "1", "I", "8", "B", "-", "", " ", "", "\t", "", "\r", "", "\n", "")

// ParseCode reads a code as people type it. It fails with ErrCode.
func ParseCode(text string) (Code, error) {
	raw, err := base32.StdEncoding.DecodeString(misread.Replace(strings.ToUpper(text)))
	if err != nil || len(raw) != codeSize {
		return Code{}, ErrCode
	}
	return Code{secret.Of([codeSize]byte(raw))}, nil
}

// Letters gives the code as it is shown, once: eight groups of four letters
// and digits.
func (c Code) Letters() string {
	raw := c.Reveal()
	letters := base32.StdEncoding.EncodeToString(raw[:])
	var groups []string
	for len(letters) > 0 {
		groups = append(groups, letters[:4])
		letters = letters[4:]
	}
	return strings.Join(groups, "-")
}

// recoveryInfo binds what is sealed to its purpose.
const recoveryInfo = "passdesk recovery v1"

func (c Code) private() (hpke.PrivateKey, error) {
	if c.IsZero() {
		return nil, ErrNoKey
	}
	raw := c.Reveal()
	seed := sha256.Sum256(append([]byte(recoveryInfo), raw[:]...))
	return hpke.DHKEM(ecdh.X25519()).DeriveKeyPair(seed[:])
}

// Recipient is the public half of a code, in bytes that may lie in the open.
type Recipient []byte

// Recipient gives the half to seal for. It fails with ErrNoKey for the zero Code.
func (c Code) Recipient() (Recipient, error) {
	private, err := c.private()
	if err != nil {
		return nil, err
	}
	return private.PublicKey().Bytes(), nil
}

// Wrap seals a key so that only the code opens it (HPKE, RFC 9180).
func (r Recipient) Wrap(k Key) ([]byte, error) {
	if k.IsZero() {
		return nil, ErrNoKey
	}
	public, err := hpke.DHKEM(ecdh.X25519()).NewPublicKey(r)
	if err != nil {
		return nil, fmt.Errorf("recovery: %w", err)
	}
	raw := k.Reveal().bytes
	return hpke.Seal(public, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(recoveryInfo), raw[:])
}

// Unwrap opens what Wrap made. It fails with ErrNoKey or ErrWrongKey.
func (c Code) Unwrap(wrapped []byte) (Key, error) {
	private, err := c.private()
	if err != nil {
		return Key{}, err
	}
	raw, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(recoveryInfo), wrapped)
	if err != nil || len(raw) != KeySize {
		return Key{}, ErrWrongKey
	}
	return keyOf([KeySize]byte(raw)), nil
}

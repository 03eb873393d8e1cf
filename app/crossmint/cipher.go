package crossmint

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The ways in which opening a credential fails.
var (
	ErrKey     = errors.New("the key is not an AES-256 key in hex or base64")
	ErrPayload = errors.New("the payload is neither hex nor base64, or too short")
	ErrSealed  = errors.New("the key does not open the payload: another key, or the payload was altered")
)

// A payload is IV ‖ tag ‖ ciphertext (Crossmint SDK, crossmint-recoverable).
// Unlike most, it has a nonce of 16 bytes and the tag before the ciphertext.
const (
	ivSize  = 16
	tagSize = 16
	keySize = 32
)

// Open decrypts the payload of a recoverable credential: AES-256-GCM without
// additional data. Payload and key are read as hex, then as base64. Its errors
// are ErrKey, ErrPayload and ErrSealed, wrapped.
func Open(payload string, key Secret) ([]byte, error) {
	aead, err := newAEAD(key)
	if err != nil {
		return nil, fmt.Errorf("open a credential: %w", err)
	}
	err = ErrPayload
	for _, decode := range decoders {
		sealed, bad := decode(strings.TrimSpace(payload))
		if bad != nil || len(sealed) < ivSize+tagSize {
			continue
		}
		// GCM wants the tag behind the ciphertext.
		iv, tag, text := sealed[:ivSize], sealed[ivSize:ivSize+tagSize], sealed[ivSize+tagSize:]
		joined := append(append(make([]byte, 0, len(sealed)-ivSize), text...), tag...)
		plain, bad := aead.Open(joined[:0], iv, joined, nil)
		if bad == nil {
			return plain, nil
		}
		err = ErrSealed
	}
	return nil, fmt.Errorf("open a credential: %w", err)
}

// Seal encrypts what Open opens and returns the payload in hex. The 16 bytes
// of the IV are read from random, which is crypto/rand.Reader outside of
// tests: an IV must never be used twice with one key. Its errors are ErrKey
// and those of random, wrapped.
func Seal(plain []byte, key Secret, random io.Reader) (string, error) {
	aead, err := newAEAD(key)
	if err != nil {
		return "", fmt.Errorf("seal a credential: %w", err)
	}
	iv := make([]byte, ivSize)
	if _, err := io.ReadFull(random, iv); err != nil {
		return "", fmt.Errorf("seal a credential: %w", err)
	}
	sealed := aead.Seal(nil, iv, plain, nil)
	text, tag := sealed[:len(plain)], sealed[len(plain):]
	return hex.EncodeToString(iv) + hex.EncodeToString(tag) + hex.EncodeToString(text), nil
}

func newAEAD(key Secret) (cipher.AEAD, error) {
	for _, decode := range decoders {
		raw, err := decode(strings.TrimPrefix(key.Reveal(), "0x"))
		if err != nil || len(raw) != keySize {
			continue
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, err
		}
		return cipher.NewGCMWithNonceSize(block, ivSize)
	}
	return nil, ErrKey
}

// decoders are tried in this order: hex is often base64 too, but base64 of the
// length of a payload is never hex by chance.
var decoders = []func(string) ([]byte, error){
	hex.DecodeString,
	base64.StdEncoding.DecodeString,
	base64.RawStdEncoding.DecodeString,
	base64.URLEncoding.DecodeString,
	base64.RawURLEncoding.DecodeString,
}

// isHex and isBase64 tell a payload by its spelling, when there is no key to
// try on it.
func isHex(text string) bool {
	_, err := hex.DecodeString(text)
	return err == nil && text != ""
}

func isBase64(text string) bool {
	for _, decode := range decoders[1:] {
		if raw, err := decode(text); err == nil && len(raw) >= ivSize+tagSize {
			return true
		}
	}
	return false
}

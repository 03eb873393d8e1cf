package vault

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
)

// MAC gives a tag that only who has the key can make: HMAC-SHA256, under a key
// derived for the purpose (HKDF, RFC 5869), so that a tag says nothing where
// another purpose is asked for. It fails with ErrNoKey.
func (k Key) MAC(message []byte, purpose string) ([]byte, error) {
	if k.IsZero() {
		return nil, ErrNoKey
	}
	raw := k.Reveal().bytes
	derived, err := hkdf.Key(sha256.New, raw[:], nil, purpose, sha256.Size)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, derived)
	mac.Write(message)
	return mac.Sum(nil), nil
}

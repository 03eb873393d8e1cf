package crossmint

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The ways in which finding a credential fails, beside ErrMalformed and the
// errors of Open.
var (
	ErrNoCredential = errors.New("there is no credential in it")
	ErrNoKey        = errors.New("the credential is encrypted and its key is not here")
	ErrHolderOnly   = errors.New("the credential is encrypted for its holder, whose wallet alone can open it")
)

// FindCredential returns the credential in clear that text is or holds: a
// credential, an encrypted one, or the event of a delivery with either. An
// encrypted one is opened with key, else with the key that came in the event.
// The result may point into text. The errors are ErrMalformed, also when
// anything follows the object, ErrNoCredential, ErrNoKey, ErrHolderOnly and
// those of Open, wrapped.
func FindCredential(text []byte, key Secret) ([]byte, error) {
	object := value(trimBOM(text))
	if object.kind() != '{' || !json.Valid(object) {
		return nil, fmt.Errorf("find a credential: %w", ErrMalformed)
	}
	if p := split(object); p.credential != nil && !isCredential(object) {
		object = p.credential.unwrap().firstObject()
		if key.IsZero() {
			key = NewSecret(p.secret.text())
		}
	}
	payload, _ := sealedParts(object)
	if object.kind() == '"' {
		payload = strings.TrimSpace(object.text())
	}
	switch {
	case payload == "" && isCredential(object):
		return object, nil
	case payload == "":
		return nil, fmt.Errorf("find a credential: %w", ErrNoCredential)
	case key.IsZero() && isHex(payload):
		return nil, fmt.Errorf("find a credential: %w", ErrNoKey)
	case key.IsZero():
		return nil, fmt.Errorf("find a credential: %w", ErrHolderOnly)
	}
	plain, err := Open(payload, key)
	if err != nil {
		return nil, fmt.Errorf("find a credential: %w", err)
	}
	return value(trimBOM(plain)).unwrap(), nil
}

// isCredential tells a credential from what may be around it.
func isCredential(object value) bool {
	for key := range object.members() {
		switch key {
		case "credentialSubject", "issuer", "proof":
			return true
		}
	}
	return false
}

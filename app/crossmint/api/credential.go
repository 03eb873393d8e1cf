package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Credential fetches a credential that Crossmint keeps, as JSON: in clear, or
// encrypted as {id, payload}, for whose key there is no call. It fails with
// ErrNotFound while there is none, and with ErrDelegated when there never will
// be.
func (c *Client) Credential(ctx context.Context, id string) (json.RawMessage, error) {
	const op = "fetch a credential"
	if !ValidID(id) {
		return nil, &Error{Op: op, cause: ErrNotFound}
	}
	body, err := c.do(ctx, call{op: op, method: http.MethodGet, path: "/v1-alpha1/credentials/" + id, again: true})
	if err != nil {
		return nil, err
	}
	if _, err := c.read(op, body); err != nil {
		return nil, err
	}
	found := credentialIn(body, 0)
	if found == nil {
		return nil, &Error{Op: op, Status: http.StatusOK, cause: ErrNotFound}
	}
	return found, nil
}

// credentialIn finds the credential in the shapes that answers have had, byte
// for byte as it came; nil where there is none.
func credentialIn(answer json.RawMessage, depth int) json.RawMessage {
	var o object
	switch err := json.Unmarshal(answer, &o); {
	case err != nil && depth > 0 && answer[0] == '"': // sealed for its holder
		return answer
	case o["credentialSubject"] != nil, o["payload"] != nil:
		return answer
	}
	for _, key := range []string{"unencryptedCredential", "decryptedCredential", "encryptedCredential", "credential", "value"} {
		if inner := o[key]; len(inner) > 0 && depth < 3 {
			if found := credentialIn(inner, depth+1); found != nil {
				return found
			}
		}
	}
	return nil
}

// Opinion is what Crossmint says about a credential.
type Opinion string

// The opinions.
const (
	Good    Opinion = "valid"
	Revoked Opinion = "revoked"
	Expired Opinion = "expired"
	Invalid Opinion = "invalid"
)

// Verification is an opinion and when it was given.
type Verification struct {
	Opinion Opinion
	At      time.Time
	Says    string // Crossmint's words where it is not valid, short
}

// Verify asks Crossmint about a credential in clear, which it sends there. It
// changes nothing, but counts as a write.
func (c *Client) Verify(ctx context.Context, credential json.RawMessage) (Verification, error) {
	const op = "verify a credential"
	body, err := json.Marshal(map[string]json.RawMessage{"credential": credential})
	if err != nil {
		return Verification{}, &Error{Op: op, cause: ErrRefused}
	}
	body, err = c.do(ctx, call{
		op: op, method: http.MethodPost, path: "/v1-alpha1/credentials/verification/verify",
		body: body, write: true, again: true,
	})
	if err != nil {
		return Verification{}, err
	}
	o, err := c.read(op, body)
	if err != nil {
		return Verification{}, err
	}
	v := Verification{At: c.clock.Now().UTC(), Says: c.redact(o.message())}
	var valid *bool
	if json.Unmarshal(o["isValid"], &valid) != nil || valid == nil {
		return Verification{}, &Error{Op: op, Status: http.StatusOK, Excerpt: v.Says, cause: ErrAnswer}
	}
	word := strings.ToLower(v.Says)
	switch {
	case *valid:
		v.Opinion, v.Says = Good, ""
	case strings.Contains(word, "revoked"):
		v.Opinion = Revoked
	case strings.Contains(word, "expired"):
		v.Opinion = Expired
	default:
		v.Opinion = Invalid
	}
	return v, nil
}

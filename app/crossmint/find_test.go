package crossmint

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestFindCredential(t *testing.T) {
	const plain = `{"id":"urn:uuid:1","issuer":"did:x","credentialSubject":{"secret":"s","payload":"p"},"proof":{}}`
	payload, err := Seal([]byte(plain), testKey, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sealed := fmt.Sprintf(`{"id":"urn:uuid:1","payload":%q}`, payload)
	event := func(credential, secret string) string {
		return fmt.Sprintf(`{"type":"credential.creation.succeeded","data":{"credential":%s,"secret":%s}}`, credential, secret)
	}
	quoted, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	key, wrong := testKey.Reveal(), strings.Repeat("00", 32)
	tests := []struct {
		name, text, key string
		want            error
	}{
		{"itself", plain, "", nil},
		{"with a key to spare", plain, key, nil},
		{"with a byte order mark", "\uFEFF " + plain + "\n", "", nil},
		{"event", event(plain, "null"), "", nil},
		{"event with text", event(string(quoted), "null"), "", nil},
		{"event with a list", event("[null,"+plain+"]", "null"), "", nil},
		{"event with an empty list", event("[]", "null"), "", ErrNoCredential},
		{"event with both spellings beside data", `{"credential":` + plain + `}`, "", nil},
		{"sealed", sealed, key, nil},
		{"sealed by another name", strings.Replace(sealed, `"id"`, `"credentialId"`, 1), key, nil},
		{"sealed event", event(sealed, `"`+key+`"`), "", nil},
		{"sealed event with the key elsewhere", event(sealed, "null"), key, nil},
		{"sealed event with a better key", event(sealed, `"`+wrong+`"`), key, nil},
		{"event with the payload alone", event(`"`+payload+`"`, `"`+key+`"`), "", nil},
		{"sealed, no key", sealed, "", ErrNoKey},
		{"sealed, other key", sealed, wrong, ErrSealed},
		{"sealed, no key at all", sealed, "hunter2", ErrKey},
		{"sealed, cut", `{"id":"x","payload":"00ff"}`, key, ErrPayload},
		{"for the holder", `{"id":"x","payload":"` + strings.Repeat("QUJD", 20) + `"}`, "", ErrHolderOnly},
		{"failure", `{"type":"credential.creation.failed","data":{"error":"no funds"}}`, "", ErrNoCredential},
		{"event with nothing", event("null", "null"), "", ErrNoCredential},
		{"event with a number", event("5", "null"), "", ErrNoCredential},
		{"other object", `{"a":1}`, "", ErrNoCredential},
		{"two", plain + plain, "", ErrMalformed},
		{"half", plain[:20], "", ErrMalformed},
		{"list", "[" + plain + "]", "", ErrMalformed},
		{"nothing", "", "", ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := FindCredential([]byte(tt.text), NewSecret(tt.key))
			if !errors.Is(err, tt.want) || err == nil && strings.TrimSpace(string(got)) != plain {
				t.Errorf("%s, %v", got, err)
			}
			if err != nil && tt.key != "" && strings.Contains(err.Error(), tt.key) {
				t.Errorf("the error tells the key: %v", err)
			}
		})
	}
}

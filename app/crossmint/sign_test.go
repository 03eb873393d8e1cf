package crossmint

import (
	"encoding/json"
	"testing"
	"time"
)

func TestWhatASignerProvesIsValid(t *testing.T) {
	s := NewSigner("issuer")
	did := s.DID("polygon")
	credential := map[string]any{
		"id": "urn:uuid:1", "type": []string{"VerifiableCredential", "Diploma"}, "issuer": map[string]any{"id": did},
		"credentialSubject": map[string]any{"id": "did:polygon:0x1", "name": "Ada", "tags": []string{}},
	}
	proof, err := s.Prove(toJSON(t, credential), did)
	if err != nil {
		t.Fatal(err)
	}
	credential["proof"] = json.RawMessage(proof)
	if f := Check(toJSON(t, credential), time.Now()); f.Verdict != Valid || f.Issuer != did {
		t.Errorf("%+v", f)
	}
	credential["credentialSubject"].(map[string]any)["name"] = "Eve"
	if f := Check(toJSON(t, credential), time.Now()); f.Verdict != Altered {
		t.Errorf("%+v", f)
	}
	for _, bad := range []string{`{"n":1}`, `[]`, `{`} {
		if _, err := s.Prove([]byte(bad), did); err == nil {
			t.Errorf("%s was signed", bad)
		}
	}
}

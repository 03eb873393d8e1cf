package crossmint

import (
	"encoding/json"
	"testing"

	"passdesk/store"
)

func TestOwnRecordsAreReadLikeEvents(t *testing.T) {
	credential := json.RawMessage(`{"id":"urn:uuid:1","type":["VerifiableCredential","Diploma"],"credentialSubject":{"name":"Ada <3"},"proof":{}}`)
	for _, c := range []struct {
		own  Own
		want store.Issuance
	}{
		{Own{Type: TypeWatched, ActionID: "a", CredentialID: "urn:uuid:1"}, store.Issuance{Status: store.Pending, ActionID: "a", CredentialID: "urn:uuid:1"}},
		{Own{Type: TypeFailed, ActionID: "a", Error: "no funds"}, store.Issuance{Status: store.Failed, ActionID: "a", Error: "no funds"}},
		{Own{Type: TypeSucceeded, ActionID: "a"}, store.Issuance{Status: store.Succeeded, ActionID: "a", Proof: CannotCheck.String()}},
		{Own{Type: TypeFetched, CredentialID: "urn:uuid:1", Credential: credential}, store.Issuance{Status: store.Succeeded, CredentialID: "urn:uuid:1", SubjectName: "Ada <3", Template: "Diploma"}},
		{Own{Type: TypeFetched, CredentialID: "x", Credential: json.RawMessage(`{"id":"x","payload":"00ff"}`)}, store.Issuance{Status: store.Succeeded, CredentialID: "x", Encryption: store.Recoverable, Proof: CannotCheck.String()}},
		{Own{Type: TypeFetched, CredentialID: "x", Credential: json.RawMessage(`{`)}, store.Issuance{Status: store.Succeeded, CredentialID: "x", Proof: CannotCheck.String()}},
		{Own{Type: "passdesk.unheard.of"}, store.Issuance{}},
	} {
		c.want.EventType = c.own.Type
		if got := DecodeOwn(c.own.Body()).Issuance(); got != c.want {
			t.Errorf("%s\n got %+v\nwant %+v", c.own.Body(), got, c.want)
		}
	}
	body := Own{Type: TypeFetched, Credential: credential}.Body()
	if got, err := FindCredential(body, Secret{}); err != nil || string(got) != string(credential) {
		t.Errorf("%s, %v", got, err)
	}
	// A sender who uses our words is not one of us.
	if e, _ := Decode(body); e.Status != store.Other {
		t.Errorf("a delivery of our type is %v", e.Status)
	}
}

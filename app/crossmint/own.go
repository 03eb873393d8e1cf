package crossmint

import (
	"encoding/json"
	"strings"

	"passdesk/store"
)

// The types of records that Passdesk makes of what it asked Crossmint. They
// have the form of events, so that everything that reads those reads them.
const (
	TypeWatched   = "passdesk.watched"            // asked for, and watched until it is settled
	TypeSucceeded = "passdesk.reported.succeeded" // the API says so; no credential came with it
	TypeFailed    = "passdesk.reported.failed"    // likewise
	TypeFetched   = "passdesk.fetched"            // the API gave the credential
)

// Own is such a record.
type Own struct {
	Type         string
	ActionID     string
	CredentialID string
	Credential   json.RawMessage // as it was given; nil for none
	Error        string
}

// Body is the record's text, which DecodeOwn reads.
func (o Own) Body() []byte {
	type data struct {
		ActionID     string          `json:"actionId,omitempty"`
		CredentialID string          `json:"credentialId,omitempty"`
		Credential   json.RawMessage `json:"credential,omitempty"`
		Error        string          `json:"error,omitempty"`
	}
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	event := struct {
		Type string `json:"type"`
		Data data   `json:"data"`
	}{o.Type, data{o.ActionID, o.CredentialID, o.Credential, o.Error}}
	if err := out.Encode(event); err != nil { // the credential is no JSON
		event.Data.Credential = nil
		b.Reset()
		_ = out.Encode(event) // texts alone cannot fail
	}
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}

// DecodeOwn is Decode for the body of such a record.
func DecodeOwn(body []byte) Event {
	e, _ := Decode(body) // what is not an object says nothing
	switch e.Type {
	case TypeWatched:
		e.Status = store.Pending
	case TypeSucceeded, TypeFetched:
		e.Status = store.Succeeded
	case TypeFailed:
		e.Status = store.Failed
	default:
		e.Status = store.Other
	}
	return e
}

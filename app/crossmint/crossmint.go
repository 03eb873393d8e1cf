// Package crossmint reads what Crossmint sends. Decode turns the body of a
// webhook delivery into an Event; Open and Seal undo and do the encryption of
// recoverable credentials; Pretty shows a body to people.
//
// Crossmint documents the names of the parts of an event but not their inner
// shape, so reading is tolerant: what is missing, of another kind or not
// understood leaves a field empty and never loses the rest. Nothing here keeps
// state; every function may be called from many goroutines at once.
package crossmint

import (
	"errors"
	"fmt"
	"strings"

	"passdesk/store"
)

// ErrMalformed is wrapped by the error of Decode when a body is not a JSON
// object. Its text never quotes the body.
var ErrMalformed = errors.New("the body is not a JSON object")

// Event is what one delivery says. All its text is valid UTF-8 on one line and
// bounded, free of control characters and of the marks that turn the
// direction of writing, so that it can stand in a row as it is.
type Event struct {
	Type         string       // as the sender spelt it, at most 256 characters
	Status       store.Status // Succeeded, Failed or Other
	ActionID     string       // what the status API takes
	CredentialID string       // often urn:uuid:…, as sent
	Credential   Credential
	Links        []Link     // the pass, in the order of the body; at most 64
	Files        []PassFile // likewise; at most 8
	Error        string     // at most 2,000 characters
	Secret       Secret     // the key of a recoverable credential
}

// Decode reads the body of a delivery, of any size that was let in; it is left
// unchanged, and Credential.JSON and Files may point into it. An error means
// ErrMalformed; the Event beside it is of status Other and has the type and
// the ids, where those could be made out.
//
// A byte order mark before the object and anything at all after it are passed
// over. Of keys that stand twice the last one counts.
func Decode(body []byte) (Event, error) {
	object, _, ok := firstValue(body)
	if !ok || object.kind() != '{' {
		e := salvage(body)
		return e, fmt.Errorf("decode an event of %d bytes: %w", len(body), ErrMalformed)
	}
	p := split(object)
	e := p.identify()
	e.Status = statusOf(e.Type)
	e.Secret = NewSecret(p.secret.text())
	e.Credential = readCredential(p.credential, e.Secret)
	e.Credential.complete(p)
	e.Links, e.Files = readPass(p.pass)
	e.Error = clean(readFailure(p.failure, 0), maxError)
	if e.CredentialID == "" {
		e.CredentialID = e.Credential.ID
	}
	return e, nil
}

// salvage reads what it can of a body that is no JSON object, most likely one
// that was cut off. It goes no deeper than the ids, because the depth of such
// a text is unchecked.
func salvage(body []byte) Event {
	rest := value(trimBOM(body))
	if rest.kind() != '{' {
		return Event{}
	}
	return split(rest).identify()
}

// statusOf knows both spellings of Crossmint's documentation, with dots
// (current) and with a colon (older), in any mixture.
func statusOf(kind string) store.Status {
	switch strings.ReplaceAll(strings.ToLower(kind), ":", ".") {
	case "credential.creation.succeeded":
		return store.Succeeded
	case "credential.creation.failed":
		return store.Failed
	}
	return store.Other
}

// PassURL returns the pass link, which is the first https link of the pass, or
// "" when there is none: an issuance without a pass is nothing unusual.
func (e Event) PassURL() string {
	for _, link := range e.Links {
		if hasPrefixFold(link.URL, "https:") {
			return link.URL
		}
	}
	return ""
}

// Issuance returns the row for this event. The identifiers of the delivery,
// the time of receipt and the environment are for the caller to fill in.
func (e Event) Issuance() store.Issuance {
	row := store.Issuance{
		EventType:      e.Type,
		Status:         e.Status,
		SubjectName:    e.Credential.Subject.Name,
		SubjectContact: e.Credential.Subject.Contact,
		SubjectID:      e.Credential.Subject.ID,
		Template:       e.Credential.Template,
		CredentialID:   e.CredentialID,
		ActionID:       e.ActionID,
		PassURL:        e.PassURL(),
		ValidFrom:      e.Credential.ValidFrom,
		ValidUntil:     e.Credential.ValidUntil,
		Encryption:     e.Credential.Encryption,
	}
	switch {
	case e.Status == store.Failed:
		row.Error = e.Error
	case e.Status == store.Succeeded && !e.Credential.HasProof:
		row.Proof = CannotCheck.String() // with one, it stays open until Check was asked
	}
	return row
}

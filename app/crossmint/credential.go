package crossmint

import (
	"strings"
	"time"

	"passdesk/store"
)

// Credential is what was read out of a credential, after opening it where its
// key came along. Fields are empty where it says nothing.
type Credential struct {
	ID       string // often urn:uuid:…, as sent
	Template string // the type beside VerifiableCredential, or its name when that is only an id
	Subject  Subject

	ValidFrom  time.Time // UTC, years 1 to 9999; zero when missing or unreadable
	ValidUntil time.Time // likewise

	Encryption store.Encryption

	HasProof bool // it carries one, which is for Check to judge

	// JSON is the credential in clear, byte for byte, for checking its proof;
	// nil when it could not be opened. It must not be changed.
	JSON []byte
}

// readCredential reads data.credential: an object, the JSON text of one in a
// string, the first object of an array, or an encrypted one.
func readCredential(v value, key Secret) Credential {
	v = v.unwrap().firstObject()
	var c Credential
	if v.kind() == '"' {
		blob := strings.TrimSpace(unquote(v))
		if isHex(blob) || isBase64(blob) {
			c.open(blob, key)
		}
		return c
	}
	if payload, id := sealedParts(v); payload != "" {
		c.ID = clean(id, maxID)
		c.open(payload, key)
		return c
	}
	c.read(v)
	return c
}

// sealedParts reads an encrypted credential, which is {id or credentialId,
// payload}. A credential in clear has no payload beside its subject.
func sealedParts(v value) (payload, id string) {
	for key, member := range v.members() {
		switch fold(key) {
		case "payload":
			payload = strings.TrimSpace(member.text())
		case "id", "credentialid":
			id = member.text()
		case "credentialsubject":
			return "", ""
		}
	}
	return payload, id
}

// open reads the encrypted credential into c when key opens it. Without a key
// beside it a payload in hex is one whose key is missing, and any other is for
// the holder's wallet.
func (c *Credential) open(payload string, key Secret) {
	c.Encryption = store.Recoverable
	if key.IsZero() {
		if !isHex(payload) {
			c.Encryption = store.HolderOnly
		}
		return
	}
	plain, err := Open(payload, key)
	if err != nil {
		return // the body is kept: with the right key it can be opened later
	}
	if v, _, ok := firstValue(plain); ok {
		c.read(v.unwrap())
	}
}

// read fills in what a credential in clear says (W3C Verifiable Credentials
// Data Model 2.0, with the names of the dates in 1.1).
func (c *Credential) read(v value) {
	var types, name, until, expires, from, issued value
	if v.kind() != '{' {
		return
	}
	c.JSON = v
	for key, member := range v.members() {
		switch fold(key) {
		case "id":
			c.ID = firstText(clean(member.text(), maxID), c.ID)
		case "type":
			types = member
		case "name":
			name = member
		case "credentialsubject", "subject":
			c.Subject = readSubject(member)
		case "validfrom":
			from = member
		case "issuancedate":
			issued = member
		case "validuntil":
			until = member
		case "expirationdate":
			expires = member
		case "proof":
			c.HasProof = member.kind() == '{'
		}
	}
	c.Template = templateName(types, name)
	c.ValidFrom = firstTime(from, issued)
	c.ValidUntil = firstTime(until, expires)
}

// complete fills in from the event what the credential does not say, because
// it is sealed or was never made.
func (c *Credential) complete(p parts) {
	c.Template = firstText(c.Template, templateOf(p.template))
	asked := readSubject(p.subject)
	target := readRecipient(p.recipient)
	c.Subject.Name = firstText(c.Subject.Name, asked.Name, target.Name)
	c.Subject.Contact = firstText(c.Subject.Contact, asked.Contact, target.Contact)
	c.Subject.ID = firstText(c.Subject.ID, asked.ID, target.ID)
}

// firstTime returns the first of values that is a time: RFC 3339 with or
// without a fraction or a zone, or a date alone, which is taken as UTC.
func firstTime(values ...value) time.Time {
	for _, v := range values {
		text := strings.ToUpper(strings.TrimSpace(v.text()))
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
			t, err := time.Parse(layout, text)
			if err != nil {
				continue
			}
			if t = t.UTC(); t.Year() >= 1 && t.Year() <= 9999 {
				return t
			}
		}
	}
	return time.Time{}
}

func firstText(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

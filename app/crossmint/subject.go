package crossmint

import (
	"slices"
	"strings"
	"unicode"
)

// Subject is whom a credential is about.
type Subject struct {
	Name    string // at most 256 characters
	Contact string // an e-mail address, else a telephone number; at most 256 characters
	ID      string // a DID
}

// The fields of a subject are the template author's own, so names and
// addresses are found by their usual keys, folded, the best first.
var (
	nameKeys = []string{
		"name", "fullname", "displayname", "holdername", "recipientname", "studentname", "learnername",
		"graduatename", "participantname", "attendeename", "candidatename", "employeename", "membername",
		"ownername", "legalname", "personname", "subjectname",
	}
	givenKeys   = []string{"givenname", "firstname", "forename", "given", "first"}
	familyKeys  = []string{"familyname", "lastname", "surname", "family", "last"}
	contactKeys = []string{
		"email", "emailaddress", "mail", "mailaddress", "contactemail", "holderemail", "recipientemail",
		"studentemail", "phone", "phonenumber", "telephone", "tel", "mobile", "mobilenumber", "mobilephone",
	}
	idKeys = []string{"id", "did"}
)

// choice keeps the best text offered, by the place of its key in a list.
type choice struct {
	text string
	rank int
}

func (c *choice) offer(keys []string, key, text string) {
	rank := slices.Index(keys, key)
	if rank < 0 || c.text != "" && rank > c.rank {
		return
	}
	if text = clean(text, maxName); text != "" {
		c.text, c.rank = text, rank
	}
}

// readSubject reads credentialSubject: an object, the first object of an
// array, or a bare id.
func readSubject(v value) Subject {
	v = v.unwrap().firstObject()
	if v.kind() == '"' {
		return readRecipient(v)
	}
	return readFields(v, true)
}

// readFields reads the fields of a subject, and the parts of its name one
// level below.
func readFields(v value, below bool) Subject {
	var name, given, family, contact, id choice
	for key, member := range v.members() {
		key = fold(key)
		text := member.oneText()
		if below && member.kind() == '{' && slices.Contains(nameKeys, key) {
			text = readFields(member, false).Name
		}
		name.offer(nameKeys, key, text)
		given.offer(givenKeys, key, text)
		family.offer(familyKeys, key, text)
		contact.offer(contactKeys, key, text)
		id.offer(idKeys, key, text)
	}
	return Subject{
		Name:    firstText(name.text, joinName(given.text, family.text)),
		Contact: strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(contact.text, "mailto:"), "tel:")),
		ID:      id.text,
	}
}

// joinName writes a name from its parts. Names in Han and Hangul have the
// family first and no space.
func joinName(given, family string) string {
	if given != "" && family != "" && eastAsian(given) && eastAsian(family) {
		return clean(family+given, maxName)
	}
	return clean(given+" "+family, maxName)
}

func eastAsian(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return !unicode.In(r, unicode.Han, unicode.Hangul) })
}

// readRecipient reads whom an issuance was asked for:
// email:<address>:<chain>, <chain>:<wallet address>, a DID, an address, or an
// object with fields as in a subject.
func readRecipient(v value) Subject {
	if v.kind() == '{' {
		return readFields(v, true)
	}
	text := clean(v.text(), maxID)
	kind, rest, found := strings.Cut(text, ":")
	switch {
	case found && strings.EqualFold(kind, "did"):
		return Subject{ID: text}
	case found && strings.EqualFold(kind, "email"):
		address, _, _ := strings.Cut(rest, ":")
		return Subject{Contact: strings.TrimSpace(address)}
	case strings.Contains(text, "@"):
		return Subject{Contact: text}
	case found && strings.HasPrefix(rest, "0x"):
		return Subject{ID: clean("did:"+text, maxID)}
	}
	return Subject{}
}

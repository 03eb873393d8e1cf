package crossmint

// parts are the pieces of an event, still as text. A nil piece was not sent.
type parts struct {
	kind, action, credentialID value
	credential, pass, secret   value
	failure                    value

	// What the credential would be for, in events that do not carry it.
	template, recipient, subject value
}

// split finds the parts of an event. Other Crossmint products put some of them
// beside data instead of into it, so both places are searched; data counts.
func split(event value) parts {
	var p parts
	var data value
	for key, v := range event.members() {
		switch fold(key) {
		case "type":
			p.kind = v
		case "data":
			data = v.unwrap().firstObject()
		default:
			p.take(fold(key), v)
		}
	}
	for key, v := range data.members() {
		p.take(fold(key), v)
	}
	return p
}

func (p *parts) take(key string, v value) {
	if v.kind() == 'n' { // null says as little as no key
		return
	}
	switch key {
	case "actionid":
		p.action = v
	case "credentialid":
		p.credentialID = v
	case "credential":
		p.credential = v
	case "pass":
		p.pass = v
	case "secret":
		p.secret = v
	case "error":
		p.failure = v
	case "template":
		p.template = v
	case "templateid":
		if p.template == nil { // the other key has the name, if anything has
			p.template = v
		}
	case "recipient":
		p.recipient = v
	case "subject", "credentialsubject":
		p.subject = v
	}
}

// identify starts the event with its type and ids.
func (p parts) identify() Event {
	return Event{
		Type:         clean(p.kind.text(), maxID),
		ActionID:     clean(p.action.text(), maxID),
		CredentialID: clean(p.credentialID.text(), maxID),
	}
}

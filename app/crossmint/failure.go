package crossmint

import "strings"

// readFailure says in a line why an issuance failed. data.error has no
// documented shape: a string is taken as it is, an object by its usual keys,
// and anything else as compact JSON.
func readFailure(v value, depth int) string {
	v = v.unwrap()
	switch v.kind() {
	case 0, 'n':
		return ""
	case '{':
		if text := describe(v, depth); text != "" {
			return text
		}
	case '[':
	default:
		if text := v.text(); text != "" || v.kind() == '"' {
			return text
		}
	}
	return compact(v)
}

// describe puts together the message of an error object and its code, when
// the message does not have it already.
func describe(v value, depth int) string {
	const deepest = 3 // {"error":{"error":…}}
	if depth > deepest {
		return ""
	}
	var message, inner, reason, code, name string
	for key, member := range v.members() {
		switch fold(key) {
		case "message":
			message = readFailure(member, depth+1)
		case "error":
			inner = readFailure(member, depth+1)
		case "reason":
			reason = readFailure(member, depth+1)
		case "code":
			code = member.text()
		case "name":
			name = member.text()
		}
	}
	text := firstText(message, inner, reason)
	label := firstText(code, name)
	switch {
	case text == "":
		return label
	case label == "" || strings.EqualFold(label, "error") || strings.Contains(strings.ToLower(text), strings.ToLower(label)):
		return text
	}
	return text + " (" + label + ")"
}

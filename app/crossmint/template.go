package crossmint

import (
	"strings"
	"unicode"
)

// templateName names what kind of credential it is: the type beside
// VerifiableCredential, or the credential's own name when that type is missing
// or only an id that says nothing to people.
func templateName(types, name value) string {
	kind := types.text()
	for element := range types.elements() {
		if kind = element.text(); kind != "" && kind != baseType {
			break
		}
	}
	if kind == baseType {
		kind = ""
	}
	// crossmint:<projectId>:<Name>
	if parts := strings.SplitN(kind, ":", 3); len(parts) == 3 && strings.EqualFold(parts[0], "crossmint") {
		kind = parts[2]
	}
	kind = clean(kind, maxName)
	if kind == "" || isOpaque(kind) {
		return firstText(clean(name.text(), maxName), kind)
	}
	return kind
}

const baseType = "VerifiableCredential"

// templateOf reads the template that an event names: its name or id, or an
// object with them.
func templateOf(v value) string {
	var name, id string
	for key, member := range v.members() {
		switch fold(key) {
		case "name", "title":
			name = member.text()
		case "id", "templateid":
			id = member.text()
		}
	}
	return clean(firstText(v.text(), name, id), maxName)
}

// isOpaque tells an id from a name: a UUID, a long hexadecimal number, or a
// long word in which letters and digits alternate as no name does.
func isOpaque(text string) bool {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "urn:uuid:"), "0x")
	if len(text) < 16 {
		return false
	}
	hex, switches := true, 0
	var before rune
	for _, r := range text {
		if r == '-' {
			continue
		}
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			return false
		}
		hex = hex && unicode.Is(unicode.ASCII_Hex_Digit, r)
		if before != 0 && unicode.IsDigit(before) != unicode.IsDigit(r) {
			switches++
		}
		before = r
	}
	return hex || switches >= 4
}

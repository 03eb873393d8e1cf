package crossmint

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"passdesk/assets/say"
)

// The largest credential that is checked. Genuine ones have some 5 KB, some
// hundred values and a depth of 6.
const (
	maxChecked = 5 << 20
	maxValues  = 100_000
	maxDepth   = 64
)

// readStrict reads a JSON object that means the same to every reader, or
// objects: a key that stands twice, half a surrogate pair and bytes that are
// not UTF-8 are read in one way here and in another there, and a signature
// over one reading proves nothing about the other. Values are map[string]any,
// []any, string, json.Number, bool and nil.
func readStrict(text []byte) (map[string]any, error) {
	switch {
	case len(text) > maxChecked:
		return nil, cannotCheck("The credential is larger than 5 MiB.")
	case !json.Valid(text) || value(bytes.TrimSpace(text)).kind() != '{':
		return nil, cannotCheck("The credential is not a JSON object.")
	case !utf8.Valid(text):
		return nil, altered("The credential has bytes that are not UTF-8, so it does not read the same everywhere.")
	}
	r := strictReader{cursor{text: text}, maxValues}
	v, err := r.value(nil)
	if err != nil {
		return nil, err
	}
	return v.(map[string]any), nil
}

// strictReader walks once over text that json.Valid has passed.
type strictReader struct {
	cursor
	left int // how many values more
}

func (r *strictReader) value(at *place) (any, error) {
	if r.left--; r.left < 0 || at.depth() > maxDepth {
		return nil, cannotCheck("The credential is nested too deeply or has too many values.")
	}
	token := r.next()
	switch token.kind() {
	case '{':
		return r.object(at)
	case '[':
		return r.array(at)
	case '"':
		return readText(token, at)
	case 't', 'f':
		return token.kind() == 't', nil
	case 'n':
		return nil, nil
	}
	return json.Number(token), nil
}

func (r *strictReader) object(at *place) (any, error) {
	object := map[string]any{}
	for r.more() {
		key, err := readText(r.next(), at)
		if err != nil {
			return nil, err
		}
		member := at.member(key)
		if _, twice := object[key]; twice {
			return nil, altered(say.Sentence("The field {{.Field}} stands twice, so readers may see one or the other.").With("Field", member))
		}
		if object[key], err = r.value(member); err != nil {
			return nil, err
		}
	}
	r.next()
	return object, nil
}

func (r *strictReader) array(at *place) (any, error) {
	array := []any{}
	for i := 0; r.more(); i++ {
		element, err := r.value(at.element(i))
		if err != nil {
			return nil, err
		}
		array = append(array, element)
	}
	r.next()
	return array, nil
}

func readText(quoted value, at *place) (string, error) {
	if !paired(quoted) {
		return "", altered(say.Sentence("The text at {{.Place}} has half a character, so it does not read the same everywhere.").With("Place", at))
	}
	return unquote(quoted), nil
}

// paired says whether every surrogate that is escaped in a JSON string has its
// other half beside it (RFC 8259, section 8.2).
func paired(quoted value) bool {
	for rest := quoted; ; {
		i := bytes.IndexByte(rest, '\\')
		switch {
		case i < 0:
			return true
		case rest[i+1] != 'u':
			rest = rest[i+2:]
			continue
		}
		first := codeUnit(rest[i:])
		rest = rest[i+6:]
		if !utf16.IsSurrogate(first) {
			continue
		}
		if !bytes.HasPrefix(rest, []byte(`\u`)) || utf16.DecodeRune(first, codeUnit(rest)) == unicode.ReplacementChar {
			return false
		}
		rest = rest[6:]
	}
}

// codeUnit reads an escape of the form \u0123.
func codeUnit(escape value) rune {
	unit, _ := strconv.ParseUint(string(escape[2:6]), 16, 16)
	return rune(unit)
}

package crossmint

import (
	"bytes"
	"encoding/json"
	"iter"
	"strings"
	"unicode/utf8"
)

// value is the text of one JSON value. A value is cut out of text that
// json.Valid has passed, which also bounds its nesting to 10,000 levels, so
// reading on needs no error handling. Keys keep their order, numbers their
// digits, and only the text that is asked for is ever copied. On text that is
// not valid the results mean little, but nothing panics or runs on.
type value []byte

// firstValue cuts the first JSON value out of text, which may start with a
// byte order mark, and returns what comes after it. Only an object or an array
// may have something after it: "502 Bad Gateway" is no number.
func firstValue(text []byte) (first value, rest []byte, ok bool) {
	text = trimBOM(text)
	if json.Valid(text) {
		return bytes.TrimSpace(text), nil, true
	}
	var raw json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(text))
	if decoder.Decode(&raw) != nil || raw[0] != '{' && raw[0] != '[' {
		return nil, text, false
	}
	return value(raw), text[decoder.InputOffset():], true
}

func trimBOM(text []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\uFEFF")), " \t\r\n")
}

// kind returns the first byte: { [ " for objects, arrays and strings, n for
// null, and 0 for no value at all.
func (v value) kind() byte {
	if len(v) == 0 {
		return 0
	}
	return v[0]
}

// text returns a string, or a number as it was written; "" for the rest.
func (v value) text() string {
	switch k := v.kind(); {
	case k == '"':
		return unquote(v)
	case k == '-', '0' <= k && k <= '9':
		return string(v)
	}
	return ""
}

// oneText is text, for an array that of its first element.
func (v value) oneText() string {
	if v.kind() == '[' {
		for element := range v.elements() {
			return element.text()
		}
	}
	return v.text()
}

// members yields the keys and values of an object, nothing for other values.
func (v value) members() iter.Seq2[string, value] {
	return func(yield func(string, value) bool) {
		c := cursor{text: v}
		if c.next().kind() != '{' {
			return
		}
		for c.peek() == '"' {
			key := unquote(c.next())
			if !yield(key, c.skip()) {
				return
			}
		}
	}
}

// elements yields the values of an array, nothing for other values.
func (v value) elements() iter.Seq[value] {
	return func(yield func(value) bool) {
		c := cursor{text: v}
		if c.next().kind() != '[' {
			return
		}
		for c.more() {
			if !yield(c.skip()) {
				return
			}
		}
	}
}

// firstObject returns the first object of an array, and other values as they
// are.
func (v value) firstObject() value {
	if v.kind() != '[' {
		return v
	}
	for element := range v.elements() {
		if element.kind() == '{' {
			return element
		}
	}
	return nil
}

// unwrap returns the object or array that a string holds as JSON text, and
// other values as they are.
func (v value) unwrap() value {
	if v.kind() != '"' {
		return v
	}
	inner := strings.TrimSpace(unquote(v))
	if inner == "" || inner[0] != '{' && inner[0] != '[' || !json.Valid([]byte(inner)) {
		return v
	}
	return value(inner)
}

// unquote returns what a JSON string says, with U+FFFD for what is not UTF-8;
// "" when it is no string.
func unquote(quoted value) string {
	if len(quoted) < 2 || quoted[len(quoted)-1] != '"' {
		return ""
	}
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return ""
	}
	return s
}

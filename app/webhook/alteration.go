package webhook

import (
	"bytes"
	"encoding/json"
)

// maxAlterable bounds the bodies that alterations are tried on, in bytes:
// each costs as much as checking a signature.
const maxAlterable = 64 << 10

// alterations are what programs on the way are known to do to a body, each with
// how it is undone; nil where that makes no difference.
var alterations = []struct {
	name string
	undo func(body []byte) []byte
}{
	{"line-end-added", func(b []byte) []byte { return bytes.TrimRight(b, "\r\n") }},
	{"line-end-removed", func(b []byte) []byte { return append(bytes.Clone(b), '\n') }},
	{"line-ends-to-crlf", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }},
	{"line-ends-to-lf", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }},
	{"byte-order-mark-added", func(b []byte) []byte { return bytes.TrimPrefix(b, byteOrderMark) }},
	{"byte-order-mark-removed", func(b []byte) []byte { return append(bytes.Clone(byteOrderMark), b...) }},
	{"spaces-added", func(b []byte) []byte {
		var compact bytes.Buffer
		if json.Compact(&compact, b) != nil {
			return nil
		}
		return compact.Bytes()
	}},
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// unaltered looks for the body that one of the secrets did sign. That it finds
// one proves that the body was altered on the way, and how; that it finds none
// proves nothing.
func (s Secrets) unaltered(p proof, body []byte) (signed []byte, alteration string, found bool) {
	if len(body) > maxAlterable {
		return nil, "", false
	}
	for _, a := range alterations {
		signed := a.undo(body)
		if signed == nil || bytes.Equal(signed, body) {
			continue
		}
		if _, err := s.match(p, signed); err == nil {
			return signed, a.name, true
		}
	}
	return nil, "", false
}

// oddity names what is unusual about a body that nobody's signature fits:
// the sender's are JSON and not encoded. It is a hint at an alteration.
func oddity(encoded bool, body []byte) string {
	switch {
	case encoded:
		return "encoded"
	case !json.Valid(body):
		return "not-json"
	}
	return ""
}

package crossmint

import (
	"bytes"
	"strings"
	"unicode"
)

// maxPassFiles bounds the files of a pass. Honest ones are one or two.
const maxPassFiles = 8

// PassFile is a file that lies in the pass itself: a zip archive in base64, as
// Apple's passes are (.pkpass). It points into the body it was read out of.
type PassFile struct {
	Path string // where it stood, as a Link has it
	text value
}

// zipMark begins a zip archive, and zipMark64 one in base64.
var (
	zipMark   = []byte("PK\x03\x04")
	zipMark64 = "UEsDB"
)

// fileOf tells whether a string begins like a file, without reading it: that
// costs something only when somebody wants it.
func fileOf(text value, path []byte) (PassFile, bool) {
	head := text[:min(len(text)-1, 200)] // what may stand in front of the data, and its beginning
	if !bytes.Contains(head, []byte(zipMark64)) {
		return PassFile{}, false
	}
	found := strings.HasPrefix(inBase64(unquote(append(bytes.Clone(head), '"'))), zipMark64)
	return PassFile{Path: clean(string(path), maxName), text: text}, found
}

// inBase64 gives what is base64 of a text: all of it, or what a data: address
// holds.
func inBase64(text string) string {
	text = strings.TrimSpace(text)
	if hasPrefixFold(text, "data:") {
		_, text, _ = strings.Cut(text, ",")
	}
	return text
}

// Open gives the file's bytes. It fails with ErrMalformed.
func (f PassFile) Open() ([]byte, error) {
	text := strings.Map(func(r rune) rune { // lines may be broken
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, inBase64(unquote(f.text)))
	for _, decode := range decoders[1:] {
		if raw, err := decode(text); err == nil && bytes.HasPrefix(raw, zipMark) {
			return raw, nil
		}
	}
	return nil, ErrMalformed
}

package crossmint

import (
	"strconv"
	"strings"
)

// Field is one value of a JSON text and where it stands.
type Field struct {
	Path  string // such as "credentialSubject.degree.name" or "type[1]"; keys with dots or brackets in quotes
	Value string // on one line, made safe to show; numbers in the digits in which they were sent
}

const (
	maxShown      = 500
	maxFieldDepth = 16    // what lies deeper is one value
	maxFieldPath  = 200   // characters
	maxFieldValue = 2_000 // likewise
)

// Fields reads the values of a JSON object in the order in which it says them.
// Values under names of keys are masked, and the proof is left out, which
// Check speaks of. It gives at most 500; all tells that there were no more.
func Fields(object []byte) (fields []Field, all bool) {
	v, _, ok := firstValue(object)
	if !ok || v.kind() != '{' {
		return nil, true
	}
	r := fieldReader{}
	for key, member := range v.members() {
		if key != "proof" {
			r.member(0, "", key, member)
		}
	}
	return r.fields, !r.full
}

type fieldReader struct {
	fields []Field
	full   bool
}

func (r *fieldReader) member(depth int, at, key string, v value) {
	path := clean(key, maxFieldPath)
	if path == "" || strings.ContainsAny(path, `.[]"`) { // it must not look like a place in another object
		path = cut(strconv.Quote(path), maxFieldPath)
	}
	if at != "" {
		path = cut(at+"."+path, maxFieldPath)
	}
	if namesKey(key) && v.kind() != 'n' {
		r.add(path, masked)
		return
	}
	r.read(depth, path, v)
}

// read adds what a value says: a field for each value inside it. JSON text in
// a string is one value; so is what lies deep, because skipping costs time at
// every level.
func (r *fieldReader) read(depth int, path string, v value) {
	if depth < maxFieldDepth && r.inside(depth+1, path, v) {
		return
	}
	text := string(v)
	switch inner := v.unwrap(); {
	case inner.kind() == '{', inner.kind() == '[':
		text = compact(inner)
	case v.kind() == '"':
		text = v.text()
	}
	r.add(path, clean(text, maxFieldValue))
}

// inside adds the values in an object or an array, and tells whether there
// were any.
func (r *fieldReader) inside(depth int, path string, v value) (any bool) {
	for key, member := range v.members() {
		if any = true; r.full {
			break
		}
		r.member(depth, path, key, member)
	}
	n := 0
	for element := range v.elements() {
		if any = true; r.full {
			break
		}
		r.read(depth, cut(path+"["+strconv.Itoa(n)+"]", maxFieldPath), element)
		n++
	}
	return any
}

func (r *fieldReader) add(path, value string) {
	if len(r.fields) == maxShown {
		r.full = true
		return
	}
	r.fields = append(r.fields, Field{Path: cut(visible(path), maxFieldPath), Value: cut(visible(value), maxFieldValue)})
}

package crossmint

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// place is where in a credential a value stands. It is put into words only
// when there is something to say about it; nil is the credential itself.
type place struct {
	parent *place
	key    string
	index  int // in an array, where key is ""
	level  int
}

func (p *place) depth() int {
	if p == nil {
		return 0
	}
	return p.level
}

func (p *place) member(key string) *place {
	return &place{parent: p, key: key, index: -1, level: p.depth() + 1}
}

func (p *place) element(i int) *place {
	return &place{parent: p, index: i, level: p.depth() + 1}
}

// String returns a path such as credentialSubject.courses[2].name, fit for a
// line.
func (p *place) String() string {
	if p == nil {
		return "the top"
	}
	var steps []*place
	for ; p != nil; p = p.parent {
		steps = append(steps, p)
	}
	var path []byte
	for _, step := range slices.Backward(steps) {
		if step.index >= 0 {
			path = appendIndex(path, step.index)
			continue
		}
		path = appendKey(path, step.key)
	}
	return clean(string(path), maxName)
}

// maxPath is how many bytes of a path are put together, of which clean leaves
// maxName characters. A path is copied for each of the values in an object, so a
// long one would cost more than all of the text.
const maxPath = utf8.UTFMax * maxName

func appendKey(path []byte, key string) []byte {
	if len(path) > maxPath {
		return path
	}
	if len(path) > 0 {
		path = append(path, '.')
	}
	return append(path, prefix(key, maxPath)...)
}

func appendIndex(path []byte, n int) []byte {
	if len(path) > maxPath {
		return path
	}
	return append(strconv.AppendInt(append(path, '['), int64(n), 10), ']')
}

package crossmint

import (
	"slices"
	"strconv"
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
			path = append(strconv.AppendInt(append(path, '['), int64(step.index), 10), ']')
			continue
		}
		path = appendKey(path, step.key)
	}
	return clean(string(path), maxName)
}

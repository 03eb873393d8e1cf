package roster

import (
	"bytes"
	"slices"
	"strings"

	"passdesk/store"
	"passdesk/ui/model"
)

// What bounds the looking for what is nearly the same.
const (
	mostBearers  = 32 // people who share a word of their names; more tell nobody apart
	mostLocals   = 8  // who share what stands before the @
	mostBeginned = 64 // who share a domain and the first or the last two letters before it
)

// look goes through what nobody was found to have: it gives what is unexpected,
// and suggests what is nearly like somebody who was not found.
func (m *matcher) look() (unexpected []int64, err error) {
	near := m.nearIndex()
	err = m.each(func(g store.Glimpse) {
		if h := m.hits[g.ID]; h != nil && h.claimed() {
			return
		}
		unexpected = append(unexpected, g.ID)
		near.look(g)
	})
	return unexpected, err
}

// nearIndex finds people by parts of their names and contacts.
type nearIndex struct {
	m      *matcher
	any    bool
	words  map[string][]int32
	locals map[string][]int32
	edges  map[string][]int32
	buffer []byte
}

func (m *matcher) nearIndex() *nearIndex {
	x := &nearIndex{m: m, words: map[string][]int32{}, locals: map[string][]int32{}, edges: map[string][]int32{}}
	for n := range m.people {
		p := &m.people[n]
		if len(p.mine) > 0 || len(p.guesses) > 0 {
			continue
		}
		x.any = true
		for word := range strings.SplitSeq(p.name, " ") {
			if len(word) > 2 {
				x.words[word] = append(x.words[word], int32(n))
			}
		}
		if local, domain, is := splitAddress([]byte(p.contact)); is {
			x.locals[string(local)] = append(x.locals[string(local)], int32(n))
			for _, edge := range [][]byte{beginning(nil, local, domain), ending(nil, local, domain)} {
				x.edges[string(edge)] = append(x.edges[string(edge)], int32(n))
			}
		}
	}
	return x
}

func splitAddress(contact []byte) (local, domain []byte, is bool) {
	at := bytes.LastIndexByte(contact, '@')
	if at < 3 {
		return nil, nil, false
	}
	return contact[:at], contact[at:], true
}

func beginning(b, local, domain []byte) []byte {
	return append(append(append(b, '<'), local[:2]...), domain...)
}

func ending(b, local, domain []byte) []byte {
	return append(append(append(b, '>'), local[len(local)-2:]...), domain...)
}

// look suggests an issuance to those whom it is nearly like.
func (x *nearIndex) look(g store.Glimpse) {
	if !x.any {
		return
	}
	x.buffer = appendNameKey(x.buffer[:0], g.Name)
	name := x.buffer
	consider := func(people []int32, most int) {
		if len(people) > most {
			return
		}
		for _, n := range people {
			x.consider(&x.m.people[n], g, name)
		}
	}
	var rarest []int32
	for rest := name; len(rest) > 0; {
		word := rest
		if end := bytes.IndexByte(rest, ' '); end >= 0 {
			word, rest = rest[:end], rest[end+1:]
		} else {
			rest = nil
		}
		if bearers := x.words[string(word)]; len(bearers) > 0 && (rarest == nil || len(bearers) < len(rarest)) {
			rarest = bearers
		}
	}
	consider(rarest, mostBearers)
	local, domain, is := splitAddress(g.Contact)
	if !is {
		return
	}
	consider(x.locals[string(local)], mostLocals)
	var room [256]byte
	consider(x.edges[string(beginning(room[:0], local, domain))], mostBeginned)
	consider(x.edges[string(ending(room[:0], local, domain))], mostBeginned)
}

// agreement says how two texts are to one another.
type agreement uint8

const (
	unlike agreement = iota
	silent           // one of them is not there
	nearly
	turned // the same words in another order
	otherDomain
	alike
)

func (x *nearIndex) consider(p *person, g store.Glimpse, name []byte) {
	contacts := contactsAgree(p.contact, g.Contact)
	if contacts == unlike && string(name) != p.name && !mayBeTurned(p.name, name) {
		return // a namesake at most: not worth the comparing
	}
	switch names := namesAgree(p.name, string(name)); {
	case names == unlike:
	case names == turned:
		x.m.suggest(p, g.ID, model.OtherOrder)
	case contacts == nearly:
		x.m.suggest(p, g.ID, model.NearContact)
	case contacts == otherDomain && names != silent:
		x.m.suggest(p, g.ID, model.OtherDomain)
	case names == nearly && contacts == silent:
		x.m.suggest(p, g.ID, model.NearName)
	}
}

// mayBeTurned tells quickly that the words may be the same.
func mayBeTurned(a string, b []byte) bool { return len(a) == len(b) && a != "" }

func contactsAgree(a string, b []byte) agreement {
	switch {
	case a == "" || len(b) == 0:
		return silent
	case a == string(b):
		return alike
	case oneOff(a, string(b)):
		return nearly
	}
	local, _, is := splitAddress(b)
	if own, _, also := splitAddress([]byte(a)); is && also && bytes.Equal(local, own) {
		return otherDomain
	}
	return unlike
}

// namesAgree compares keys of names.
func namesAgree(a, b string) agreement {
	switch {
	case a == "" || b == "":
		return silent
	case a == b:
		return alike
	}
	own, other := strings.Fields(a), strings.Fields(b)
	if len(own) == len(other) && sameWords(own, other) {
		return turned
	}
	if within(own, other) || within(other, own) {
		return nearly
	}
	if len(a) >= 5 && (oneOff(a, b) || min(len(a), len(b)) >= 12 && twoOff(own, other)) {
		return nearly
	}
	return unlike
}

func sameWords(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// within tells that a name is another with fewer names in the middle, or with an
// initial: the first and the last agree.
func within(short, long []string) bool {
	if len(short) < 2 || len(short) > len(long) || short[len(short)-1] != long[len(long)-1] {
		return false
	}
	return short[0] == long[0] || len(short[0]) == 1 && strings.HasPrefix(long[0], short[0])
}

// twoOff tells that two names of as many words have a slip in two of them, but no
// word has two.
func twoOff(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for n := range a {
		if a[n] != b[n] && (!oneOff(a[n], b[n]) || min(len(a[n]), len(b[n])) < 3) {
			return false
		}
	}
	return true
}

// oneOff tells that one letter is missing, too many or another, or that two that
// stand together changed places.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 4 { // the longest letter
		return false
	}
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	x, y := a[n:], b[n:]
	for len(x) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	left, right := []rune(string(x)), []rune(string(y))
	if !strings.ContainsFunc(x+y, func(r rune) bool { return r == '\ufffd' }) {
		return len(left) <= 1 && len(right) <= 1 || len(left) == 2 && len(right) == 2 && left[0] == right[1] && left[1] == right[0]
	}
	return len(x) <= 4 && len(y) <= 4 // within the bytes of one letter
}

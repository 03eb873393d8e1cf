package roster

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"passdesk/store"
	"passdesk/ui/model"
)

// known is what issuances say, as far as a roster is held against it.
type known struct {
	// each hands over those in view that the roster is about, the newest first,
	// as often as it is called.
	each  func(do func(store.Glimpse)) error
	named map[string][]int64 // those in view that ids stand for
	same  map[int][]int64    // that staff said to be a person's, by its number
	not   map[pair]bool      // that staff said not to be
}

type pair struct {
	person   int
	issuance int64
}

// hit is an issuance of which something is on the roster.
type hit struct {
	id            int64
	status        store.Status
	received      time.Time
	name, contact string  // as keys
	owner         *person // whose it is; of several who stand for one another, the last
}

func (h *hit) claimed() bool { return h.owner != nil }

// person is somebody on the roster, and what was found.
type person struct {
	expected      store.Expected
	name, contact string // as keys
	mine          []*hit
	by            model.Likeness
	guesses       []model.RosterGuess
}

// matcher holds people against issuances.
type matcher struct {
	known
	people    []person
	byContact map[string][]int32 // people
	byName    map[string][]int32
	hits      map[int64]*hit
	contacts  map[string][]*hit
	names     map[string][]*hit
	vague     map[string]bool // contacts that tell nobody apart, as far as that was asked
}

// match holds people against what is known. What is certain comes first, then
// what needs asking; an issuance that is somebody's is suggested to nobody.
func match(people []store.Expected, k known) (model.Reconciled, error) {
	m := &matcher{
		known: k, people: make([]person, len(people)), byContact: map[string][]int32{}, byName: map[string][]int32{},
		hits: map[int64]*hit{}, contacts: map[string][]*hit{}, names: map[string][]*hit{}, vague: map[string]bool{},
	}
	for n, e := range people {
		p := person{expected: e, name: nameKey(e.Name), contact: contactKey(e.Contact)}
		m.people[n] = p
		if p.contact != "" {
			m.byContact[p.contact] = append(m.byContact[p.contact], int32(n))
		}
		if p.name != "" {
			m.byName[p.name] = append(m.byName[p.name], int32(n))
		}
	}
	if err := m.find(); err != nil {
		return model.Reconciled{}, err
	}
	for n := range m.people {
		m.matchCertain(&m.people[n])
	}
	for n := range m.people {
		m.matchName(&m.people[n])
	}
	unexpected, err := m.look()
	if err != nil {
		return model.Reconciled{}, err
	}
	return m.result(unexpected), nil
}

// find keeps what has something of the roster.
func (m *matcher) find() error {
	wanted := map[int64]bool{}
	for _, ids := range m.named {
		for _, id := range ids {
			wanted[id] = true
		}
	}
	for _, ids := range m.same {
		for _, id := range ids {
			wanted[id] = true
		}
	}
	var buffer []byte
	return m.each(func(g store.Glimpse) {
		buffer = appendNameKey(buffer[:0], g.Name)
		_, byContact := m.byContact[string(g.Contact)]
		_, byName := m.byName[string(buffer)]
		if !byContact && !byName && !wanted[g.ID] {
			return
		}
		h := &hit{id: g.ID, status: g.Status, received: g.Received, name: string(buffer), contact: string(g.Contact)}
		m.hits[h.id] = h
		if byContact {
			m.contacts[h.contact] = append(m.contacts[h.contact], h)
		}
		if byName {
			m.names[h.name] = append(m.names[h.name], h)
		}
	})
}

// matchCertain takes what staff said, what has the id, and what has the contact.
func (m *matcher) matchCertain(p *person) {
	for _, id := range m.same[p.expected.Number] {
		p.take(m.hits[id], model.ByStaff)
	}
	if p.expected.Ident != "" {
		for _, id := range m.named[p.expected.Ident] {
			p.take(m.hits[id], model.ByIdent)
		}
	}
	if p.contact == "" {
		return
	}
	if !m.isVague(p.contact) {
		for _, h := range m.contacts[p.contact] {
			p.take(h, model.ByContact)
		}
		return
	}
	if p.name != "" {
		for _, h := range m.names[p.name] {
			if h.contact == p.contact {
				p.take(h, model.ByContact)
			}
		}
	}
	if len(p.mine) == 0 {
		for _, h := range m.contacts[p.contact][:min(len(m.contacts[p.contact]), looksAt)] {
			if h.name == "" || p.name == "" || len(m.byContact[p.contact]) == 1 {
				m.suggest(p, h.id, model.SharedContact)
			}
		}
	}
}

// isVague tells that several people are known by a contact, on the roster or by
// their issuances, as they are by a school's.
func (m *matcher) isVague(contact string) bool {
	vague, known := m.vague[contact]
	if !known {
		people := m.byContact[contact]
		first := m.people[people[0]].name
		vague = severalNames(m.contacts[contact]) || slices.ContainsFunc(people, func(n int32) bool { return m.people[n].name != first })
		m.vague[contact] = vague
	}
	return vague
}

func severalNames(found []*hit) bool {
	name := ""
	for _, h := range found {
		if h.name == "" {
			continue
		}
		if name != "" && h.name != name {
			return true
		}
		name = h.name
	}
	return false
}

// matchName takes what has the name of somebody who was not found otherwise,
// where nothing speaks against it.
func (m *matcher) matchName(p *person) {
	if len(p.mine) > 0 || p.name == "" {
		return
	}
	alone := m.allTwins(p)
	// What is somebody's is not another's, unless that is the same one again.
	found := slices.DeleteFunc(slices.Clone(m.names[p.name]), func(h *hit) bool { return h.claimed() && !(alone && h.owner.name == p.name) })
	contact := ""
	for _, h := range found {
		if h.contact != "" {
			if contact != "" && contact != h.contact {
				alone = false
			}
			contact = h.contact
		}
	}
	for _, h := range found {
		switch {
		case p.contact != "" && h.contact != "" && p.contact != h.contact:
			m.suggest(p, h.id, model.OtherContact)
		case !alone:
			m.suggest(p, h.id, model.SharedName)
		case !m.not[pair{p.expected.Number, h.id}]:
			p.take(h, model.ByName)
		}
	}
}

// allTwins tells that all of the same name stand on the roster in the same words,
// as one who stands there once does.
func (m *matcher) allTwins(p *person) bool {
	return !slices.ContainsFunc(m.byName[p.name], func(n int32) bool {
		o := &m.people[n]
		return o.contact != p.contact || o.expected.Ident != p.expected.Ident
	})
}

// take makes an issuance a person's, if it is among those that the roster is
// about.
func (p *person) take(h *hit, by model.Likeness) {
	if h == nil || h.owner == p {
		return
	}
	if len(p.mine) == 0 {
		p.by = by
	}
	h.owner = p
	p.mine = append(p.mine, h)
}

// mostGuesses is how many suggestions somebody gets.
const mostGuesses = 3

// suggest keeps an issuance that may be a person's, the likeliest first.
func (m *matcher) suggest(p *person, id int64, why model.Likeness) {
	if m.not[pair{p.expected.Number, id}] || slices.ContainsFunc(p.guesses, func(g model.RosterGuess) bool { return g.Issuance == id }) {
		return
	}
	at := len(p.guesses)
	for at > 0 && p.guesses[at-1].Why > why {
		at--
	}
	if at < mostGuesses {
		p.guesses = slices.Insert(p.guesses, at, model.RosterGuess{Issuance: id, Why: why})
		p.guesses = p.guesses[:min(len(p.guesses), mostGuesses)]
	}
}

// result says how it stands with everybody.
func (m *matcher) result(unexpected []int64) model.Reconciled {
	r := model.Reconciled{Lines: make([]model.RosterLine, len(m.people)), Unexpected: unexpected}
	for n := range m.people {
		p := &m.people[n]
		l := model.RosterLine{
			Number: p.expected.Number, Name: p.expected.Name, Contact: p.expected.Contact, Ident: p.expected.Ident,
			State: model.RosterMissing, By: p.by, Issuances: len(p.mine),
		}
		if len(p.mine) > 0 {
			best := counts(p.mine)
			l.Issuance, l.State = best.id, stateOf(best.status)
		} else {
			l.Suggested = slices.DeleteFunc(p.guesses, func(g model.RosterGuess) bool { h := m.hits[g.Issuance]; return h != nil && h.claimed() })
			if len(l.Suggested) > 0 {
				l.State = model.RosterSuggested
			}
		}
		r.Counts[l.State]++
		r.Lines[n] = l
	}
	r.Counts[model.RosterUnexpected] = len(unexpected)
	return r
}

// counts is the issuance that says how it stands: the newest that succeeded, or
// else the newest.
func counts(mine []*hit) *hit {
	best := mine[0]
	for _, h := range mine[1:] {
		won, better := best.status == store.Succeeded, h.status == store.Succeeded
		if better && !won || better == won && (h.received.After(best.received) || h.received.Equal(best.received) && h.id > best.id) {
			best = h
		}
	}
	return best
}

func stateOf(s store.Status) model.RosterState {
	switch s {
	case store.Succeeded:
		return model.RosterIssued
	case store.Failed:
		return model.RosterFailed
	}
	return model.RosterPending
}

// contactKey is a contact as it is looked for.
func contactKey(contact string) string {
	key := store.Fold(contact)
	if len(key) > 1<<10 { // as far as a glimpse goes
		key = key[:1<<10]
	}
	return key
}

// nameKey is a name as it is looked for: folded, its words parted by one space.
func nameKey(name string) string {
	folded := store.Fold(name)
	if len(folded) > 1<<10 {
		folded = folded[:1<<10]
	}
	return string(appendNameKey(nil, []byte(folded)))
}

// appendNameKey writes the key of a folded name behind b. Apostrophes go, so that
// O'Brien is Obrien; all else that is no letter parts words.
func appendNameKey(b, folded []byte) []byte {
	start, space := len(b), false
	for n := 0; n < len(folded); {
		c := folded[n]
		if c < utf8.RuneSelf {
			n++
			switch {
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
				if space && len(b) > start {
					b = append(b, ' ')
				}
				b, space = append(b, c), false
			case c != '\'' && c != '`':
				space = true
			}
			continue
		}
		r, size := utf8.DecodeRune(folded[n:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if space && len(b) > start {
				b = append(b, ' ')
			}
			b, space = append(b, folded[n:n+size]...), false
		case r != '’' && r != 'ʼ' && r != '´':
			space = true
		}
		n += size
	}
	return b
}

package roster

import (
	"slices"
	"time"

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
	revoked       bool
	received      time.Time
	name, contact string  // as keys
	owner         *person // whose it is; of several who stand for one another, the last
}

func (h *hit) claimed() bool { return h.owner != nil }

// person is somebody on the roster, and what was found.
type person struct {
	expected      store.Expected
	rows          int    // on which the same is said
	name, contact string // as keys
	mine          []*hit
	by            model.Likeness
	guesses       []model.RosterGuess
}

// group is who has the same name and the same contact.
type group struct {
	people int
	hits   []*hit
	taken  bool // by one of the people; others take the newest only
}

// likeKey is by what a group is found.
func likeKey(name, contact string) string {
	return name + "\x00" + contact
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
	alike     map[string]*group // by likeKey
	told      map[string]bool   // ids whose issuances somebody has
	vague     map[string]bool   // contacts that tell nobody apart, as far as that was asked
}

// match holds people against what is known. What is certain comes first, then
// what needs asking; an issuance that is somebody's is suggested to nobody, and one
// that is suggested is not unexpected.
func match(people []store.Expected, k known) (model.Reconciled, error) {
	m := &matcher{
		known: k, byContact: map[string][]int32{}, byName: map[string][]int32{},
		hits: map[int64]*hit{}, contacts: map[string][]*hit{}, names: map[string][]*hit{}, alike: map[string]*group{}, told: map[string]bool{}, vague: map[string]bool{},
	}
	places := m.enrol(people)
	if err := m.find(); err != nil {
		return model.Reconciled{}, err
	}
	for n := range m.people {
		m.matchTold(&m.people[n])
	}
	for n := range m.people {
		m.matchContact(&m.people[n])
	}
	for n := range m.people {
		m.matchName(&m.people[n])
	}
	unexpected, err := m.look()
	if err != nil {
		return model.Reconciled{}, err
	}
	return m.result(people, places, unexpected), nil
}

// enrol takes people over and gives the place of each. Those of whom the roster
// says the same are one, unless staff said something about one of them.
func (m *matcher) enrol(people []store.Expected) (places []int) {
	judged := map[int]bool{}
	for number := range m.same {
		judged[number] = true
	}
	for which := range m.not {
		judged[which.person] = true
	}
	type words struct {
		name, contact, ident string
		judged               int
	}
	known := map[words]int{}
	for _, e := range people {
		p := person{expected: e, name: nameKey(e.Name), contact: contactKey(e.Contact)}
		w := words{name: p.name, contact: p.contact, ident: e.Ident}
		if judged[e.Number] {
			w.judged = e.Number
		}
		at, there := known[w]
		if !there {
			at = len(m.people)
			known[w] = at
			m.people = append(m.people, p)
			if p.contact != "" {
				m.byContact[p.contact] = append(m.byContact[p.contact], int32(at))
				key := likeKey(p.name, p.contact)
				if m.alike[key] == nil {
					m.alike[key] = &group{}
				}
				m.alike[key].people++
			}
			if p.name != "" {
				m.byName[p.name] = append(m.byName[p.name], int32(at))
			}
		}
		m.people[at].rows++
		places = append(places, at)
	}
	return places
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
		h := &hit{id: g.ID, status: g.Status, revoked: g.Revoked, received: g.Received, name: string(buffer), contact: string(g.Contact)}
		m.hits[h.id] = h
		if byContact {
			m.contacts[h.contact] = append(m.contacts[h.contact], h)
			if g := m.alike[likeKey(h.name, h.contact)]; g != nil {
				g.hits = append(g.hits, h)
			}
		}
		if byName {
			m.names[h.name] = append(m.names[h.name], h)
		}
	})
}

// mostNamesakes is how many issuances of one name are looked at for each who has
// it, the newest first.
const mostNamesakes = 500

// matchName takes what has the name of somebody who was not found otherwise,
// where nothing speaks against it.
func (m *matcher) matchName(p *person) {
	if len(p.mine) > 0 || p.name == "" {
		return
	}
	alone := m.allTwins(p)
	oneAgain := alone && p.contact+p.expected.Ident != "" // and no namesake
	// What is somebody's is not another's, unless that is the same one again.
	found := m.names[p.name]
	found = slices.DeleteFunc(slices.Clone(found[:min(len(found), mostNamesakes)]), func(h *hit) bool { return h.claimed() && !(oneAgain && h.owner.name == p.name) })
	alone = alone && (oneAgain || p.rows <= len(found))
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

package roster

import (
	"slices"
	"strings"

	"passdesk/ui/model"
)

// matchTold takes what staff said, and what has the id.
func (m *matcher) matchTold(p *person) {
	for _, id := range m.same[p.expected.Number] {
		p.take(m.hits[id], model.ByStaff)
	}
	if p.expected.Ident != "" {
		ids := m.named[p.expected.Ident]
		if m.told[p.expected.Ident] {
			ids = ids[max(0, len(ids)-mostNamesakes):]
		}
		m.told[p.expected.Ident] = true
		for _, id := range ids {
			p.take(m.hits[id], model.ByIdent)
		}
	}
}

// matchContact takes what has the contact, unless it may be somebody else's.
func (m *matcher) matchContact(p *person) {
	if p.contact == "" {
		return
	}
	found, alike := m.contacts[p.contact], m.alike[likeKey(p.name, p.contact)]
	vague := m.isVague(p.contact)
	// Whoever has an id is not told from others of the same name by a contact.
	if certain := p.expected.Ident == "" || alike.people == 1; certain && (!vague || p.name != "") {
		mine := found
		if vague {
			mine = alike.hits
		}
		if alike.taken {
			mine = mine[:min(len(mine), mostNamesakes)]
		}
		alike.taken = true
		for _, h := range mine {
			if h.owner != nil && alike.people > 1 && h.owner.expected.Ident != p.expected.Ident {
				continue
			}
			if mayBeOne(p.name, h.name) {
				p.take(h, model.ByContact)
			}
		}
	}
	if len(p.mine) > 0 {
		return
	}
	for _, h := range found[:min(len(found), looksAt)] {
		if !vague || h.name == "" || p.name == "" || len(m.byContact[p.contact]) == 1 || h.name == p.name {
			m.suggest(p, h.id, model.SharedContact)
		}
	}
}

// mayBeOne tells that nothing in two names speaks against their being of the same
// person: they agree, or one is a part of the other.
func mayBeOne(a, b string) bool {
	return namesAgree(a, b) != unlike || partOf(a, b) || partOf(b, a)
}

func partOf(short, long string) bool {
	words := strings.Fields(long)
	for word := range strings.SplitSeq(short, " ") {
		if !slices.Contains(words, word) {
			return false
		}
	}
	return true
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

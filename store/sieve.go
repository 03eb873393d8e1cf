package store

import (
	"slices"
	"strings"
)

// sieve is a filter made ready for a catalog. It stands for the catalog's state
// in which it was made.
type sieve struct {
	c     *catalog
	kinds []bool // lets the kind through
	since int64  // ms
	until int64
	tests []func(id uint32, k *card) bool
}

// lets tells whether the filter lets an issuance through. Those that were
// erased and those that are not there have the kind 0.
func (s *sieve) lets(id uint32) bool {
	k := &s.c.cards[id]
	if !s.kinds[k.kind] || k.received < s.since || k.received >= s.until {
		return false
	}
	for _, test := range s.tests {
		if !test(id, k) {
			return false
		}
	}
	return true
}

// sieve makes a filter ready, with what was found for it in the database.
func (c *catalog) sieve(f Filter, x finding) *sieve {
	s := c.ownSieve(f, x)
	for n, also := range f.ands() {
		inner := c.ownSieve(also, x.and[n])
		s.tests = append(s.tests, func(id uint32, _ *card) bool { return inner.lets(id) })
	}
	for n, not := range f.nots() {
		inner := c.ownSieve(not, x.not[n])
		s.tests = append(s.tests, func(id uint32, _ *card) bool { return !inner.lets(id) })
	}
	return s
}

// let gives those ids that a filter lets through.
func (c *catalog) let(f Filter, x finding, ids []int64) []int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s := c.sieve(f, x)
	return slices.DeleteFunc(ids, func(id int64) bool { return id > c.newest() || !s.lets(uint32(id)) })
}

// ownSieve is sieve without And and Not.
func (c *catalog) ownSieve(f Filter, x finding) *sieve {
	s := &sieve{c: c, kinds: make([]bool, len(c.kinds)), since: -forever, until: forever}
	if !f.Since.IsZero() {
		s.since = ceilMilli(f.Since)
	}
	if !f.Until.IsZero() {
		s.until = ceilMilli(f.Until)
	}
	by := f.alternatives()
	ofKinds, ofCauses := kindNeedles(by), needles(by[InCause])
	for n := 1; n < len(c.kinds); n++ {
		s.kinds[n] = f.letsKind(&c.kinds[n]) && ofKinds.let(&c.kinds[n]) &&
			(len(ofCauses) == 0 || ofCauses.in([]byte(fold(c.prints[n]))))
	}
	if x.words != nil {
		s.tests = append(s.tests, func(id uint32, _ *card) bool { return x.words.has(id) })
	}
	for _, set := range x.terms {
		s.tests = append(s.tests, func(id uint32, _ *card) bool { return set.has(id) })
	}
	if terms := by[InName]; len(terms) > 0 {
		any := needles(terms)
		s.tests = append(s.tests, func(_ uint32, k *card) bool { return any.in(c.nameOf(k)) })
	}
	if terms := by[InContact]; len(terms) > 0 {
		any := needles(terms)
		s.tests = append(s.tests, func(_ uint32, k *card) bool { return any.in(c.contactOf(k)) })
	}
	for _, w := range f.words() {
		if w.short() {
			s.tests = append(s.tests, c.shortTest(w))
		}
	}
	return s
}

// shortTest looks for a word as word.looked does.
func (c *catalog) shortTest(w word) func(uint32, *card) bool {
	inKind := make([]bool, len(c.kinds))
	for n, k := range c.kinds {
		for _, text := range []string{k.template, k.failure, k.note} {
			inKind[n] = inKind[n] || strings.Contains(fold(text), string(w))
		}
	}
	text := []byte(w)
	return func(_ uint32, k *card) bool { return inKind[k.kind] || c.contains(k, text) }
}

// letsKind tells whether a filter lets a kind through, but for its texts.
func (f Filter) letsKind(k *kind) bool {
	return !(f.Latest && k.superseded) && oneOf(f.Status, k.status) && oneOf(f.Handover, k.handover) &&
		f.Encrypted.met(k.encrypted) && f.PassLink.met(k.linked) && f.Revoked.met(k.revoked) && f.Noted.met(k.note != "")
}

package store

import (
	"bytes"
	"context"
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

// finding holds the ids that the database had to be asked for: what of a filter
// only its index, or a look at the rows, can tell.
type finding struct {
	words bits // in which every long word of Search stands
	terms []bits
	and   []finding
	not   []finding
}

// inDatabase are the fields that are not in the catalog.
func (f Field) inDatabase() bool {
	return f == InSubject || f == InCredential || f == InAction || f == InMessage
}

// longWords are those words that the search index finds.
func (f Filter) longWords() (long []word) {
	for _, w := range f.words() {
		if !w.short() {
			long = append(long, w)
		}
	}
	return long
}

// find asks the database for what a filter needs of it, of the issuances only,
// or of all if only is nil. Issuances beyond newest do not count.
func (r *Reader) find(ctx context.Context, f Filter, only []int64, newest int64) (x finding, err error) {
	if long := f.longWords(); len(long) > 0 {
		if x.words, err = r.ids(ctx, allOf(long), only, newest); err != nil {
			return x, err
		}
	}
	for field, terms := range f.alternatives() {
		if len(terms) == 0 || !Field(field).inDatabase() {
			continue
		}
		some, err := r.ids(ctx, anyOf(terms), only, newest)
		if err != nil {
			return x, err
		}
		x.terms = append(x.terms, some)
	}
	if x.and, err = r.findEach(ctx, f.ands(), only, newest); err == nil {
		x.not, err = r.findEach(ctx, f.nots(), only, newest)
	}
	return x, err
}

func (r *Reader) findEach(ctx context.Context, filters []Filter, only []int64, newest int64) (all []finding, err error) {
	for _, f := range filters {
		x, err := r.find(ctx, f, only, newest)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// anyOf seeks rows that one of some terms on the same field finds: by the index,
// where all of them can be asked of it.
func anyOf(terms []Term) (s sought) {
	text, args := looked(terms)
	s.looked.and(text, args...)
	column := fieldColumns[terms[0].In][2:]
	var match []string
	for _, t := range terms {
		w := word(t.folded())
		if t.In == InSubject || w.short() {
			return sought{looked: s.looked}
		}
		match = append(match, w.phrase())
		if t.Whole {
			s.verify = s.looked
		}
	}
	s.match = column + " : (" + strings.Join(match, " OR ") + ")"
	return s
}

// ids gives the issuances that are sought.
func (r *Reader) ids(ctx context.Context, s sought, only []int64, newest int64) (bits, error) {
	var sources []source
	switch {
	case only != nil:
		c := s.looked
		c.and("i.id IN (SELECT value FROM json_each(?))", array(only))
		sources = []source{{from: issuances, id: "i.id", where: c.text, args: c.args}}
	case s.match == "":
		sources = []source{{from: issuances, id: "i.id", where: s.looked.text, args: s.looked.args}}
	default:
		index, err := r.indexState(ctx)
		if err != nil {
			return nil, err
		}
		sources = s.everywhere(clause{text: "1"}, index)
	}
	set := newBits(newest)
	for _, from := range sources {
		err := r.each(ctx, from, "", func(id int64) bool { set.add(id); return true })
		if err != nil {
			return nil, err
		}
	}
	return set, nil
}

const joinDelivery = " JOIN delivery d ON d.id = i.delivery_id"

// each hands over the ids of a source until do has enough.
func (r *Reader) each(ctx context.Context, s source, tail string, do func(id int64) bool) error {
	from := s.from
	if strings.Contains(s.where, "i.") || strings.Contains(s.where, "d.") {
		from += joinDelivery
	} else { // the index knows its rows by their ids
		from = "issuance_search f"
	}
	rows, err := r.db.QueryContext(ctx, "SELECT "+s.id+" FROM "+from+" WHERE "+s.where+" "+tail, s.args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return translate(err)
		}
		if !do(id) {
			return nil
		}
	}
	return translate(rows.Err())
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
		f.Encrypted.met(k.encrypted) && f.PassLink.met(k.linked) && f.Noted.met(k.note != "")
}

// kindTexts are the fields that kinds hold.
var kindTexts = []struct {
	field Field
	text  func(*kind) string
}{
	{InTemplate, func(k *kind) string { return k.template }},
	{InError, func(k *kind) string { return k.failure }},
	{InNote, func(k *kind) string { return k.note }},
	{InEnvironment, func(k *kind) string { return k.environment }},
	{InProof, func(k *kind) string { return k.proof }},
}

// kindNeedle is what the texts of kinds are held against, in their order.
type kindNeedle []anyNeedle

func kindNeedles(by [fieldCount][]Term) (all kindNeedle) {
	for _, t := range kindTexts {
		all = append(all, needles(by[t.field]))
	}
	return all
}

func (all kindNeedle) let(k *kind) bool {
	for n, any := range all {
		if len(any) > 0 && !any.in([]byte(fold(kindTexts[n].text(k)))) {
			return false
		}
	}
	return true
}

func oneOf[T comparable](any []T, one T) bool {
	for _, v := range any {
		if v == one {
			return true
		}
	}
	return len(any) == 0
}

// anyNeedle are terms on one field made ready.
type anyNeedle []needle

type needle struct {
	text  []byte
	whole bool
}

func needles(terms []Term) (any anyNeedle) {
	for _, t := range terms {
		any = append(any, needle{[]byte(t.folded()), t.Whole})
	}
	return any
}

// in tells whether one of them is in a text, which is folded.
func (any anyNeedle) in(folded []byte) bool {
	for _, n := range any {
		if n.whole && bytes.Equal(folded, n.text) || !n.whole && bytes.Contains(folded, n.text) {
			return true
		}
	}
	return false
}

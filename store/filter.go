package store

import (
	"strings"
	"time"
)

// Filter narrows what a list or an export shows. The zero value lets
// everything through. All that is set must be met; of several in one list, one
// is enough, and of several terms on one field as well.
type Filter struct {
	Search   string // words that each stand somewhere, in any case; "quoted" ones as one
	Terms    []Term
	Status   []Status
	Handover []Handover

	Since, Until time.Time // received from Since on, and before Until; zero is open

	PassLink  Whether // has a pass link
	Encrypted Whether // its credential came encrypted
	Noted     Whether // has a note
	Revoked   Whether // its credential is revoked or being so, see Unrevoked

	Latest bool // only the newest row of each issuance

	// And lets only through what each of these does, Not nothing that one of these
	// does. Their own And and Not are not heeded, and their words are found more
	// slowly than those of Search.
	And []Filter
	Not []Filter

	// asOf has Latest mean the newest among the rows up to this id, for a
	// reading that goes on while others come; 0 is among all.
	asOf int64
}

// Whether is a condition that may be left open. The zero value does.
type Whether uint8

// The ways of a condition.
const (
	Either Whether = iota
	Yes
	No
)

// met tells whether a fact is as w wants it.
func (w Whether) met(fact bool) bool { return w == Either || (w == Yes) == fact }

// Field is a text of an issuance that a Term looks into.
type Field uint8

// The fields.
const (
	InName Field = iota
	InContact
	InSubject // the DID
	InTemplate
	InCredential
	InAction
	InMessage
	InError
	InNote
	InEnvironment
	InProof
	InCause // Fingerprint of the error, of failures
	fieldCount
)

// fieldColumns are the columns where fields stand, in the terms of readRows.
var fieldColumns = [fieldCount]string{
	InName: "i.subject_name", InContact: "i.subject_contact", InSubject: "i.subject_id", InTemplate: "i.template",
	InCredential: "i.credential_id", InAction: "i.action_id", InMessage: "d.message_id", InError: "i.error",
	InNote: "i.note", InEnvironment: "i.environment", InProof: "i.proof",
	InCause: "iif(i.status = 2, fingerprint(i.error), '')",
}

// Term wants a field to contain a text, in any case and with or without marks.
type Term struct {
	In    Field
	Text  string
	Whole bool // the field is that text and nothing else
}

// folded is the text as it is looked for.
func (t Term) folded() string { return fold(bounded(t.Text, maxWord)) }

// maxTerms bounds the words and terms of a filter that are heeded, and maxInner
// the filters in And and Not; more is not typed by anybody.
const (
	maxTerms = 64
	maxInner = 64
)

// alternatives gives the terms by field.
func (f Filter) alternatives() (by [fieldCount][]Term) {
	for _, t := range f.Terms[:min(len(f.Terms), maxTerms)] {
		if t.In < fieldCount {
			by[t.In] = append(by[t.In], t)
		}
	}
	return by
}

// ands and nots are the filters of And and Not that can be heeded: in Not one
// without a condition would hide everything, and so means nothing.
func (f Filter) ands() []Filter { return conditional(f.And) }
func (f Filter) nots() []Filter { return conditional(f.Not) }

func conditional(inner []Filter) (heeded []Filter) {
	for _, n := range inner[:min(len(inner), maxInner)] {
		n.And, n.Not = nil, nil
		if n.conditions().text != "" {
			heeded = append(heeded, n)
		}
	}
	return heeded
}

// clause is a condition in SQL.
type clause struct {
	text string
	args []any
}

// and adds another condition that must be met.
func (c *clause) and(text string, args ...any) {
	if c.text != "" {
		c.text += " AND "
	}
	c.text += text
	c.args = append(c.args[:len(c.args):len(c.args)], args...)
}

// among wants a column to hold one of some values.
func among[T any](c *clause, column string, values []T) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for n, v := range values {
		args[n] = v
	}
	c.and(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

// either wants a condition to be true, or not.
func (c *clause) either(w Whether, yes, no string) {
	switch w {
	case Yes:
		c.and(yes)
	case No:
		c.and(no)
	}
}

// where is what the rows must meet, but for the words of Search, which sources
// sees to.
func (f Filter) where() clause {
	c := clause{text: "i.erased = 0"}
	if own := f.columns(); own.text != "" {
		c.and(own.text, own.args...)
	}
	for _, n := range f.ands() {
		also := n.conditions()
		c.and("("+also.text+")", also.args...)
	}
	for _, n := range f.nots() {
		not := n.conditions()
		c.and("NOT ("+not.text+")", not.args...)
	}
	return c
}

// conditions is all that f wants, its words too, but for And and Not.
func (f Filter) conditions() clause {
	c := f.columns()
	for _, w := range f.words() {
		c.and(w.looked())
	}
	return c
}

// columns is what f wants of columns.
func (f Filter) columns() (c clause) {
	switch {
	case f.Latest && f.asOf > 0:
		c.and("(i.superseded_by IS NULL OR i.superseded_by > ?)", f.asOf)
	case f.Latest:
		c.and("i.superseded_by IS NULL")
	}
	among(&c, "i.status", f.Status)
	among(&c, "i.handover", f.Handover)
	if !f.Since.IsZero() {
		c.and("i.received_at >= ?", ceilMilli(f.Since))
	}
	if !f.Until.IsZero() {
		c.and("i.received_at < ?", ceilMilli(f.Until))
	}
	c.either(f.PassLink, "i.pass_url <> ''", "i.pass_url = ''")
	c.either(f.Encrypted, "i.encryption <> 0", "i.encryption = 0")
	c.either(f.Noted, "i.note <> ''", "i.note = ''")
	c.either(f.Revoked, isRevoked, "NOT "+isRevoked)
	for _, terms := range f.alternatives() {
		if len(terms) > 0 {
			text, args := looked(terms)
			c.and(text, args...)
		}
	}
	return c
}

// looked finds what one of some terms finds by looking at the row.
func looked(terms []Term) (text string, args []any) {
	var any []string
	for _, t := range terms {
		function := "folded_contains"
		if t.Whole {
			function = "folded_is"
		}
		any = append(any, function+"(?, "+fieldColumns[t.In]+")")
		args = append(args, t.folded())
	}
	return "(" + strings.Join(any, " OR ") + ")", args
}

// ceilMilli is the first millisecond that is not before t.
func ceilMilli(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

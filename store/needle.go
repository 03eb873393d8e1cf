package store

import "bytes"

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

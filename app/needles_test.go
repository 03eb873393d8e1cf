package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// needles are texts to search for, all at once: there are thousands of them,
// and a search for each would take minutes.
type needles struct {
	byStart map[uint64][]needle // the first 8 bytes
	maybe   [1 << 16]bool       // by hash of those
}

type needle struct {
	name string // what it is, without showing it
	text []byte
}

// add has a text of at least 8 bytes searched for. One of 32 or more is
// searched for in halves: a database cuts texts in two where a page ends, and
// then one half is whole.
func (n *needles) add(name, text string) {
	if len(text) < 8 {
		panic(name + " is too short to search for")
	}
	parts := []string{text}
	if len(text) >= 32 {
		parts = []string{text[:len(text)/2], text[len(text)/2:]}
	}
	if n.byStart == nil {
		n.byStart = map[uint64][]needle{}
	}
	for _, part := range parts {
		start := binary.BigEndian.Uint64([]byte(part))
		n.maybe[hashed(start)] = true
		n.byStart[start] = append(n.byStart[start], needle{name, []byte(part)})
	}
}

func hashed(start uint64) uint64 { return start * 0x9E3779B97F4A7C15 >> 48 }

// in gives the names of what a text contains, each once.
func (n *needles) in(text []byte) (names []string) {
	var window uint64
	for end, b := range text {
		window = window<<8 | uint64(b)
		if end < 7 || !n.maybe[hashed(window)] {
			continue
		}
		for _, needle := range n.byStart[window] {
			if bytes.HasPrefix(text[end-7:], needle.text) {
				names = append(names, needle.name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestNeedlesAreFound(t *testing.T) {
	var all needles
	var texts, want []string
	for n := range 300 {
		texts = append(texts, fmt.Sprintf("%0*d", 8+n%60, n*7919))
		want = append(want, fmt.Sprintf("number %d", n))
		all.add(want[n], texts[n])
	}
	slices.Sort(want)
	var hay []byte
	for _, n := range rand.Perm(len(texts)) {
		hay = append(hay, "hay"[:rand.IntN(4)]...)
		hay = append(hay, texts[n]...)
	}
	if got := all.in(hay); !slices.Equal(got, want) {
		t.Errorf("%d of %d found", len(got), len(want))
	}
	var secret needles
	secret.add("a secret", "0123456789abcdef0123456789ABCDEF")
	for text, found := range map[string]int{
		"0123456789abcdef0123456789ABCDEF": 1, "x0123456789abcdef": 1, "0123456789ABCDEFx": 1, "0123456789abcde 0123456789ABCDE": 0, "": 0,
	} {
		if got := secret.in([]byte(text)); len(got) != found {
			t.Errorf("%q: %v", text, got)
		}
	}
}

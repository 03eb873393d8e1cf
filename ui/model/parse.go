package model

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"passdesk/assets/say"
	"passdesk/store"
)

// Problem is a part of a filter that is not heeded, and why.
type Problem struct {
	From, To int // bytes of the text
	Text     say.Sentence
}

const (
	// maxFilter bounds a filter's text, in bytes.
	maxFilter = 4096
	// maxTokens bounds its words and values.
	maxTokens = 64
)

// Parse reads a filter. It always gives one: what it cannot read is left out and
// told of, so that nothing vanishes while somebody types. Days are those of in.
func Parse(text string, now time.Time, in *time.Location) (store.Filter, []Problem) {
	p := parser{now: now.In(in).Round(0)}
	if len(text) > maxFilter {
		p.problem(token{from: maxFilter, to: len(text)}, "this is too long; what comes from here on does not count")
		text = strings.ToValidUTF8(text[:maxFilter], "")
	}
	all := tokens(text)
	if len(all) > maxTokens {
		p.problem(token{from: all[maxTokens].from, to: len(text)}, say.Sentence("these are too many; what comes after the first {{.N}} does not count").With("N", maxTokens))
		all = all[:maxTokens]
	}
	for _, t := range all {
		p.take(t)
	}
	return p.f, p.problems
}

// parser collects what tokens say.
type parser struct {
	now      time.Time
	f        store.Filter
	problems []Problem
}

func (p *parser) problem(t token, text say.Sentence) {
	p.problems = append(p.problems, Problem{t.from, t.to, text})
}

func (p *parser) take(t token) {
	t.value = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(t.value, ""), "\x00", ""))
	if t.key == "" {
		p.takeWord(t)
		return
	}
	k, known := keyNamed(t.key)
	switch {
	case !known:
		p.problem(t, say.Sentence("there is no filter {{.Key}}:; put it in quotes to search for it").With("Key", t.key))
	case t.value == "" && !(t.whole && k.kind == keyText):
		p.problem(t, say.Sentence("say what {{.Key}}: is to be").With("Key", t.key))
	case t.whole && k.kind != keyText:
		p.problem(t, say.Sentence("{{.Key}}: takes no =").With("Key", t.key))
	default:
		p.takeKey(t, k)
	}
}

// takeWord takes a word to search for. A minus alone is about to become one.
func (p *parser) takeWord(t token) {
	switch {
	case t.value == "":
	case t.not:
		not := store.Filter{Search: quoted(t.value)}
		if !slices.ContainsFunc(p.f.Not, func(n store.Filter) bool { return n.Search == not.Search }) {
			p.f.Not = append(p.f.Not, not)
		}
	default:
		p.f.Search = strings.TrimPrefix(p.f.Search+" "+quoted(t.value), " ")
	}
}

// quoted is a word as a search takes it.
func quoted(word string) string {
	if wordEnd(word) < len(word) {
		return `"` + word + `"`
	}
	return word
}

func (p *parser) takeKey(t token, k filterKey) {
	switch k.kind {
	case keyStatus:
		if s, err := store.ParseStatus(strings.ToLower(t.value)); err == nil {
			addTo(&p.side(t, func(n *store.Filter) bool { return n.Status != nil }).Status, s)
			return
		}
		p.wrong(t, statusWords)
	case keyHandover:
		if h, ok := handoverNamed(strings.ToLower(t.value)); ok {
			addTo(&p.side(t, func(n *store.Filter) bool { return n.Handover != nil }).Handover, h)
			return
		}
		p.wrong(t, handoverWords)
	case keySince, keyUntil:
		p.takeTime(t, k.kind)
	case keyHas:
		p.takeHas(t)
	case keyEncrypted:
		p.takeWhether(t, &p.f.Encrypted)
	case keyRevoked:
		p.takeWhether(t, &p.f.Revoked)
	case keyText:
		term := store.Term{In: k.in, Text: t.value, Whole: t.whole || k.word}
		if k.in == store.InProof && strings.EqualFold(t.value, openProof) {
			term.Text = ""
		}
		addTo(&p.side(t, func(n *store.Filter) bool { return n.Terms != nil && n.Terms[0].In == k.in }).Terms, term)
	}
}

// side is where a token's value goes: the filter, or for one with a minus that
// of Not which has its key already.
func (p *parser) side(t token, same func(*store.Filter) bool) *store.Filter {
	if !t.not {
		return &p.f
	}
	for n := range p.f.Not {
		if same(&p.f.Not[n]) {
			return &p.f.Not[n]
		}
	}
	p.f.Not = append(p.f.Not, store.Filter{})
	return &p.f.Not[len(p.f.Not)-1]
}

func addTo[T comparable](all *[]T, one T) {
	if !slices.Contains(*all, one) {
		*all = append(*all, one)
	}
}

func (p *parser) wrong(t token, words []string) {
	p.problem(t, say.Sentence("{{.Key}}: is {{.Words}}, not {{.Value}}").With("Key", t.key).With("Words", oneOf(words)).With("Value", strconv.Quote(cutShort(t.value))))
}

func (p *parser) takeHas(t token) {
	switch strings.ToLower(t.value) {
	case "pass":
		p.settle(t, &p.f.PassLink, !t.not)
	case "note":
		p.settle(t, &p.f.Noted, !t.not)
	default:
		p.wrong(t, hasWords)
	}
}

func (p *parser) takeWhether(t token, w *store.Whether) {
	switch strings.ToLower(t.value) {
	case "yes":
		p.settle(t, w, !t.not)
	case "no":
		p.settle(t, w, t.not)
	default:
		p.wrong(t, whetherWords)
	}
}

// settle sets a condition that can only be one or the other.
func (p *parser) settle(t token, w *store.Whether, yes bool) {
	to := store.No
	if yes {
		to = store.Yes
	}
	if *w != store.Either && *w != to {
		p.problem(t, "this is wanted the other way before, which counts")
		return
	}
	*w = to
}

func (p *parser) takeTime(t token, kind keyKind) {
	at, read := &p.f.Since, ParseSince
	if kind == keyUntil {
		at, read = &p.f.Until, ParseUntil
	}
	moment, err := read(t.value, p.now)
	switch {
	case t.not:
		p.problem(t, say.Sentence("{{.Key}}: takes no minus; use since: and until:").With("Key", t.key))
	case err != nil:
		p.problem(t, say.Of(err))
	case !at.IsZero():
		p.problem(t, say.Sentence("{{.Key}}: stands here before, which counts").With("Key", t.key))
	default:
		*at = moment
	}
}

// cutShort keeps a value from filling a sentence.
func cutShort(text string) string {
	const most = 40
	if short, rest := splitAfter(text, most); rest != "" {
		return short + "…"
	}
	return text
}

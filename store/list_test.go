package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// listed is the reference: what a filter and an order give, found out row by
// row in the plainest way.
func listed(all []Issuance, f Filter, o Order) (ids []int64) {
	var rows []Issuance
	for _, i := range all {
		if plainly(i, f) && !slices.ContainsFunc(f.And, func(n Filter) bool { return !plainly(i, n) }) && !slices.ContainsFunc(f.Not, func(n Filter) bool { return plainly(i, n) }) {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(a, b Issuance) int { return plainOrder(a, b, o) })
	for _, i := range rows {
		ids = append(ids, i.ID)
	}
	return ids
}

func plainly(i Issuance, f Filter) bool {
	either := func(w Whether, fact bool) bool { return w == Either || fact == (w == Yes) }
	ok := (len(f.Status) == 0 || slices.Contains(f.Status, i.Status)) &&
		(len(f.Handover) == 0 || slices.Contains(f.Handover, i.Handover)) &&
		either(f.PassLink, i.PassURL != "") && either(f.Encrypted, i.Encryption != Clear) && either(f.Noted, i.Note != "") &&
		either(f.Revoked, !i.Unrevoked()) &&
		(f.Since.IsZero() || !i.ReceivedAt.Before(f.Since)) && (f.Until.IsZero() || i.ReceivedAt.Before(f.Until)) &&
		!(f.Latest && i.SupersededBy != "")
	for _, w := range Words(f.Search) {
		looked := []string{i.SubjectName, i.SubjectContact, i.Template, i.Error, i.Note}
		if len([]rune(w)) > 2 {
			looked = append(looked, i.CredentialID, i.ActionID, i.MessageID)
		}
		ok = ok && slices.ContainsFunc(looked, func(text string) bool { return strings.Contains(fold(text), fold(w)) })
	}
	met := map[Field]bool{}
	for _, t := range f.Terms {
		text := fold([]string{
			i.SubjectName, i.SubjectContact, i.SubjectID, i.Template, i.CredentialID, i.ActionID, i.MessageID,
			i.Error, i.Note, i.Environment, i.Proof, causeOf(i),
		}[t.In])
		met[t.In] = met[t.In] || t.Whole && text == fold(t.Text) || !t.Whole && strings.Contains(text, fold(t.Text))
	}
	for _, any := range met {
		ok = ok && any
	}
	return ok
}

func causeOf(i Issuance) string {
	if i.Status != Failed {
		return ""
	}
	return Fingerprint(i.Error)
}

func plainOrder(a, b Issuance, o Order) int {
	sign := -1
	if o.Ascending {
		sign = 1
	}
	text := func(a, b string) int {
		if (a == "") != (b == "") {
			return cmp.Compare(b, a) // what is missing comes last
		}
		return sign * bytes.Compare([]byte(fold(a)), []byte(fold(b)))
	}
	var d int
	switch o.By {
	case ByName:
		d = text(a.SubjectName, b.SubjectName)
	case ByContact:
		d = text(a.SubjectContact, b.SubjectContact)
	case ByTemplate:
		d = text(a.Template, b.Template)
	case ByStatus:
		rank := func(s Status) int { return slices.Index([]Status{Failed, Other, Pending, Succeeded}, s) }
		d = sign * cmp.Compare(rank(a.Status), rank(b.Status))
	case ByHandover:
		d = sign * cmp.Compare(a.Handover, b.Handover)
	case ByValidity:
		if a.ValidUntil.IsZero() != b.ValidUntil.IsZero() {
			d = cmp.Compare(b.ValidUntil.UnixMilli(), a.ValidUntil.UnixMilli())
		} else {
			d = sign * a.ValidUntil.Compare(b.ValidUntil)
		}
	}
	return cmp.Or(d, sign*cmp.Compare(a.ID, b.ID))
}

// pick draws from what rows are made of and what they are searched for.
type pick struct{ *rand.Rand }

func of[T any](p pick, some ...T) T { return some[p.IntN(len(some))] }

var (
	pickedNames = []string{"", "Ada Lovelace", "ADA lovelace", "Zoë Müller", "Ångström, A.", "王小明", "王小", "Дмитрий Соколов", "a", "x", "Ada Lovelace the second of that name"}
	pickedTexts = []string{"ada", "love", "e", "a", "王", "王小", "zoe", "müll", "diploma", "2026", "42", "msg_1", "urn:uuid:0", "act-7", "funds", "call back", `"ada lovelace"`, "nobody", "valid", "@", "DID:", "соколов ди", "stag", "dip a"}
)

func (p pick) issuance(n int) Issuance {
	return Issuance{
		Status: of(p, Succeeded, Succeeded, Failed, Pending, Other), SubjectName: of(p, pickedNames...),
		SubjectContact: of(p, "", "ada@example.org", "Zoe@Example.org", "x@y.example"), SubjectID: of(p, "", "did:1", "did:22"),
		Template: of(p, "", "Diploma 2026", "diploma 2026", "Badge", "Diplôme"), CredentialID: fmt.Sprintf("urn:uuid:%04d", p.IntN(n+1)),
		ActionID: of(p, "", fmt.Sprintf("act-%d", p.IntN(n+1))), PassURL: of(p, "", "https://pass.example.org/x"),
		ValidUntil: of(p, time.Time{}, time.UnixMilli(int64(p.IntN(5)-2)*1e9)), Encryption: of(p, Clear, Recoverable, HolderOnly),
		Error: of(p, "", "insufficient funds", "Wallet not found"), Environment: of(p, "", "staging", "production"),
		Proof: of(p, "", "valid", "not yet valid"),
	}
}

func (p pick) filter(depth int) (f Filter) {
	maybe := func() bool { return p.IntN(5) == 0 }
	if maybe() {
		f.Search = of(p, pickedTexts...)
	}
	for p.IntN(3) == 0 {
		f.Terms = append(f.Terms, Term{In: Field(p.IntN(int(fieldCount))), Text: strings.Trim(of(p, append(pickedTexts, pickedNames...)...), `"`), Whole: p.IntN(3) == 0})
	}
	for maybe() {
		f.Status = append(f.Status, of(p, Succeeded, Failed, Pending, Other))
	}
	for maybe() {
		f.Handover = append(f.Handover, of(p, HandoverNew, HandoverCopied, HandoverSent))
	}
	if maybe() {
		f.Since = time.UnixMilli(int64(p.IntN(400)) * 1000).Add(of(p, 0, time.Nanosecond))
	}
	if maybe() {
		f.Until = time.UnixMilli(int64(p.IntN(400)) * 1000)
	}
	if maybe() {
		f.PassLink, f.Encrypted, f.Noted = of(p, Either, Yes, No), of(p, Either, Yes, No), of(p, Either, Yes, No)
		f.Revoked = of(p, Either, Yes, No)
	}
	f.Latest = p.IntN(2) == 0
	for depth > 0 && maybe() {
		if n := p.filter(0); n.conditions().text != "" {
			f.Not = append(f.Not, n)
		}
	}
	for depth > 0 && maybe() {
		f.And = append(f.And, p.filter(0))
	}
	return f
}

func (p pick) order() Order {
	return Order{By: OrderBy(p.IntN(int(ByValidity) + 1)), Ascending: p.IntN(2) == 0}
}

// change does what happens to a store in the course of time.
func (p pick) change(t *testing.T, s *Store, count *int) {
	t.Helper()
	id := int64(p.IntN(*count) + 1)
	switch p.IntN(14) {
	case 12:
		_, err := s.Ledger().BeginRevocation(t.Context(), id, "staging", time.Now())
		if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrRevoking) {
			t.Fatal(err)
		}
	case 13:
		due, err := s.DueRevocations(t.Context(), time.Now(), 1)
		must(t, err)
		for _, r := range due {
			r.Status, r.Ended = of(p, Failed, Succeeded, Other), time.Now()
			must(t, s.Ledger().FollowRevocation(t.Context(), r))
		}
	case 0:
		must(t, s.MarkCopied(t.Context(), time.Now(), id))
	case 1:
		must(t, s.Proven(t.Context(), map[int64]string{id: "valid"}, 0))
	case 2:
		if err := s.Erase(t.Context(), []int64{id}, true); err != nil && !errors.Is(err, ErrNotFound) {
			t.Fatal(err)
		}
	case 3, 4:
		must(t, s.writer.do(t.Context(), func(b *batch) error {
			_, err := b.conn.ExecContext(b.ctx, `UPDATE issuance SET note = ? WHERE id = ? AND erased = 0`, of(p, "", "call back 42", "zoë"), id)
			b.changed = true
			return err
		}))
	default:
		for range p.IntN(4) {
			*count++
			d := Delivery{MessageID: fmt.Sprintf("msg_%d", *count), ReceivedAt: time.UnixMilli(int64(*count) * 1000), Body: []byte("x")}
			_, err := s.Append(t.Context(), d, p.issuance(*count))
			must(t, err)
		}
	}
}

// TestListsAreWhatTheyShouldBe holds every way to a list against the plainest
// one, while rows come and change.
func TestListsAreWhatTheyShouldBe(t *testing.T) {
	defer func(a, b, c int) { fewRows, manyHits, nearRows = a, b, c }(fewRows, manyHits, nearRows)
	for seed, bounds := range [][3]int{{fewRows, manyHits, nearRows}, {3, 5, 20}, {0, 1, 300}} {
		t.Run(fmt.Sprint(bounds), func(t *testing.T) {
			fewRows, manyHits, nearRows = bounds[0], bounds[1], bounds[2]
			s, dir := openTemp(t)
			p := pick{rand.New(rand.NewPCG(uint64(seed), 26))}
			_, err := s.Append(t.Context(), Delivery{MessageID: "msg_1", ReceivedAt: time.UnixMilli(1000), Body: []byte("x")}, p.issuance(1))
			must(t, err)
			count := 1
			for count < 200 {
				p.change(t, s, &count)
			}
			var kept []*List
			for round := range 40 {
				f, o := p.filter(1), p.order()
				all := everything(t, s.Reader)
				want := listed(all, f, o)
				l, err := s.List(t.Context(), f, o)
				must(t, err)
				if got := l.IDs(0, l.Len()); !slices.Equal(got, want) {
					t.Fatalf("%d: %+v %+v\n got %v\nwant %v", round, f, o, got, want)
				}
				head, err := s.Head(t.Context(), f, o, 7)
				must(t, err)
				if got := idsOf(head); !slices.Equal(got, want[:min(7, len(want))]) {
					t.Fatalf("%d: head of %+v %+v\n got %v\nwant %v", round, f, o, got, want)
				}
				if plain := listed(all, f, Order{}); !slices.Equal(mustNewestIDs(t, s, f), plain) {
					t.Fatalf("%d: Newest(%+v)\n got %v\nwant %v", round, f, mustNewestIDs(t, s, f), plain)
				}
				if plain := listed(all, f, Order{Ascending: true}); !slices.Equal(allIDs(t, s, f), plain) {
					t.Fatalf("%d: All(%+v)\n got %v\nwant %v", round, f, allIDs(t, s, f), plain)
				}
				for n, id := range want {
					if l.Index(id) != n || l.ID(n) != id {
						t.Fatalf("%d stands at %d, not %d", id, l.Index(id), n)
					}
				}
				kept = append(kept, l)
				if len(kept) > 10 {
					kept = kept[1:]
				}
				for range 3 {
					p.change(t, s, &count)
				}
				all = everything(t, s.Reader)
				for n, l := range kept {
					next, err := s.Follow(t.Context(), l)
					must(t, err)
					if got, want := next.IDs(0, next.Len()), listed(all, l.filter, l.order); !slices.Equal(got, want) {
						t.Fatalf("%d: followed %+v %+v\n got %v\nwant %v", round, l.filter, l.order, got, want)
					}
					kept[n] = next
				}
			}
			if c := mustCheckRows(t, dir); !c.Fine() {
				t.Error(c)
			}
		})
	}
}

func idsOf(rows []Issuance) (ids []int64) {
	for _, i := range rows {
		ids = append(ids, i.ID)
	}
	return ids
}

func mustNewestIDs(t *testing.T, s *Store, f Filter) []int64 {
	t.Helper()
	rows, err := s.Newest(t.Context(), f, 10_000)
	must(t, err)
	return idsOf(rows)
}

func allIDs(t *testing.T, s *Store, f Filter) (ids []int64) {
	t.Helper()
	for i, err := range s.All(t.Context(), f) {
		must(t, err)
		ids = append(ids, i.ID)
	}
	return ids
}

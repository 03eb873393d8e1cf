package roster

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

// world is what issuances say: a line for each with status, name and contact, the
// oldest first; their ids count from 1. "revoked" is a status here.
type world []string

func (w world) each(do func(store.Glimpse)) error {
	for n := len(w) - 1; n >= 0; n-- {
		part := strings.Split(w[n], "|")
		revoked := part[0] == "revoked"
		if revoked {
			part[0] = "succeeded"
		}
		status, err := store.ParseStatus(part[0])
		if err != nil {
			return err
		}
		do(store.Glimpse{ID: int64(n + 1), Status: status, Revoked: revoked, Received: time.Unix(int64(n), 0), Name: []byte(store.Fold(part[1])), Contact: []byte(store.Fold(part[2]))})
	}
	return nil
}

// roll reads people from lines with name, contact and id; their numbers count
// from 1.
func roll(lines ...string) (people []store.Expected) {
	for n, line := range lines {
		part := strings.Split(line+"||", "|")
		people = append(people, store.Expected{Number: n + 1, Name: part[0], Contact: part[1], Ident: part[2]})
	}
	return people
}

// outcome writes how it stands with everybody, and who is unexpected.
func outcome(r model.Reconciled) string {
	var words []string
	for _, l := range r.Lines {
		word := l.State.String()
		if l.Issuance != 0 {
			word += fmt.Sprintf(" %d by %s", l.Issuance, l.By)
		}
		for _, g := range l.Suggested {
			word += fmt.Sprintf(" %d? %s", g.Issuance, g.Why)
		}
		words = append(words, word)
	}
	if len(r.Unexpected) > 0 {
		words = append(words, fmt.Sprint("unexpected ", r.Unexpected))
	}
	return strings.Join(words, "; ")
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		about  string
		people []store.Expected
		world  world
		want   string
	}{
		{
			"an address, in any case", roll("Ada Lovelace|ada@example.org", "Alan Turing|alan@example.org"),
			world{"succeeded|A. Lovelace|Ada@Example.org", "failed||alan@example.org"},
			"issued 1 by email; failed 2 by email",
		},
		{
			"a name, whatever the marks and the order of the sheet", roll("Zoë O’Brien", "Łukasz  Nowak-Kowal"),
			world{"succeeded|Zoe OBrien|z@example.org", "pending|łukasz nowak kowal|"},
			"issued 1 by name; pending 2 by name",
		},
		{
			"success counts, or else what is newest", roll("Ada|ada@example.org", "Alan|alan@example.org"),
			world{"failed|Ada|ada@example.org", "succeeded|Ada|ada@example.org", "failed|Ada|ada@example.org", "failed|Alan|alan@example.org", "pending|Alan|alan@example.org"},
			"issued 2 by email; pending 5 by email",
		},
		{
			"what is revoked counts for nothing that is not", roll("Ada|ada@example.org", "Alan|alan@example.org", "Grace|grace@example.org"),
			world{
				"succeeded|Ada|ada@example.org", "revoked|Ada|ada@example.org", "revoked|Alan|alan@example.org",
				"failed|Grace|grace@example.org", "revoked|Grace|grace@example.org",
			},
			"issued 1 by email; revoked 3 by email; revoked 5 by email",
		},
		{"nobody", roll("Ada Lovelace|ada@example.org"), world{"succeeded|Grace Hopper|grace@example.org"}, "missing; unexpected [1]"},
		{
			"a namesake with another address asks", roll("John Smith|john@example.org"),
			world{"succeeded|John Smith|smith@example.net"},
			"to confirm 1? other email",
		},
		{
			"two of one name and no address ask", roll("John Smith||act-1", "John Smith||act-2"),
			world{"succeeded|John Smith|"},
			"to confirm 1? shared name; to confirm 1? shared name",
		},
		{
			"one name at two addresses asks", roll("John Smith"),
			world{"succeeded|John Smith|a@example.org", "succeeded|John Smith|b@example.org"},
			"to confirm 2? shared name 1? shared name",
		},
		{
			"one who stands there twice", roll("Ada Lovelace", "Ada Lovelace", "Alan|alan@example.org", "Alan|alan@example.org"),
			world{"succeeded|Ada Lovelace|a@example.org", "succeeded|Alan|alan@example.org"},
			"to confirm 1? shared name; to confirm 1? shared name; issued 2 by email; issued 2 by email",
		},
		{
			"as many namesakes as issuances", roll("John Smith", "John Smith"),
			world{"succeeded|John Smith|", "succeeded|John Smith|"},
			"issued 2 by name; issued 2 by name",
		},
		{
			"another of the family", roll("Ada Lovelace|family@x.org"),
			world{"succeeded|bob lovelace|family@x.org"},
			"to confirm 1? shared email",
		},
		{
			"a name told in part", roll("Ada|ada@x.org", "Alan Mathison Turing|alan@x.org", "|grace@x.org"),
			world{"succeeded|Ada Lovelace|ada@x.org", "succeeded|Turing|alan@x.org", "succeeded|Grace|grace@x.org"},
			"issued 1 by email; issued 2 by email; issued 3 by email",
		},
		{
			"ids and an address that is not theirs alone", roll("Ada|home@x.org|urn:1", "Ada|home@x.org|urn:2"),
			world{"succeeded|Ada|home@x.org"},
			"to confirm 1? shared email; to confirm 1? shared email",
		},
		{
			"a school's address", roll("Ada Lovelace|office@school.example", "Alan Turing|office@school.example", "Grace Hopper|office@school.example"),
			world{"succeeded|Ada Lovelace|office@school.example", "failed||office@school.example"},
			"issued 1 by email; to confirm 2? shared email; to confirm 2? shared email",
		},
		{
			"another's name at a family's address", roll("Ada Lovelace|home@example.org"),
			world{"succeeded|Anne Lovelace|home@example.org", "succeeded|George Lovelace|home@example.org"},
			"to confirm 2? shared email 1? shared email",
		},
		{
			"slips", roll("Grace Hopper|grace.hopper@example.org", "Ada Lovelace|ada.lovelace@example.com", "Lovelace Anne", "Sonja Kowalewskaja", "Alan Mathison Turing"),
			world{
				"succeeded|Grace Hoper|grace.hoper@example.org", "succeeded|Ada Lovelace-King|ada.lovelace@example.org", "succeeded|Anne Lovelace|x@example.org",
				"succeeded|Sonja Kowalewskaya|", "succeeded|Alan Turing|",
			},
			"to confirm 1? similar email; missing; to confirm 3? name in another order; to confirm 4? similar name; to confirm 5? similar name; unexpected [2]",
		},
		{
			"the domain", roll("Ada Lovelace|ada.lovelace@gmial.example"),
			world{"succeeded|ada lovelace|ada.lovelace@gmail.example"},
			"to confirm 1? other email",
		},
		{
			"similar numbers are others", roll("Ann Smith|a.smith1@example.org"), world{"succeeded|Bob Jones|a.smith2@example.org"}, "missing; unexpected [1]",
		},
		{
			"what is somebody's is suggested to nobody", roll("Ada Lovelace|ada@example.org", "Ada Lovelace|ada@example.net"),
			world{"succeeded|Ada Lovelace|ada@example.org"},
			"issued 1 by email; missing",
		},
		{"letters of a name alone", roll("'|"), world{"succeeded||"}, "missing; unexpected [1]"},
	} {
		t.Run(c.about, func(t *testing.T) {
			r, err := match(c.people, known{each: c.world.each})
			if got := outcome(r); err != nil || got != c.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestMatchByIdAndByWhatStaffSaid(t *testing.T) {
	people := roll("Ada||act-1", "Alan Turing|alan@example.org", "Grace|grace@example.org")
	w := world{"failed||", "succeeded|Alan Turing|turing@example.net", "succeeded|Somebody|else@example.org", "succeeded|Alan Turing|a@example.net"}
	k := known{each: w.each, named: map[string][]int64{"act-1": {1}}, same: map[int][]int64{3: {3}}, not: map[pair]bool{{2, 4}: true}}
	r, err := match(people, k)
	if got, want := outcome(r), "failed 1 by id; to confirm 2? other email; issued 3 by staff; unexpected [4]"; err != nil || got != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
	if r.Counts != [model.RosterStates]int{model.RosterIssued: 1, model.RosterFailed: 1, model.RosterSuggested: 1, model.RosterUnexpected: 1} {
		t.Errorf("counts: %v", r.Counts)
	}
}

func TestMatchNobodyWhoseIdIsAnothers(t *testing.T) {
	w := world{"succeeded|Ada|home@x.org", "succeeded|Ada|home@x.org"}
	for about, c := range map[string]struct {
		people []store.Expected
		k      known
		want   string
	}{
		"one was issued": {roll("Ada|home@x.org|urn:1", "Ada|home@x.org|urn:2"), known{each: w[:1].each, named: map[string][]int64{"urn:1": {1}}}, "issued 1 by id; missing"},
		"no names":       {roll("|home@x.org|urn:1", "|home@x.org|urn:2"), known{each: w[:1].each, named: map[string][]int64{"urn:1": {1}}}, "issued 1 by id; missing"},
		"the later one":  {roll("Ada|home@x.org", "Ada|home@x.org|urn:2"), known{each: w[:1].each, named: map[string][]int64{"urn:2": {1}}}, "missing; issued 1 by id"},
		"one may be": {
			roll("Ada|home@x.org|urn:1", "Ada|home@x.org|urn:2"),
			known{each: w.each, named: map[string][]int64{"urn:1": {1}}},
			"issued 1 by id; to confirm 2? shared email",
		},
		"a namesake of whom staff said it": {roll("Ada", "Ada"), known{each: w[:1].each, same: map[int][]int64{1: {1}}}, "issued 1 by staff; missing"},
	} {
		t.Run(about, func(t *testing.T) {
			r, err := match(c.people, c.k)
			if got := outcome(r); err != nil || got != c.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

// TestManyOfOneContact has the issuances of a contact be somebody's once, not once
// for each who has it.
func TestManyOfOneContact(t *testing.T) {
	const people, issuances = 2000, 20_000
	var ids, same []string
	var w world
	k := known{same: map[int][]int64{}, named: map[string][]int64{}}
	for n := range people {
		ids = append(ids, fmt.Sprintf("John Smith|office@x.org|urn:%d", n))
		same = append(same, "John Smith|office@x.org|urn")
		k.same[n+1] = []int64{1}
	}
	for n := range issuances {
		w = append(w, "succeeded|John Smith|office@x.org")
		k.named["urn"] = append(k.named["urn"], int64(n+1))
	}
	k.each = w.each
	r, err := match(roll(ids...), known{each: w.each})
	if err != nil || r.Counts[model.RosterSuggested] != people {
		t.Errorf("%v, %v", r.Counts, err)
	}
	if r, err = match(roll(same...), k); err != nil || r.Counts[model.RosterIssued] != people {
		t.Errorf("%v, %v", r.Counts, err)
	}
	held := 0
	for _, l := range r.Lines {
		held += l.Issuances
	}
	if held > 2*issuances+people*(2*mostNamesakes+1) {
		t.Errorf("%d are held", held)
	}
}

func TestOneOff(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"ada", "ada", true},
		{"ada", "ad", true},
		{"ada", "adda", true},
		{"ada", "aba", true},
		{"ada", "daa", true},
		{"ada", "add", true},
		{"ada", "bob", false},
		{"ada", "adacc", false},
		{"ab", "ba", true},
		{"abc", "cba", false},
		{"müller", "muller", true},
		{"王小", "王大", true},
		{"", "", true},
		{"", "a", true},
		{"", "ab", false},
	} {
		if got := oneOff(c.a, c.b); got != c.want || oneOff(c.b, c.a) != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

// BenchmarkManyOfOneKind has many people and many issuances that have the same name
// or contact, or nearly so: the work is not to be the product of both.
func BenchmarkManyOfOneKind(b *testing.B) {
	for _, c := range [][2]string{
		{"John Smith|office@school.example", "John Smith|office@school.example"},
		{"John Smith|john.%d@example.org", "John Smith|smith.%d@example.net"},
		{"John %d Smith|office@school.example", "|office@school.example"},
		{"|x%d@example.org", "|%dx@example.org"},
	} {
		b.Run(c[0]+" and "+c[1], func(b *testing.B) {
			var people []string
			var w world
			for i := range 20_000 {
				people = append(people, strings.ReplaceAll(c[0], "%d", fmt.Sprint(i)))
				w = append(w, "succeeded|"+strings.ReplaceAll(c[1], "%d", fmt.Sprint(i)))
			}
			for b.Loop() {
				if _, err := match(roll(people...), known{each: w.each}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestGuessesAreFewAndTheLikeliest(t *testing.T) {
	m := &matcher{}
	p := &person{}
	for n, why := range []model.Likeness{model.OtherDomain, model.NearName, model.SharedName, model.NearName, model.SharedContact} {
		m.suggest(p, int64(n), why)
	}
	var got []int64
	for _, g := range p.guesses {
		got = append(got, g.Issuance)
	}
	if !slices.Equal(got, []int64{4, 2, 1}) {
		t.Errorf("%v", p.guesses)
	}
}

package model

import (
	"slices"
	"strings"
	"testing"
)

var knownValues = Values{
	Templates:    []string{"Diploma 2026", "Badge", `The "best"`},
	Environments: []string{"staging", "production"},
	Proofs:       []string{"valid", "not yet valid"},
}

func TestComplete(t *testing.T) {
	for text, want := range map[string][]string{ // | is the cursor
		"|":                       nil,
		"st|":                     {"status:|"},
		"ada te| x":               {"ada template:| x"},
		"-st|":                    {"-status:|"},
		"ma|":                     {"contact:|"},
		"lovelace|":               nil,
		`"st|`:                    nil,
		"status:|":                {"status:succeeded |", "status:failed |", "status:pending |", "status:other |"},
		"-status:F|":              {"-status:failed |"},
		"status:failed|":          nil,
		"status:fa| ada":          {"status:failed| ada"},
		"sta|tus:failed":          nil,
		"template:di|":            {`template:"Diploma 2026" |`},
		`template:"2026|`:         {`template:"Diploma 2026" |`},
		"template:best|":          {`template:"The  best" |`},
		"env:|":                   {"env:staging |", "env:production |"},
		"proof:o|":                {`proof:"not yet valid" |`, "proof:open |"},
		"has:|":                   {"has:pass |", "has:note |"},
		"since:ye|":               {"since:yesterday |"},
		"revoked:|":               {"revoked:yes |", "revoked:no |"},
		"encrypted:|":             {"encrypted:yes |", "encrypted:no |"},
		"nothing:|":               nil,
		"name:a|":                 nil,
		"error: status:failed a|": {"error: status:failed action:|"},
	} {
		before, after, _ := strings.Cut(text, "|")
		var got []string
		for _, s := range Complete(before+after, len(before), knownValues) {
			got = append(got, s.Text[:s.Cursor]+"|"+s.Text[s.Cursor:])
		}
		if text == "error: status:failed a|" {
			got = slices.DeleteFunc(got, func(s string) bool { return strings.HasSuffix(s, "since:|") }) // also "after"
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestNothingIsSuggestedInAPage: a page that was pasted keeps nobody waiting.
func TestNothingIsSuggestedInAPage(t *testing.T) {
	for text, want := range map[string]int{
		strings.Repeat("a ", maxFilter/2-2) + "st":  1,
		strings.Repeat("a ", maxFilter/2) + "st":    0,
		strings.Repeat("word ", 1_000_000) + "stat": 0,
	} {
		if got := Complete(text, len(text), knownValues); len(got) != want {
			t.Errorf("in %d bytes %d are suggested", len(text), len(got))
		}
	}
}

// FuzzComplete: a suggestion keeps what is around, has its cursor inside, and
// what it completes is read without a problem in it.
func FuzzComplete(f *testing.F) {
	f.Add("ada status:fa x", 13)
	f.Add(`template:"Dip`, 13)
	f.Fuzz(func(t *testing.T, text string, cursor int) {
		for _, s := range Complete(text, cursor, knownValues) {
			if s.Cursor < 0 || s.Cursor > len(s.Text) || s.Label == "" {
				t.Fatalf("%q at %d: %+v", text, cursor, s)
			}
			if strings.HasSuffix(s.Label, ":") || len(s.Text) > maxFilter || len(tokens(text)) > maxTokens {
				continue
			}
			_, problems := Parse(s.Text, filterNow, berlin)
			for _, p := range problems {
				if p.From < s.Cursor && s.Cursor <= p.To+1 && !strings.Contains(p.Text.String(), "before") && !strings.Contains(p.Text.String(), "minus") && !strings.Contains(p.Text.String(), "no =") {
					t.Fatalf("%q at %d gives %q: %+v", text, cursor, s.Text, p)
				}
			}
		}
	})
}

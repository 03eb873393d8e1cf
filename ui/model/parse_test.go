package model

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"passdesk/store"
)

var berlin = time.FixedZone("CET", 3600)

// filterNow is a Wednesday, in Berlin.
var filterNow = time.Date(2026, 11, 25, 10, 30, 0, 0, berlin)

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, berlin).UTC()
}

func TestParse(t *testing.T) {
	term := func(in store.Field, text string) store.Filter {
		return store.Filter{Terms: []store.Term{{In: in, Text: text}}}
	}
	whole := func(in store.Field, text string) store.Filter {
		return store.Filter{Terms: []store.Term{{In: in, Text: text, Whole: true}}}
	}
	for text, want := range map[string]store.Filter{
		"":                     {},
		"  \t ":                {},
		"-":                    {},
		`""`:                   {},
		"ada lovelace":         {Search: "ada lovelace"},
		`"ada  lovelace" 2026`: {Search: `"ada  lovelace" 2026`},
		`"one"`:                {Search: "one"},
		`ada "not closed `:     {Search: `ada "not closed"`},
		`a"b c"d`:              {Search: `a "b c" d`},
		"10:41":                {Search: "10:41"},
		"urn:uuid:1":           {Search: "urn:uuid:1"},
		"https://pass/x?a=b":   {Search: "https://pass/x?a=b"},
		"ada@example.org":      {Search: "ada@example.org"},
		`"status:failed"`:      {Search: "status:failed"},
		"status:failed":        {Status: []store.Status{store.Failed}},
		"STATUS:Failed":        {Status: []store.Status{store.Failed}},
		"status:failed ada status:other status:failed": {Search: "ada", Status: []store.Status{store.Failed, store.Other}},
		"to:new handover:sent":                         {Handover: []store.Handover{store.HandoverNew, store.HandoverSent}},
		`template:"Diploma 26"`:                        term(store.InTemplate, "Diploma 26"),
		`type:badge`:                                   term(store.InTemplate, "badge"),
		`template:="Diploma"`:                          whole(store.InTemplate, "Diploma"),
		`template:=""`:                                 whole(store.InTemplate, ""),
		"name:ada":                                     term(store.InName, "ada"),
		"contact:@example.org":                         term(store.InContact, "@example.org"),
		"subject:did:key:z6":                           term(store.InSubject, "did:key:z6"),
		"id:urn:uuid:1":                                term(store.InCredential, "urn:uuid:1"),
		"action:77":                                    term(store.InAction, "77"),
		"message:msg_":                                 term(store.InMessage, "msg_"),
		"error:funds":                                  term(store.InError, "funds"),
		`note:"call back"`:                             term(store.InNote, "call back"),
		"env:staging":                                  whole(store.InEnvironment, "staging"),
		"proof:valid":                                  whole(store.InProof, "valid"),
		"proof:open":                                   whole(store.InProof, ""),
		"name:ada name:alan":                           {Terms: []store.Term{{In: store.InName, Text: "ada"}, {In: store.InName, Text: "alan"}}},
		"has:pass":                                     {PassLink: store.Yes},
		"-has:pass has:note":                           {PassLink: store.No, Noted: store.Yes},
		"encrypted:yes":                                {Encrypted: store.Yes},
		"-encrypted:yes":                               {Encrypted: store.No},
		"revoked:yes":                                  {Revoked: store.Yes},
		"revoked:no":                                   {Revoked: store.No},
		"-encrypted:no":                                {Encrypted: store.Yes},
		"-ada":                                         {Not: []store.Filter{{Search: "ada"}}},
		`-"ada l" -b -b`:                               {Not: []store.Filter{{Search: `"ada l"`}, {Search: "b"}}},
		"-status:failed x -name:ada -status:other": {Search: "x", Not: []store.Filter{
			{Status: []store.Status{store.Failed, store.Other}}, {Terms: []store.Term{{In: store.InName, Text: "ada"}}},
		}},
		"since:today":                        {Since: day(2026, 11, 25)},
		"since:yesterday":                    {Since: day(2026, 11, 24)},
		"until:yesterday":                    {Until: day(2026, 11, 25)},
		"since:3d until:1d":                  {Since: day(2026, 11, 22), Until: day(2026, 11, 25)},
		"since:2w":                           {Since: day(2026, 11, 11)},
		"since:5h":                           {Since: filterNow.Add(-5 * time.Hour).UTC()},
		"since:now":                          {Since: filterNow.UTC()},
		"since:monday":                       {Since: day(2026, 11, 23)},
		"since:WED":                          {Since: day(2026, 11, 25)},
		"since:thursday":                     {Since: day(2026, 11, 19)},
		"since:2026-11 until:2026-11":        {Since: day(2026, 11, 1), Until: day(2026, 12, 1)},
		"since:2025 until:2025":              {Since: day(2025, 1, 1), Until: day(2026, 1, 1)},
		"since:2026-11-20":                   {Since: day(2026, 11, 20)},
		"until:2026-11-20":                   {Until: day(2026, 11, 21)},
		"after:2026-11-20T10:00:00Z":         {Since: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)},
		"before:2026-11-20t10:00:00.5+01:00": {Until: time.Date(2026, 11, 20, 9, 0, 0, 5e8, time.UTC)},
	} {
		got, problems := Parse(text, filterNow, berlin)
		if !reflect.DeepEqual(got, want) || len(problems) > 0 {
			t.Errorf("%q:\n got %+v, %v\nwant %+v", text, got, problems, want)
		}
	}
}

// TestParseTellsOfWhatItLeavesOut, and heeds the rest.
func TestParseTellsOfWhatItLeavesOut(t *testing.T) {
	for text, want := range map[string]struct {
		part, says string
	}{
		"ada stauts:failed":                      {"stauts:failed", "there is no filter stauts:; put it in quotes to search for it"},
		"ada status:fail":                        {"status:fail", `status: is succeeded, failed, pending or other, not "fail"`},
		"status: ada":                            {"status:", "say what status: is to be"},
		`ada name:""`:                            {`name:""`, "say what name: is to be"},
		"ada to:nobody":                          {"to:nobody", `to: is new, copied, sent or confirmed, not "nobody"`},
		"ada has:fun":                            {"has:fun", `has: is pass or note, not "fun"`},
		"ada revoked:perhaps":                    {"revoked:perhaps", `revoked: is yes or no, not "perhaps"`},
		"ada encrypted:maybe":                    {"encrypted:maybe", `encrypted: is yes or no, not "maybe"`},
		"ada since:smorgen":                      {"since:smorgen", `"smorgen" is no date; say today, yesterday, monday, 3d, 2w, 2026-11 or 2026-11-20`},
		"ada since:2026-02-30":                   {"since:2026-02-30", `"2026-02-30" is no date; say today, yesterday, monday, 3d, 2w, 2026-11 or 2026-11-20`},
		"ada since:999999999999999999d":          {"since:999999999999999999d", `"999999999999999999d" is no date; say today, yesterday, monday, 3d, 2w, 2026-11 or 2026-11-20`},
		"ada -since:today":                       {"-since:today", "since: takes no minus; use since: and until:"},
		"ada status:=failed":                     {"status:=failed", "status: takes no ="},
		"ada since:today since:2026":             {"since:2026", "since: stands here before, which counts"},
		"ada has:pass -has:pass":                 {"-has:pass", "this is wanted the other way before, which counts"},
		"ada status:" + strings.Repeat("x", 100): {"status:" + strings.Repeat("x", 100), `status: is succeeded, failed, pending or other, not "` + strings.Repeat("x", 40) + `…"`},
	} {
		f, problems := Parse(text, filterNow, berlin)
		if f.Search != "ada" {
			t.Errorf("%q: searches for %q", text, f.Search)
		}
		if len(problems) != 1 || text[problems[0].From:problems[0].To] != want.part || problems[0].Text.String() != want.says {
			t.Errorf("%q: %+v", text, problems)
		}
	}
}

func TestAViewNarrowsAFilter(t *testing.T) {
	for text, want := range map[string]store.Filter{
		"ada": {Search: "ada", Latest: true, And: []store.Filter{{Status: []store.Status{store.Succeeded}}}},
		// A status that is named is meant, wherever the reader is.
		"ada status:failed": {Search: "ada", Status: []store.Status{store.Failed}, Latest: true, And: []store.Filter{{}}},
	} {
		typed, _ := Parse(text, filterNow, berlin)
		if got := Issuances.Narrow(typed); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestParseIsBounded(t *testing.T) {
	for _, text := range []string{strings.Repeat("é", 5000), strings.Repeat("a ", 70)} {
		f, problems := Parse(text, filterNow, berlin)
		if len(problems) != 1 || problems[0].To != len(text) || len(f.Search) > maxFilter || !utf8.ValidString(f.Search) {
			t.Errorf("%.10q: %d bytes, %+v", text, len(f.Search), problems)
		}
	}
}

func TestCanonical(t *testing.T) {
	for text, want := range map[string]string{
		"status:failed   ada -x":                        "ada status:failed -x",
		`template:"Diploma 2026" TYPE:=badge`:           `template:"Diploma 2026" template:=badge`,
		"since:yesterday until:2026-11":                 "since:2026-11-24 until:2026-11-30",
		"since:now":                                     "since:2026-11-25T09:30:00Z",
		`"status:failed" -"status:failed"`:              `"status:failed" -"status:failed"`,
		`--x "-x"`:                                      `"-x" -"-x"`,
		`env:="" proof:open name:"=x" template:=""`:     `env:="" proof:open name:"=x" template:=""`,
		"-has:pass has:note -encrypted:yes":             "-has:pass has:note -encrypted:yes",
		"revoked:no":                                    "-revoked:yes",
		"-status:failed -name:ada -status:other to:new": "to:new -status:failed -status:other -name:ada",
	} {
		f, problems := Parse(text, filterNow, berlin)
		if got := Canonical(f, berlin); got != want || len(problems) > 0 {
			t.Errorf("%q: %q, want %q (%v)", text, got, want, problems)
		}
	}
}

// TestDaysOfALocation: an hour that is missing or comes twice moves no day.
func TestDaysOfALocation(t *testing.T) {
	zone, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"2018-11-03", "2018-11-04", "2019-02-16", "2019-02-17"} {
		f, problems := Parse("since:"+d+" until:"+d, filterNow, zone)
		if long := f.Until.Sub(f.Since); long < 23*time.Hour || long > 25*time.Hour || len(problems) > 0 {
			t.Errorf("%s is %v long, %v", d, long, problems)
		}
		again, _ := Parse(Canonical(f, zone), filterNow.AddDate(0, 0, 3), zone)
		if !reflect.DeepEqual(again, f) {
			t.Errorf("%q: %+v, not %+v", Canonical(f, zone), again, f)
		}
	}
}

// FuzzParse: whatever is typed gives a filter; its canonical text gives the same
// filter, without problems and at any time; and problems stand where they say.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`ada "love lace" status:failed -template:=badge since:3d`, "--x", `-"a`, `name:"=x`, "env:=", `a"b"c:"d"`, "since:2026-11-25T10:00:00.123456789+01:00",
		"until:9997 since:0002", "proof:open -proof:\"not yet valid\"", "-:", ":", `"a\x00b" `, "\xff:\xfe", "to:new to:sent -has:pass", "ſtatus:failed", "note:=\"\" -note:x",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, problems := Parse(text, filterNow, berlin)
		for _, p := range problems {
			if p.From < 0 || p.From > p.To || p.To > len(text) || p.Text == "" {
				t.Errorf("problem %+v in %d bytes", p, len(text))
			}
		}
		written := Canonical(got, berlin)
		if len(written) > maxFilter { // dates may become longer
			return
		}
		again, more := Parse(written, filterNow.AddDate(0, 0, 40), berlin)
		if !reflect.DeepEqual(again, got) || len(more) > 0 {
			t.Errorf("%q is written %q:\n%+v\n%+v %v", text, written, got, again, more)
		}
		if twice := Canonical(again, berlin); twice != written {
			t.Errorf("%q is written %q", written, twice)
		}
	})
}

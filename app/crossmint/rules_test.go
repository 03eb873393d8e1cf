package crossmint

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

func TestStatusOf(t *testing.T) {
	for kind, want := range map[string]store.Status{
		"credential.creation.succeeded":  store.Succeeded,
		"credential:creation.succeeded":  store.Succeeded,
		"credential:creation:succeeded":  store.Succeeded,
		"Credential.Creation.Failed":     store.Failed,
		"credential:creation.failed":     store.Failed,
		"credential.creation.started":    store.Other,
		"xcredential.creation.succeeded": store.Other,
		"":                               store.Other,
	} {
		if got := statusOf(kind); got != want {
			t.Errorf("%q: %v, want %v", kind, got, want)
		}
	}
}

func TestFirstTime(t *testing.T) {
	for text, want := range map[string]string{
		`"2026-03-01T09:30:00Z"`:             "2026-03-01T09:30:00Z",
		`"2026-03-01t09:30:00.5z"`:           "2026-03-01T09:30:00.5Z",
		`"2026-03-01T09:30:00.123456789Z"`:   "2026-03-01T09:30:00.123456789Z",
		`"2026-03-01T00:30:00+02:00"`:        "2026-02-28T22:30:00Z",
		`"2026-03-01T09:30:00.25"`:           "2026-03-01T09:30:00.25Z",
		`" 2026-03-01 "`:                     "2026-03-01T00:00:00Z",
		`"9999-12-31T23:59:59Z"`:             "9999-12-31T23:59:59Z",
		`"0001-01-02"`:                       "0001-01-02T00:00:00Z",
		`"9999-12-31T23:59:59-01:00"`:        "",
		`"0001-01-01T00:00:00+01:00"`:        "",
		`"0000-12-31"`:                       "",
		`"10000-01-01T00:00:00Z"`:            "",
		`"-0001-01-01"`:                      "",
		`"2026-02-30"`:                       "",
		`"yesterday"`:                        "",
		`""`:                                 "",
		`1772357400`:                         "",
		`null`:                               "",
		`{"date":"2026-03-01"}`:              "",
		`"2026-03-01T09:30:00Z and no more"`: "",
	} {
		got := firstTime(value(text))
		if want == "" {
			if !got.IsZero() {
				t.Errorf("%s: %v, want none", text, got)
			}
			continue
		}
		if got.Format(time.RFC3339Nano) != want || got.Location() != time.UTC {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	if got := firstTime(value(`"soon"`), nil, value(`"2026-03-01"`)); got.Year() != 2026 {
		t.Errorf("the readable one was passed over: %v", got)
	}
}

func TestIsOpaque(t *testing.T) {
	for text, want := range map[string]bool{
		"9b2f6c1e-0a4d-4c9b-8f0e-5d6a7b8c9d0e":          true,
		"urn:uuid:9B2F6C1E-0A4D-4C9B-8F0E-5D6A7B8C9D0E": true,
		"0xd8393a735e8b7b6e199db9a537cf27c61aa74954":    true,
		"6f1d2c3b4a5968778695a4b3":                      true,
		"123456789012345678":                            true,
		"clz3k9x0a0001v8m4q7r2t5y6":                     true,
		"Diploma":                                       false,
		"Diploma2026":                                   false,
		"CertificateOfCompletion2026Batch1":             false,
		"Course 1 Part 2 Unit 3 Lesson 4":               false,
		"Abcdef0123":                                    false,
		"शिक्षा-प्रमाणपत्र-2026":                        false,
		"": false,
	} {
		if got := isOpaque(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ text, want string }{
		{"as it is", "as it is"},
		{"  a \t\r\n b\u00a0\u3000c\u2028d\u0085 ", "a b c d"},
		{"\x00a\x1b[0m\x7f", "a [0m"},
		{"a\xffb", "a\uFFFDb"},
		{"\u202ea\u2066 \u2069 b\u202c\ufeff", "a b"},
		{"नि\u200dर", "नि\u200dर"}, // joiners belong to the script
		{"exactly ten", "exactly t…"},
		{"exactly 10", "exactly 10"},
		{"ééééééééééé", "ééééééééé…"},
		{"eight ch rest", "eight ch…"},
		{"ten chars.   ", "ten chars."},
		{" \n ", ""},
	}
	for _, tt := range tests {
		limit := 10
		if got := clean(tt.text, limit); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestRecipients(t *testing.T) {
	for text, want := range map[string]Subject{
		`"email:ada@example.org:polygon-amoy"`:      {Contact: "ada@example.org"},
		`"EMAIL: ada@example.org"`:                  {Contact: "ada@example.org"},
		`"ada@example.org"`:                         {Contact: "ada@example.org"},
		`"did:key:z6MkExample"`:                     {ID: "did:key:z6MkExample"},
		`"base:0x22"`:                               {ID: "did:base:0x22"},
		`"somebody"`:                                {},
		`{"email":"ada@example.org","did":"did:x"}`: {Contact: "ada@example.org", ID: "did:x"},
		`["email:ada@example.org"]`:                 {},
		`null`:                                      {},
	} {
		if got := readRecipient(value(text)); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

// TestScanAgreesWithStandard takes objects apart and compares every member
// with what encoding/json makes of it.
func TestScanAgreesWithStandard(t *testing.T) {
	for _, text := range []string{
		string(sampleBody(t)),
		`{ "a" : [ 1 , { "b\"c\\" : "}],:" } ] ,"\\":"\\\\\"", "":{}, "u":"\u00fc\ud83d\ude00\/", "n" : -1.5E+3,"t":true,"z":[]}`,
	} {
		var want map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		n := 0
		for key, v := range value(text).members() {
			n++
			if string(v) != string(want[key]) {
				t.Errorf("%q: %s, want %s", key, v, want[key])
			}
			var s string
			if json.Unmarshal(v, &s) == nil && v.kind() == '"' && v.text() != s {
				t.Errorf("%q: text %q, want %q", key, v.text(), s)
			}
		}
		if n != len(want) {
			t.Errorf("%d members, want %d", n, len(want))
		}
	}
	var elements []string
	for v := range value(`[1, [2,3] ,{"a":4}," , ",null]`).elements() {
		elements = append(elements, string(v))
	}
	if got := strings.Join(elements, "|"); got != `1|[2,3]|{"a":4}|" , "|null` {
		t.Errorf("elements %s", got)
	}
}

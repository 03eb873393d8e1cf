package crossmint

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFields(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"in their order", `{"b":"x","a":{"d":1.50,"c":true}}`, "b=x a.d=1.50 a.c=true"},
		{"lists", `{"type":["A",{"n":"B"}]}`, "type[0]=A type[1].n=B"},
		{"empty ones show", `{"a":{},"b":[],"c":null,"d":""}`, "a={} b=[] c=null d="},
		{"keys are masked", `{"s":{"encryptionKey":"0123","secret":["4567"],"my_Secret":{"a":1}}}`, "s.encryptionKey=… s.secret=… s.my_Secret=…"},
		{"also in JSON text", `{"s":"{\"secret\":\"0123\"}"}`, `s={"secret":"…"}`},
		{"the proof is for Check", `{"a":1,"proof":{"proofValue":"0x12"},"b":{"proof":2}}`, "a=1 b.proof=2"},
		{"large numbers keep their digits", `{"n":123456789012345678901234567890}`, "n=123456789012345678901234567890"},
		{"what steers text is taken out", `{"a\u202eb":"x\n\u0007y\u202ez"}`, "ab=x yz"},
		{"what is not seen is shown", `{"a":"ada\u200b@x","\u3164":"n\u00adm\u200f\udb40\udc41"}`, `a=ada\u200b@x \u3164=n\u00adm\u200f\udb40\udc41`},
		{"joiners join", `{"a":"\u06cc\u200c\u0645"}`, "a=\u06cc\u200c\u0645"},
		{"no key looks like another's place", `{"a.b":1,"c[0]":2,"":3,"a":{"b":4,"b":5}}`, `"a.b"=1 "c[0]"=2 ""=3 a.b=4 a.b=5`},
		{"no object", `["a"]`, ""},
		{"no JSON", `{"a":`, ""},
	} {
		fields, all := Fields([]byte(c.text))
		var got []string
		for _, f := range fields {
			got = append(got, f.Path+"="+f.Value)
		}
		if text := strings.Join(got, " "); text != c.want || !all {
			t.Errorf("%s: got %q, all %v, want %q", c.name, text, all, c.want)
		}
	}
}

func TestFieldsAreBounded(t *testing.T) {
	many := `{"a":[` + strings.TrimSuffix(strings.Repeat(`1,`, 100_000), ",") + `]}`
	if fields, all := Fields([]byte(many)); len(fields) != maxShown || all {
		t.Errorf("of 100,000 values: %d, all %v", len(fields), all)
	}
	deep := `{"a":` + strings.Repeat(`[`, 5000) + `"x"` + strings.Repeat(`]`, 5000) + `}`
	fields, all := Fields([]byte(deep))
	if len(fields) != 1 || !all || len(fields[0].Path) > 4*maxFieldPath || len(fields[0].Value) > 4*maxFieldValue {
		t.Errorf("5,000 deep: %d fields, all %v", len(fields), all)
	}
	long := fmt.Sprintf(`{%q:{%q:%q}}`, strings.Repeat("k", 9000), strings.Repeat("l", 9000), strings.Repeat("ä", 9000))
	fields, _ = Fields([]byte(long))
	if len(fields) != 1 || len([]rune(fields[0].Path)) > maxFieldPath || len([]rune(fields[0].Value)) > maxFieldValue {
		t.Errorf("long ones are not cut: %d fields", len(fields))
	}
}

// FuzzFields holds that whatever comes in, fields are few, short and on one
// line, and that no text under a key's name comes out.
func FuzzFields(f *testing.F) {
	f.Add(`{"a":{"secret":"KEY"},"b":["x"]}`)
	f.Add(`{"s":"{\"secret\":\"KEY\"}"}`)
	f.Fuzz(func(t *testing.T, text string) {
		fields, _ := Fields([]byte(text))
		if len(fields) > maxShown {
			t.Fatalf("%d fields", len(fields))
		}
		for _, field := range fields {
			for _, part := range []string{field.Path, field.Value} {
				if part != clean(part, maxFieldValue) {
					t.Fatalf("not clean: %q", part)
				}
			}
		}
		if !strings.Contains(text, "KEY") {
			wrapped, _ := Fields([]byte(`{"secret":"KEY","b":` + fmt.Sprintf("%q", text) + `}`))
			if slices.ContainsFunc(wrapped, func(f Field) bool { return strings.Contains(f.Value, "KEY") }) {
				t.Fatal("a key came out")
			}
		}
	})
}

package crossmint

import (
	"strings"
	"testing"
)

func TestPretty(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"order and numbers", `{"z":1.50,"a":[1e400,-0,{}],"e":[],"n":null,"b":true}`, `{
  "z": 1.50,
  "a": [
    1e400,
    -0,
    {}
  ],
  "e": [],
  "n": null,
  "b": true
}`},
		{"keys masked", `{"data":{"secret":"0123456789abcdef","Private_Key":{"a":"b"},"x":[{"privateKey":["k"]}],"secret":null,"secretary":"kept"}}`, `{
  "data": {
    "secret": "…",
    "Private_Key": "…",
    "x": [
      {
        "privateKey": "…"
      }
    ],
    "secret": null,
    "secretary": "kept"
  }
}`},
		{"escaped name of the key", `{"\u0073ecret":"0123456789abcdef"}`, "{\n  \"\\u0073ecret\": \"…\"\n}"},
		{
			"key in JSON in a string", `{"data":"{\"secret\":\"0123456789abcdef\",\"n\":1.50}","o":"{\"n\" : 1}"}`,
			"{\n  \"data\": \"{\\\"secret\\\":\\\"…\\\",\\\"n\\\":1.50}\",\n  \"o\": \"{\\\"n\\\" : 1}\"\n}",
		},
		{"duplicates kept", `{"a":1,"a":2}`, "{\n  \"a\": 1,\n  \"a\": 2\n}"},
		{"mark and rest", "\uFEFF[1]\n\x00rest secret=0123456789abcdef", "[\n  1\n]\n\n\\u0000rest secret=…"},
		{"scalar", ` "a" `, `"a"`},
		{"direction and control", "[\"a\u202eb\u0085\u007f\",\"مثال\"]", "[\n  \"a\\u202eb\\u0085\\u007f\",\n  \"مثال\"\n]"},
		{"invalid UTF-8 in JSON", "[\"a\xffb\"]", "[\n  \"a\uFFFDb\"\n]"},
		{"text", "502 Bad\r\nGateway\x1b[31m\u202e", "502 Bad\nGateway\\u001b[31m\\u202e"},
		{"cut off", `{"data":{"secret":"0123456789abcdef","x":1`, `{"data":{"secret":…,"x":1`},
		{"cut off in the key", `{"secret": "0123456789abc`, `{"secret": …`},
		{"no text", "\x89PNG\r\n", "00000000  89 50 4e 47 0d 0a                                 |.PNG..|\n"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Pretty([]byte(tt.body)); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestPrettyIsBounded(t *testing.T) {
	const note = "\n… Only the first 1 MiB is shown. The body has "
	for name, body := range map[string]string{
		"json":  `["` + strings.Repeat(`é","`, maxPretty/4) + `"]`,
		"deep":  strings.Repeat("[", 5000) + strings.Repeat("1,", 5000) + "1" + strings.Repeat("]", 5000),
		"text":  strings.Repeat("é", maxPretty),
		"bytes": strings.Repeat("\x80", 2*maxPretty),
	} {
		got := Pretty([]byte(body))
		shown, _, found := strings.Cut(got, note)
		if !found || len(shown) > maxPretty || len(shown) < maxPretty-8 {
			t.Errorf("%s: %d bytes, note: %v", name, len(shown), found)
		}
	}
	if got := Pretty([]byte(`"` + strings.Repeat("a", maxPretty-2) + `"`)); len(got) != maxPretty {
		t.Errorf("a body of just 1 MiB gave %d bytes", len(got))
	}
}

// TestPrettyHidesBeyondTheLimit puts a key behind so many escapes inside a
// string that rewriting the string ends before it reaches the key.
func TestPrettyHidesBeyondTheLimit(t *testing.T) {
	const key = "0123456789abcdef"
	body := `{"data":"{\"a\":\"` + strings.Repeat("\u202e", maxPretty/4) + `\",\"secret\":\"` + key + `\"}"}`
	if strings.Contains(Pretty([]byte(body)), key) {
		t.Error("the key is shown")
	}
}

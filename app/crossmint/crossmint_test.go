package crossmint

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestDecodeVectors decodes each testdata/decode/*.json and compares all that
// was read with the .golden file beside it.
func TestDecodeVectors(t *testing.T) {
	inputs, err := filepath.Glob(filepath.Join("testdata", "decode", "*.json"))
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, input := range inputs {
		t.Run(strings.TrimSuffix(filepath.Base(input), ".json"), func(t *testing.T) {
			body, err := os.ReadFile(input)
			if err != nil {
				t.Fatal(err)
			}
			got := describeEvent(Decode(body))
			golden := strings.TrimSuffix(input, ".json") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// describeEvent writes what is set, a line each.
func describeEvent(e Event, err error) string {
	var b strings.Builder
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, text)
		}
	}
	date := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339Nano)
	}
	if err != nil {
		line("failed with", err.Error())
	}
	row := e.Issuance()
	line("type", row.EventType)
	line("status", row.Status.String())
	line("action", row.ActionID)
	line("credential", row.CredentialID)
	line("own id", e.Credential.ID)
	line("template", row.Template)
	line("name", row.SubjectName)
	line("contact", row.SubjectContact)
	line("subject", row.SubjectID)
	line("from", date(row.ValidFrom))
	line("until", date(row.ValidUntil))
	line("encryption", row.Encryption.String())
	line("pass", row.PassURL)
	for _, link := range e.Links {
		line("link", link.URL+" at "+link.Path)
	}
	line("error", row.Error)
	line("key", e.Secret.Reveal())
	if e.Credential.JSON != nil {
		line("in clear", "yes")
	}
	return b.String()
}

func TestDecodeErrorNamesNoContent(t *testing.T) {
	for _, body := range []string{"", "confidential", `"confidential"`, `{"confidential`, "[]"} {
		e, err := Decode([]byte(body))
		if !errors.Is(err, ErrMalformed) || strings.Contains(err.Error(), "confidential") {
			t.Errorf("%q: error %v", body, err)
		}
		if e.Status != store.Other {
			t.Errorf("%q: status %v", body, e.Status)
		}
	}
}

// TestDecodeCutAnywhere cuts a good body at every byte.
func TestDecodeCutAnywhere(t *testing.T) {
	body := sampleBody(t)
	for n := range len(body) - 1 {
		e, err := Decode(body[:n])
		if !errors.Is(err, ErrMalformed) || e.Status != store.Other {
			t.Fatalf("cut at %d: %v, status %v", n, err, e.Status)
		}
		checkEvent(t, e)
	}
}

// TestDecodeHuge decodes huge bodies that are all depth, all breadth or all
// one string: neither stack nor time may run out. What is deepest has the full
// size that is let in.
func TestDecodeHuge(t *testing.T) {
	const size, full = 1 << 20, 5 << 20
	in := func(part, filling string, closing string) []byte {
		n := size / len(filling)
		return []byte(`{"type":"credential.creation.succeeded","data":{"` + part + `":` +
			strings.Repeat(filling, n) + strings.Repeat(closing, n) + `}}`)
	}
	tests := map[string][]byte{
		"open brackets":     in("pass", "[", ""),
		"bare brackets":     bytes.Repeat([]byte("["), full),
		"open objects":      []byte(`{"data":{"credential":` + strings.Repeat(`{"a":`, full/5)),
		"closed brackets":   in("error", "[", "]"),
		"broad pass":        []byte(`{"data":{"pass":[` + strings.Repeat(`"https://a.example.org",`, size/24) + `0]}}`),
		"many links":        []byte(`{"data":{"pass":[` + strings.Repeat(`"https://a.example.org/",1,{"b":[]},`, size/36) + `0]}}`),
		"names in names":    in("credential", `{"credentialSubject":`+strings.Repeat(`{"name":`, 9000)+`"`+strings.Repeat("x", size-100000)+`"`+strings.Repeat("}", 9001), ""),
		"errors in errors":  in("error", strings.Repeat(`{"error":`, 9000)+`"`+strings.Repeat("x", size-100000)+`"`+strings.Repeat("}", 9000), ""),
		"long name":         []byte(`{"data":{"credential":{"credentialSubject":{"name":"` + strings.Repeat(`é `, size/3) + `"}}}}`),
		"long escapes":      []byte(`{"data":{"error":"` + strings.Repeat(`\u00e9\\\"`, size/10) + `"}}`),
		"many keys":         []byte(`{"data":{"error":{` + strings.Repeat(`"a":1,`, size/6) + `"z":0}}}`),
		"backslashes":       []byte(`{"data":{"actionId":"` + strings.Repeat(`\\`, size/2) + `"}}`),
		"unfinished escape": []byte(`{"data":{"actionId":"` + strings.Repeat(`\`, size)),
		"a long key above":  []byte(`{"data":{"pass":{"` + strings.Repeat("k", size) + `":{` + strings.Repeat(`"a":1,`, size/6) + `"z":0}}}}`),
		"a long path above": []byte(`{"data":{"pass":` + strings.Repeat("[", 9000) + strings.Repeat("1,", size/2) + "0" + strings.Repeat("]", 9000) + `}}`),
		"deepest valid":     []byte(`{"data":{"pass":` + strings.Repeat(`{"k":`, 9000) + `"https://a.example.org"` + strings.Repeat("}", 9002)),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, _ := Decode(body)
			checkEvent(t, e)
			if shown := Pretty(body); len(shown) > maxPretty+200 {
				t.Errorf("Pretty returned %d bytes", len(shown))
			}
		})
	}
}

func TestLinksAreBounded(t *testing.T) {
	list := "["
	for i := range 100 {
		list += fmt.Sprintf(`"https://passes.example.org/%d",`, i)
	}
	list += "0]"
	text := strings.ReplaceAll(list, `"`, `\"`)
	for pass, path := range map[string]string{list: "[63]", `["` + text + `","https://passes.example.org/more"]`: "[0][63]"} {
		e, err := Decode([]byte(`{"data":{"pass":` + pass + `,"actionId":"after"}}`))
		if err != nil || len(e.Links) != maxLinks || e.ActionID != "after" {
			t.Fatalf("%d links, action %q, %v", len(e.Links), e.ActionID, err)
		}
		if last := e.Links[maxLinks-1]; last != (Link{"https://passes.example.org/63", path}) {
			t.Errorf("last link %+v", last)
		}
	}
}

func TestPassURLIsTheFirstSecureOne(t *testing.T) {
	e := Event{Links: []Link{{URL: "http://a.example.org"}, {URL: "HttpS://b.example.org"}, {URL: "https://c.example.org"}}}
	if got := e.PassURL(); got != "HttpS://b.example.org" {
		t.Errorf("got %q", got)
	}
	if got := (Event{Links: e.Links[:1]}).PassURL(); got != "" {
		t.Errorf("an http link was taken for the pass: %q", got)
	}
}

func TestErrorOnlyInFailedRows(t *testing.T) {
	e := Event{Status: store.Succeeded, Error: "left over"}
	if got := e.Issuance().Error; got != "" {
		t.Errorf("a succeeded row has the error %q", got)
	}
}

func TestCredentialJSONIsExact(t *testing.T) {
	const exact = `{"type" : ["VerifiableCredential","A"], "n":1.50e+3 }`
	e, err := Decode([]byte(`{"data": {"credential":  ` + exact + ` ,"pass":null}}`))
	if err != nil || string(e.Credential.JSON) != exact {
		t.Errorf("got %q, %v", e.Credential.JSON, err)
	}
}

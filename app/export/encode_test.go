package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// awkward are texts that a format may stumble over.
var awkward = []string{
	"", "plain", "a,b", `say "hi"`, "two\nlines", "two\r\nlines", "cr\ralone", "tab\there", " leading", "\u00a0space", `\.`, "semi;colon",
	"王小明", "أمينة الحسن", "Дмитрий", "प्रिया शर्मा", "김서연", "👩‍🎓", "\x00\x01\x1f\x7f", "\xff broken \xc3", "\u2028\u2029", "\ufffe\uffff",
	"<b>&amp;</b>", "_x0041_", "_x004_ _xZZZZ_ _x000D_", "\\", "\b\f", "https://example.org/?a=1&b=<2>",
}

func FuzzEncoders(f *testing.F) {
	for n, text := range awkward {
		f.Add(text, int64(n)*1_000_003*1e6)
	}
	f.Add("", int64(math.MaxInt64/2))
	f.Add("", time.Date(2024, 2, 29, 23, 59, 59, 999e6, time.UTC).UnixMilli())
	f.Fuzz(func(t *testing.T, text string, ms int64) {
		checkJSON(t, text)
		checkCSV(t, text)
		checkXML(t, text)
		if at := time.UnixMilli(ms % 250_000_000_000_000); !at.IsZero() {
			if got, want := timestamp(at), at.UTC().Format("2006-01-02T15:04:05.999Z07:00"); got != want {
				t.Errorf("%d: %s, want %s", ms, got, want)
			}
			if serial, err := strconv.ParseFloat(string(appendSerial(nil, at)), 64); err != nil ||
				math.Round((serial-25569)*86_400_000) != float64(at.UnixMilli()) {
				t.Errorf("%d: day %f, %v", at.UnixMilli(), serial, err)
			}
		}
	})
}

func checkJSON(t *testing.T, text string) {
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		t.Fatal(err)
	}
	if got := string(appendJSON(nil, text)); got != strings.TrimSuffix(want.String(), "\n") {
		t.Errorf("JSON of %q: %s, want %s", text, got, want.String())
	}
}

func checkCSV(t *testing.T, text string) {
	line := append(appendCell(append(appendCell(nil, text), ','), "end"), '\n')
	rows, err := csv.NewReader(bytes.NewReader(line)).ReadAll()
	want := strings.ReplaceAll(text, "\r\n", "\n") // which the reader does
	if err != nil || len(rows) != 1 || len(rows[0]) != 2 || rows[0][0] != want {
		t.Errorf("CSV of %q: %q, %v", text, rows, err)
	}
}

// checkXML wants the text back from XML and from what spreadsheets read into it,
// but for what XML cannot hold.
func checkXML(t *testing.T, text string) {
	var got string
	if err := xml.Unmarshal([]byte("<t>"+string(appendXML(nil, text))+"</t>"), &got); err != nil {
		t.Fatalf("XML of %q: %v", text, err)
	}
	want := strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	if n := strings.Count(text, "\ufffd"); strings.Count(unescaped(got), "\ufffd") < n || !utf8.ValidString(text) {
		return // each broken byte is one U+FFFD here, runs of them are one there
	}
	if unescaped(got) != want {
		t.Errorf("XML of %q: %q, want %q", text, unescaped(got), want)
	}
}

// unescaped reads _x0041_ as spreadsheets do.
func unescaped(text string) string {
	var b strings.Builder
	for n := 0; n < len(text); n++ {
		if text[n] == '_' && escapes(text[n:]) {
			code, _ := strconv.ParseUint(text[n+2:n+6], 16, 16)
			b.WriteRune(rune(code))
			n += 6
			continue
		}
		b.WriteByte(text[n])
	}
	return b.String()
}

func TestCellsAreBounded(t *testing.T) {
	for name, text := range map[string]string{
		"ascii": strings.Repeat("a", longestCell+1), "pairs": strings.Repeat("👩", longestCell/2+1), "broken": strings.Repeat("\xff", 40_000),
	} {
		got := bounded(text)
		long := 0
		for _, r := range got {
			long++
			if r > 0xffff {
				long++
			}
		}
		if long > longestCell || long < longestCell-200 || !strings.Contains(got, "cut here") {
			t.Errorf("%s: %d long, ends with %q", name, long, got[max(0, len(got)-100):])
		}
	}
	for _, text := range []string{strings.Repeat("a", longestCell), strings.Repeat("é", longestCell)} {
		if bounded(text) != text {
			t.Error("a text that fits was cut")
		}
	}
}

func TestLinksThatSpreadsheetsBear(t *testing.T) {
	for text, want := range map[string]bool{
		"https://pass.example.org/p/1?a=b&c=d#e": true, "http://example.org": true,
		"javascript:alert(1)": false, "https://": false, "https://exa mple.org": false, "https://example.org/ü": false,
		"https://example.org/%zz": false, `https://example.org/"x`: false, "file:///etc/passwd": false,
		"https://example.org/" + strings.Repeat("a", longestLink): false, "": false,
	} {
		if linkable(text) != want {
			t.Errorf("%.60q: %v", text, !want)
		}
	}
}

func TestLetters(t *testing.T) {
	for n, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := letters(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestProgressTellsTheTimeLeft(t *testing.T) {
	now := time.Unix(0, 0)
	var told []Progress
	o := Options{Last: 1024, Progress: func(p Progress) { told = append(told, p) }}
	p := newPace(o)
	p.now = func() time.Time { now = now.Add(time.Second); return now }
	p.began, p.told = now, now
	for id := range int64(1024) {
		p.step(id + 1)
	}
	p.end()
	want := []Progress{{256, 0.25, 3 * time.Second}, {512, 0.5, 2 * time.Second}, {768, 0.75, time.Second}, {1024, 1, 0}, {1024, 1, 0}}
	for n := range want {
		if len(told) != len(want) || told[n] != want[n] {
			t.Fatalf("told %v, want %v", told, want)
		}
	}
}

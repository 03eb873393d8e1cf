package roster

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"passdesk/store"
	"passdesk/ui/model"
)

// sheetOf is what Read gives, a row a line.
func sheetOf(t testing.TB, file string) string {
	t.Helper()
	rows, err := Read(t.Context(), []byte(file))
	if err != nil {
		return err.Error()
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, fmt.Sprintf("%d:%s", r.Number, strings.Join(r.Cells, "|")))
	}
	return strings.Join(lines, " ")
}

func utf16le(text string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func utf16be(text string) string {
	b := []byte(utf16le(text))
	for n := 0; n < len(b); n += 2 {
		b[n], b[n+1] = b[n+1], b[n]
	}
	return string(b)
}

// farOff is every line for itself.
func farOff() []string {
	lines := []string{"1:\"Bob|b"}
	for n := range mostLines {
		lines = append(lines, fmt.Sprintf("%d:Ada|a", n+2))
	}
	return append(lines, fmt.Sprintf("%d:Eve|\"", mostLines+2))
}

func TestReadText(t *testing.T) {
	for about, c := range map[string][2]string{
		"commas":                  {"name,email\nAda,a@x.org\n", "1:name|email 2:Ada|a@x.org"},
		"semicolons":              {"name;email\r\n\"Lovelace, Ada\";a@x.org\r\n", "1:name|email 2:Lovelace, Ada|a@x.org"},
		"tabs":                    {"name\temail\nAda, of Byron\ta@x.org", "1:name|email 2:Ada, of Byron|a@x.org"},
		"bars":                    {"name|email\nAda|a@x.org", "1:name|email 2:Ada|a@x.org"},
		"one column":              {"Ada Lovelace\n\nAlan Turing\n", "1:Ada Lovelace 3:Alan Turing"},
		"Excel's mark":            {"sep=;\nname;email\na,b,c;d", "2:name|email 3:a,b,c|d"},
		"a mark of UTF-8":         {"\ufeffname,email\nZoë,z@x.org", "1:name|email 2:Zoë|z@x.org"},
		"UTF-16":                  {utf16le("\ufeffname\temail\nZoë\tz@x.org"), "1:name|email 2:Zoë|z@x.org"},
		"UTF-16 the other way":    {utf16be("\ufeffname;email\nZoë;z@x.org"), "1:name|email 2:Zoë|z@x.org"},
		"UTF-16 without a mark":   {utf16le("name,email\nAda,z@x.org"), "1:name|email 2:Ada|z@x.org"},
		"UTF-16 neither":          {utf16be("name,email\nAda,z@x.org"), "1:name|email 2:Ada|z@x.org"},
		"Windows":                 {"name,email\nZo\xeb,z@x.org", "1:name|email 2:Zoë|z@x.org"},
		"uneven rows":             {"a,b\nc\n,,d,\n", "1:a|b| 2:c|| 3:||d"},
		"space and lines":         {"\"a\u00a0 b\nc\u200b\", d \n", "1:a b c|d"},
		"quotes within":           {"a \"b\" c,d", "1:a \"b\" c|d"},
		"a stray quote":           {"name,email\n\"Bob\" Smith,bob@x.org\nAda,a@x.org\n\"Eve\",e@x.org", "1:name|email 2:\"Bob\" Smith|bob@x.org 3:Ada|a@x.org 4:Eve|e@x.org"},
		"a quote not closed":      {"name,email\n\"Bob,bob@x.org\nAda,a@x.org\n\"E\"\"ve\" ,e@x.org", "1:name|email 2:\"Bob|bob@x.org 3:Ada|a@x.org 4:E\"ve|e@x.org"},
		"a quote closed far off":  {"\"Bob,b\n" + strings.Repeat("Ada,a\n", mostLines) + "Eve,\"\n", strings.Join(farOff(), " ")},
		"lines within, counted":   {"a,\"b\r\n\r\nc\"\r\nd,\"\"\n", "1:a|b c 4:d|"},
		"many columns of nothing": {"a,b" + strings.Repeat(",", 5*maxColumns) + "\nc", "1:a|b 2:c|"},
		"nothing":                 {"", ErrEmpty.Error()},
		"nothing but commas":      {",,,\n,,\n", ErrEmpty.Error()},
		"an old workbook":         {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ErrProtected.Error()},
		"a picture":               {"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", ErrKind.Error()},
		"PDF":                     {"%PDF-1.7\n", ErrKind.Error()},
		"an archive of something": {zipped(map[string]string{"content.xml": "<a/>"}), ErrKind.Error()},
		"half an archive":         {zipped(map[string]string{"xl/workbook.xml": "<a/>"})[:60], ErrBroken.Error()},
		"too many columns":        {strings.Repeat("a,", maxColumns) + "b", ErrTooLarge.Error()},
		"too many rows":           {strings.Repeat("a\n", maxRows+1), ErrTooLarge.Error()},
	} {
		t.Run(about, func(t *testing.T) {
			if got := sheetOf(t, c[0]); got != c[1] {
				t.Errorf("got %.200q, want %q", got, c[1])
			}
		})
	}
}

// zipped packs an archive.
func zipped(parts map[string]string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		to, err := w.Create(name)
		if err == nil {
			_, err = to.Write([]byte(text))
		}
		if err != nil {
			panic(err) // it is memory
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// book is a workbook with sheets of XML.
func book(shared string, sheets ...string) string {
	parts := map[string]string{"xl/sharedStrings.xml": `<sst xmlns="x">` + shared + `</sst>`}
	list, links := "", ""
	for n, s := range sheets {
		state := ""
		if rest, hidden := strings.CutPrefix(s, "hidden "); hidden {
			s, state = rest, ` state="hidden"`
		}
		list += fmt.Sprintf(`<sheet name="S%d" sheetId="%d"%s r:id="rId%d"/>`, n, n+1, state, n+1)
		links += fmt.Sprintf(`<Relationship Id="rId%d" Target="worksheets/s%d.xml"/>`, n+1, n)
		parts[fmt.Sprintf("xl/worksheets/s%d.xml", n)] = `<worksheet><sheetData>` + s + `</sheetData></worksheet>`
	}
	parts["xl/workbook.xml"] = `<workbook xmlns:r="r"><sheets>` + list + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships>` + links + `</Relationships>`
	return zipped(parts)
}

func TestReadWorkbook(t *testing.T) {
	const shared = `<si><t>name</t></si><si><r><t>Ada </t></r><r><t>Lovelace</t></r><rPh><t>spoken</t></rPh></si><si><t>a_x000D_b</t></si>`
	const ada = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>email</t></is></c></row><row r="4"><c t="s"><v>1</v></c><c r="C4" t="str"><f>X</f><v>a@x.org</v></c></row>`
	for about, c := range map[string][2]string{
		"texts of every kind":   {book(shared, ada), "1:name||email 4:Ada Lovelace||a@x.org"},
		"numbers in full":       {book("", `<row><c><v>1.2345678E7</v></c><c><v>42</v></c><c t="b"><v>1</v></c></row>`), "1:12345678|42"},
		"escapes and rows":      {book(shared, `<row><c t="s"><v>2</v></c></row><row/><row><c t="s"><v>99</v></c><c t="s"><v>0</v></c></row>`), "1:a b| 3:|name"},
		"rows behind the last":  {book("", `<row r="9223372036854775807"><c><v>7</v></c></row><row><c><v>8</v></c></row>`), "1:7 2:8"},
		"the first that has":    {book(shared, `<row/>`, "hidden "+`<row><c><v>7</v></c></row>`, ada), "1:name||email 4:Ada Lovelace||a@x.org"},
		"a hidden one at last":  {book(shared, `<row/>`, "hidden "+`<row><c><v>7</v></c></row>`), "1:7"},
		"a formula's long text": {book("", `<row><c t="str"><v>`+strings.Repeat("_x0041_", 1<<16)+`</v></c></row>`), "1:" + strings.Repeat("A", 4*maxCell/7) + "_x0"},
		"a long text escaped":   {book(`<si><t>`+strings.Repeat("_x0041_", 1<<16)+`</t></si>`, `<row><c t="s"><v>0</v></c></row>`), "1:" + strings.Repeat("A", 4*maxCell/7) + "_x0"},
		"no escapes":            {book("", `<row><c t="str"><v>_x_x004_ _xZZZZ_ _x00410 _x</v></c></row>`), "1:_x_x004_ _xZZZZ_ _x00410 _x"},
		"one text too long":     {book("", `<row><c t="str"><v>`+strings.Repeat("a", maxToken+1<<13)+`</v></c></row>`), ErrTooLarge.Error()},
		"too deep":              {book("", `<row><c>`+strings.Repeat("<a>", maxDepth)), ErrBroken.Error()},
		"no rows":               {book("", ""), ErrEmpty.Error()},
		"broken":                {book("", `<row><c>`), ErrBroken.Error()},
		"far to the right":      {book("", `<row><c r="XFD1"><v>1</v></c></row>`), ErrTooLarge.Error()},
		"a bomb":                {book(strings.Repeat(`<si><t>`+strings.Repeat("a", 1<<19)+`</t></si>`, maxParts>>19+1), ada), ErrTooLarge.Error()},
	} {
		t.Run(about, func(t *testing.T) {
			if got := sheetOf(t, c[0]); got != c[1] {
				t.Errorf("got %.200q, want %q", got, c[1])
			}
		})
	}
}

// archiveOf is nothing but a directory of as many files without a name.
func archiveOf(files int) string {
	local := "PK\x03\x04"
	directory := strings.Repeat("PK\x01\x02"+strings.Repeat("\x00", 42), files)
	end := []byte("PK\x05\x06" + strings.Repeat("\x00", 18))
	binary.LittleEndian.PutUint16(end[8:], uint16(files))
	binary.LittleEndian.PutUint16(end[10:], uint16(files))
	binary.LittleEndian.PutUint32(end[12:], uint32(len(directory)))
	binary.LittleEndian.PutUint32(end[16:], uint32(len(local)))
	return local + directory + string(end)
}

// TestReadTakesLittle reads what is small and made to be much.
func TestReadTakesLittle(t *testing.T) {
	shared := `<si><t>` + strings.Repeat("Ada L ", 600) + `</t></si>`
	for about, c := range map[string]struct {
		file string
		want error
		most uint64 // bytes
	}{
		"elements in one another": {book("", `<row><c>`+strings.Repeat("<a>", 1_000_000)), ErrBroken, 1 << 20},
		"a tag with attributes":   {book("", `<row`+strings.Repeat(` a=""`, 1_000_000)), ErrTooLarge, 64 << 20},
		"commas":                  {strings.Repeat(",", 8<<20), ErrEmpty, 20 << 20},
		"quoted commas":           {strings.Repeat(`"",`, 4<<20) + "a", ErrTooLarge, 30 << 20},
		"quotes":                  {strings.Repeat("\"\"\"a,\n", 20_000), nil, 20 << 20},
		"files in the archive":    {archiveOf(200_000), ErrBroken, 12 << 20},
		"a text many cells share": {book(shared, strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 100)+`</row>`, 1000)), nil, 150 << 20},
	} {
		t.Run(about, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Read(t.Context(), []byte(c.file))
			runtime.ReadMemStats(&after)
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > c.most {
				t.Errorf("%d MB were taken, at most %d are wanted", took>>20, c.most>>20)
			}
		})
	}
}

// TestUnescapedIsQuick takes minutes if the work grows faster than the text.
func TestUnescapedIsQuick(t *testing.T) {
	if got := unescaped(strings.Repeat("_x0041_", 1<<20)); len(got) != 1<<20 {
		t.Errorf("%d letters", len(got))
	}
}

func TestReadEndsWhenNobodyWaits(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for about, file := range map[string]string{"text": "name,email\nAda,a@x.org", "workbook": book("", `<row><c><v>1</v></c></row>`)} {
		if rows, err := Read(ctx, []byte(file)); !errors.Is(err, context.Canceled) || rows != nil {
			t.Errorf("%s: %v, %v", about, rows, err)
		}
	}
}

func TestGuess(t *testing.T) {
	for file, want := range map[string][]store.Expected{
		"Nr;Vorname;Nachname;E-Mail\n7;Ada;Lovelace;ada@x.org":                 {{Number: 2, Name: "Ada Lovelace", Contact: "ada@x.org"}},
		"email,Full Name\nada@x.org,\"Lovelace, Ada\"":                         {{Number: 2, Name: "Ada Lovelace", Contact: "ada@x.org"}},
		"ada@x.org,Ada Lovelace\nalan@x.org,Alan Turing":                       {{Number: 1, Name: "Ada Lovelace", Contact: "ada@x.org"}, {Number: 2, Name: "Alan Turing", Contact: "alan@x.org"}},
		"Graduation 2026,\n,\nNombre,Correo electrónico\nAda,mailto:ada@x.org": {{Number: 4, Name: "Ada", Contact: "ada@x.org"}},
		"Sähköposti,Nimi\nada@x.org,Ada L\nalan@x.org,Alan T":                  {{Number: 2, Name: "Ada L", Contact: "ada@x.org"}, {Number: 3, Name: "Alan T", Contact: "alan@x.org"}},
		"Name\tDID\nAda\tdid:key:z1":                                           {{Number: 2, Name: "Ada", Ident: "did:key:z1"}},
		"Name,Student number,Action ID,To\nAda,1,act-1,Ada <ada@x.org>":        {{Number: 2, Name: "Ada", Ident: "act-1"}},
		"Ada Lovelace\nAlan Turing":                                            {{Number: 1, Name: "Ada Lovelace"}, {Number: 2, Name: "Alan Turing"}},
		"subject_name,subject_contact,credential_id\nAda,ada@x.org,urn:1":      {{Number: 2, Name: "Ada", Contact: "ada@x.org", Ident: "urn:1"}},
	} {
		rows, err := Read(t.Context(), []byte(file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := People(model.RosterFile{Rows: rows, Columns: Guess(rows)})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n%+v, %v, want\n%+v; columns %+v", file, got, err, want, Guess(rows))
		}
	}
}

func TestCorrect(t *testing.T) {
	rows, err := Read(t.Context(), []byte("Who,To,Mail,No\nAda,ada@x.org,post,3"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		said map[string]string
		want string // of the one person, or the error
	}{
		{map[string]string{"name": "who"}, "{2 Ada post }"},
		{map[string]string{"name": "Who", "email": "TO", "id": "#4"}, "{2 Ada ada@x.org 3}"},
		{map[string]string{"email": ""}, ErrColumns.Error()},
		{map[string]string{"name": "Mail"}, "{2 post  }"},
		{map[string]string{"given": "Who", "family": "#4"}, "{2 Ada 3 post }"},
		{map[string]string{"phone": "Who"}, "say email, name, given, family, id"},
		{map[string]string{"name": "Nobody"}, "it has Who, To, Mail, No"},
		{map[string]string{"name": "#5"}, "no column"},
	} {
		f := model.RosterFile{Rows: rows, Columns: Guess(rows)}
		got := ""
		if err := Correct(&f, c.said); err != nil {
			got = err.Error()
		} else if people, err := People(f); err != nil || len(people) != 1 {
			t.Fatal(people, err)
		} else {
			got = fmt.Sprint(people[0])
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%v: %q, want %q", c.said, got, c.want)
		}
	}
}

// FuzzRead reads whatever there is. What it gives is within the bounds and fit to
// be shown, and the same when it is written as CSV and read again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"name,email\nAda,a@x.org", "sep=;\na;b", utf16le("\ufeffa\tb"), "\xff\xfe\x00", "a\x00b", "\"a\nb", "Zo\xeb;z",
		book(`<si><t>x_x0041_</t></si>`, `<row><c t="s"><v>0</v></c><c><v>1e300</v></c></row>`), "PK\x03\x04",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := Read(t.Context(), file)
		if err != nil {
			for _, known := range []error{ErrTooLarge, ErrEmpty, ErrProtected, ErrKind, ErrBroken} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatalf("an error without words: %v", err)
		}
		last := 0
		for _, r := range rows {
			if len(r.Cells) != len(rows[0].Cells) || len(r.Cells) > maxColumns || r.Number <= last {
				t.Fatalf("row %d after %d with %d cells, the first with %d", r.Number, last, len(r.Cells), len(rows[0].Cells))
			}
			last = r.Number
			for _, c := range r.Cells {
				if !utf8.ValidString(c) || len(c) > maxCell || c != strings.TrimSpace(c) || strings.ContainsFunc(c, unicode.IsControl) {
					t.Fatalf("a cell with %q", c)
				}
			}
		}
		if len(rows) == 0 || len(rows) > maxRows {
			t.Fatalf("%d rows", len(rows))
		}
		if people, err := People(model.RosterFile{Rows: rows, Columns: Guess(rows)}); err == nil && len(people) > len(rows) {
			t.Fatalf("%d people on %d rows", len(people), len(rows))
		}
		again, err := Read(t.Context(), written(t, rows))
		for n := range again {
			again[n].Number = rows[n].Number
		}
		if err != nil || !reflect.DeepEqual(again, rows) {
			t.Fatalf("read again: %+q, %v, was %+q", fmt.Sprint(again), err, fmt.Sprint(rows))
		}
	})
}

func written(t *testing.T, rows []model.SheetRow) []byte {
	b := bytes.NewBufferString("\ufeffsep=,\n")
	w := csv.NewWriter(b)
	for _, r := range rows {
		if err := w.Write(r.Cells); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.Bytes()
}

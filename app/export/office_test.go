//go:build office

package export

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

var scripts = []string{"Zoë Šimunović", "王小明", "أمينة الحسن", "Дмитрий Соколов", "प्रिया शर्मा", "김서연"}

// officeRecords carry what spreadsheets get wrong.
func officeRecords() (all []store.Issuance) {
	at := time.Date(2026, 3, 1, 9, 30, 15, 250e6, time.UTC)
	for _, name := range scripts {
		all = append(all, store.Issuance{
			ReceivedAt: at, Status: store.Succeeded, MessageID: "0123456789012345678", SubjectName: name,
			SubjectContact: "a,b;c\"d\"@example.org", Template: "=cmd()", CredentialID: "+1+1", ActionID: "1E5",
			PassURL: "https://pass.example.org/p/1?a=1&b=2", ValidFrom: at.AddDate(0, -1, 0), Note: "two\nlines", Error: "_x0041_ <b>&amp;",
		})
	}
	return all
}

// officeCell is a cell as LibreOffice understood it.
type officeCell struct {
	Type    string `xml:"value-type,attr"`
	Date    string `xml:"date-value,attr"`
	Formula string `xml:"formula,attr"`
	Lines   []struct {
		Text  string       `xml:",chardata"`
		Links []officeLink `xml:"a"`
	} `xml:"p"`
	Repeated int `xml:"number-columns-repeated,attr"`
}

type officeLink struct {
	Target string `xml:"href,attr"`
	Text   string `xml:",chardata"`
}

func (c officeCell) text() string {
	var lines []string
	for _, l := range c.Lines {
		for _, a := range l.Links {
			l.Text += a.Text
		}
		lines = append(lines, l.Text)
	}
	return strings.Join(lines, "\n")
}

func (c officeCell) links() (all []officeLink) {
	for _, l := range c.Lines {
		all = append(all, l.Links...)
	}
	return all
}

// throughOffice has LibreOffice open a file and gives the first sheet's rows, by
// the header's names.
func throughOffice(t *testing.T, name string, file []byte, options ...string) (rows []map[string]officeCell) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), file, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	profile := url.URL{Scheme: "file", Path: filepath.Join(dir, "profile")} // the user's own is left alone
	args := append([]string{"-env:UserInstallation=" + profile.String(), "--headless"}, options...)
	cmd := exec.CommandContext(ctx, "soffice", append(args, "--convert-to", "fods", "--outdir", dir, filepath.Join(dir, name))...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(name, filepath.Ext(name))+".fods"))
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		Rows []struct {
			Cells []officeCell `xml:"table-cell"`
		} `xml:"body>spreadsheet>table>table-row"`
	}
	if err := xml.Unmarshal(text, &found); err != nil {
		t.Fatal(err)
	}
	var names []string
	for n, r := range found.Rows {
		row, at := map[string]officeCell{}, 0
		for _, c := range r.Cells {
			for range max(1, c.Repeated) {
				switch {
				case n == 0 && c.text() != "":
					names = append(names, c.text())
				case at < len(names):
					row[names[at]] = c
				}
				at++
			}
		}
		if n > 0 && row["message_id"].text() != "" {
			rows = append(rows, row)
		}
	}
	if len(names) != len(columns) || len(rows) != len(scripts) {
		t.Fatalf("%d columns %v, %d rows, want %d and %d", len(names), names, len(rows), len(columns), len(scripts))
	}
	return rows
}

func exportedFor(t *testing.T, f Format, o Options) []byte {
	t.Helper()
	var file bytes.Buffer
	err := Write(&file, f, func(yield func(store.Issuance, error) bool) {
		for _, i := range officeRecords() {
			if !yield(i, nil) {
				return
			}
		}
	}, o)
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func checkTexts(t *testing.T, rows []map[string]officeCell) {
	t.Helper()
	for n, i := range officeRecords() {
		for name, want := range map[string]string{
			"subject_name": i.SubjectName, "subject_contact": i.SubjectContact, "template": "'=cmd()", "credential_id": "'+1+1",
			"pass_url": i.PassURL, "note": i.Note, "error": i.Error,
		} {
			c := rows[n][name]
			if c.text() != want || c.Formula != "" || c.Type != "string" {
				t.Errorf("row %d, %s: %q, formula %q, type %q; want %q", n, name, c.text(), c.Formula, c.Type, want)
			}
		}
	}
}

func TestOfficeOpensXLSX(t *testing.T) {
	rows := throughOffice(t, "out.xlsx", exportedFor(t, XLSX, Options{}))
	checkTexts(t, rows)
	for n, row := range rows {
		if c := row["received_at"]; c.Type != "date" || !strings.HasPrefix(c.Date, "2026-03-01T09:30:15.25") || c.text() != "2026-03-01 09:30:15 UTC" {
			t.Errorf("row %d: received_at %+v", n, c)
		}
		if c := row["valid_from"]; c.Type != "date" || !strings.HasPrefix(c.Date, "2026-02-01T09:30:15") {
			t.Errorf("row %d: valid_from %+v", n, c)
		}
		if c := row["handover_at"]; c.Type != "" {
			t.Errorf("row %d: no time became %+v", n, c)
		}
		if c := row["encrypted"]; c.Type != "string" || c.text() != "false" {
			t.Errorf("row %d: encrypted %+v", n, c)
		}
		for name, want := range map[string]string{"message_id": "0123456789012345678", "action_id": "1E5"} { // no numbers
			if c := row[name]; c.Type != "string" || c.text() != want {
				t.Errorf("row %d: %s %+v", n, name, c)
			}
		}
		if l := row["pass_url"].links(); len(l) != 1 || l[0].Target != "https://pass.example.org/p/1?a=1&b=2" {
			t.Errorf("row %d: links %+v", n, l)
		}
	}
}

// TestOfficeOpensCSV as UTF-8, which the mark has its window propose, and which
// without a window has to be said. Times are RFC 3339 with a zone, which a
// spreadsheet keeps as text; those who need dates take XLSX.
func TestOfficeOpensCSV(t *testing.T) {
	const comma, quote, utf8 = "44", "34", "76"
	for name, o := range map[string]Options{"with a mark": {BOM: true}, "without": {}} {
		rows := throughOffice(t, "out.csv", exportedFor(t, CSV, o), "--infilter=CSV:"+comma+","+quote+","+utf8)
		checkTexts(t, rows)
		for n, row := range rows {
			if c := row["received_at"]; c.text() != "2026-03-01T09:30:15.25Z" {
				t.Errorf("%s, row %d: received_at %+v", name, n, c)
			}
		}
	}
}

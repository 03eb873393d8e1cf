package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/export"
	"passdesk/store"
)

const header = "received_at,status,event_type,message_id,subject_name,subject_contact,subject_id,template,credential_id,action_id," +
	"pass_url,handover,handover_at,valid_from,valid_until,encrypted,proof,error,environment,note,superseded_by"

var (
	received = time.Date(2026, 3, 1, 9, 30, 0, 123e6, time.UTC)
	full     = store.Issuance{
		ReceivedAt: received, Status: store.Succeeded, EventType: "credential.creation.succeeded", MessageID: "msg_1",
		SubjectName: "Ada \"Countess\" Lovelace,\nLondon", SubjectContact: "+44 20 7946 0000", SubjectID: "did:polygon:0xabc",
		Template: "Diploma 2026", CredentialID: "urn:uuid:1", ActionID: "-act", PassURL: "https://pass.example.org/p?a=1&b=<2>",
		Handover: store.HandoverCopied, HandoverAt: received.Add(time.Second), ValidFrom: received.Truncate(24 * time.Hour),
		ValidUntil: received.AddDate(1, 0, 0), Encryption: store.Recoverable, Proof: "valid", Environment: "staging",
		Note: "@home", SupersededBy: "msg_2",
	}
	hostile = store.Issuance{ReceivedAt: received, Status: store.Failed, SubjectName: "=cmd|' /C calc'!A0", Error: "\tx", Note: "\rx"}
	bare    = store.Issuance{}
)

func records(all ...store.Issuance) iter.Seq2[store.Issuance, error] {
	return func(yield func(store.Issuance, error) bool) {
		for _, i := range all {
			if !yield(i, nil) {
				return
			}
		}
	}
}

func write(t *testing.T, f export.Format, all ...store.Issuance) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := export.Write(&out, f, records(all...), export.Options{}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestCSV(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(write(t, export.CSV, full, hostile, bare))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		strings.Split(header, ","),
		{
			"2026-03-01T09:30:00.123Z", "succeeded", "credential.creation.succeeded", "msg_1", full.SubjectName, "'+44 20 7946 0000",
			"did:polygon:0xabc", "Diploma 2026", "urn:uuid:1", "'-act", full.PassURL, "copied", "2026-03-01T09:30:01.123Z",
			"2026-03-01T00:00:00Z", "2027-03-01T09:30:00.123Z", "true", "valid", "", "staging", "'@home", "msg_2",
		},
		{
			"2026-03-01T09:30:00.123Z", "failed", "", "", "'=cmd|' /C calc'!A0", "", "", "", "", "", "", "new", "", "", "", "false", "",
			"'\tx", "", "'\rx", "",
		},
		{"", "other", "", "", "", "", "", "", "", "", "", "new", "", "", "", "false", "", "", "", "", ""},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d lines, want %d", len(rows), len(want))
	}
	for n := range want {
		if !slices.Equal(rows[n], want[n]) {
			t.Errorf("line %d\ngot  %q\nwant %q", n, rows[n], want[n])
		}
	}
	if got := strings.TrimSpace(string(write(t, export.CSV))); got != header {
		t.Errorf("nothing to export: %q", got)
	}
}

func TestNDJSON(t *testing.T) {
	lines := bytes.Split(bytes.TrimSuffix(write(t, export.NDJSON, full, hostile, bare), []byte("\n")), []byte("\n"))
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for n, i := range []store.Issuance{full, hostile, bare} {
		var got map[string]any
		if err := json.Unmarshal(lines[n], &got); err != nil {
			t.Fatalf("%v in %s", err, lines[n])
		}
		if got["subject_name"] != i.SubjectName || got["pass_url"] != i.PassURL || got["encrypted"] != (i.Encryption != store.Clear) ||
			got["status"] != i.Status.String() || got["superseded_by"] != i.SupersededBy {
			t.Errorf("line %d: %v", n, got)
		}
		if len(got) != strings.Count(header, ",")+1 {
			t.Errorf("line %d has %d keys", n, len(got))
		}
	}
	// The keys stand in the order of the columns.
	at := 0
	for name := range strings.SplitSeq(header, ",") {
		next := bytes.Index(lines[0], []byte(`"`+name+`":`))
		if next < at {
			t.Errorf("%s is out of place", name)
		}
		at = next
	}
	if out := write(t, export.NDJSON); len(out) != 0 {
		t.Errorf("nothing to export: %q", out)
	}
}

func TestWriteStopsAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	failing := func(yield func(store.Issuance, error) bool) {
		if yield(full, nil) && yield(bare, broken) {
			t.Error("went on after an error")
		}
	}
	for _, f := range export.Formats {
		if err := export.Write(io.Discard, f, failing, export.Options{}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if err := export.Write(io.Discard, "docx", records(), export.Options{}); err == nil {
		t.Error("an unknown format was taken")
	}
}

func TestToFileReplacesOnlyWhenComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	put := func(text string, err error) error {
		return export.ToFile(path, func(w io.Writer) error {
			_, _ = io.WriteString(w, text)
			return err
		})
	}
	check := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
		if files, _ := os.ReadDir(dir); len(files) != 1 {
			t.Errorf("left behind: %v", files)
		}
	}
	if err := put("one", nil); err != nil {
		t.Fatal(err)
	}
	check("one")
	broken := errors.New("broken")
	if err := put("half", broken); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	check("one")
	if err := put("two", nil); err != nil {
		t.Fatal(err)
	}
	check("two")
	if err := export.ToFile(filepath.Join(dir, "no", "such", "folder.csv"), func(io.Writer) error { return nil }); err == nil {
		t.Error("a folder that is not there was no error")
	}
}

func TestToFileFollowsLinksAndWritesToPipes(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real.csv"), filepath.Join(dir, "link.csv")
	if err := os.WriteFile(real, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	text := func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }
	if err := export.ToFile(link, text); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(real); string(got) != "new" {
		t.Errorf("behind the link: %q", got)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if err := export.ToFile(os.DevNull, text); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatalf("the device was replaced by a file")
	}
}

func TestSecretsAreTheLastColumn(t *testing.T) {
	keys := func(i *store.Issuance) (string, error) {
		if i.MessageID == "" {
			return "", nil
		}
		return "=key of " + i.MessageID, nil
	}
	var out bytes.Buffer
	if err := export.Write(&out, export.CSV, records(full, bare), export.Options{Secrets: keys}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var last []string
	for _, row := range rows {
		last = append(last, row[len(row)-1])
	}
	if !slices.Equal(last, []string{"secret", "'=key of msg_1", ""}) || strings.Join(rows[0], ",") != header+",secret" {
		t.Errorf("csv: %q", rows)
	}
	if err := export.Write(&out, export.NDJSON, records(full), export.Options{Secrets: keys}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(out.String(), `,"secret":"=key of msg_1"}`+"\n") {
		t.Errorf("ndjson: %s", out.String())
	}
	broken := errors.New("broken")
	failing := func(*store.Issuance) (string, error) { return "", broken }
	if err := export.Write(io.Discard, export.CSV, records(full), export.Options{Secrets: failing}); !errors.Is(err, broken) {
		t.Errorf("a key that cannot be had: %v", err)
	}
	if text := write(t, export.CSV, full); strings.Contains(string(text), "secret") {
		t.Error("the column is there unasked")
	}
}

func TestJSONIsOneArray(t *testing.T) {
	for n, all := range [][]store.Issuance{nil, {full}, {full, hostile, bare}} {
		var got []map[string]any
		text := write(t, export.JSON, all...)
		if err := json.Unmarshal(text, &got); err != nil || len(got) != len(all) {
			t.Fatalf("%d: %v in %s", n, err, text)
		}
		lines := write(t, export.NDJSON, all...)
		for n, line := range bytes.Split(bytes.TrimSpace(lines), []byte("\n")) {
			if !bytes.Contains(text, line) {
				t.Errorf("line %d is not among the array's objects: %s", n, line)
			}
		}
	}
}

func TestCSVForExcelStartsWithAMark(t *testing.T) {
	var out bytes.Buffer
	if err := export.Write(&out, export.CSV, records(full), export.Options{BOM: true}); err != nil {
		t.Fatal(err)
	}
	if want := append([]byte("\xef\xbb\xbf"), write(t, export.CSV, full)...); !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%q", out.Bytes())
	}
	if err := export.Write(io.Discard, export.XLSX, records(full), export.Options{BOM: true}); err == nil {
		t.Error("another format took a mark")
	}
}

func TestChosenColumnsKeepTheirOrder(t *testing.T) {
	if got := strings.Join(export.Columns(), ","); got != header {
		t.Errorf("columns %s", got)
	}
	var out bytes.Buffer
	o := export.Options{Columns: []string{"pass_url", "subject_name"}}
	if err := export.Write(&out, export.CSV, records(bare), o); err != nil || out.String() != "subject_name,pass_url\n,\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
	o.Columns = append(o.Columns, "colour")
	if err := export.Write(&out, export.CSV, records(bare), o); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("an unknown column: %v", err)
	}
}

func TestFormatOfAName(t *testing.T) {
	for name, want := range map[string]export.Format{
		"a.csv": export.CSV, "A.XLSX": export.XLSX, "x/y.ndjson": export.NDJSON, "b.json": export.JSON, "json": "", "a.txt": "", ".csv": "",
	} {
		if got := export.FormatOf(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

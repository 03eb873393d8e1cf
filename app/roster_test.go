package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passdesk/app/simulator"
)

// rosterFile writes a list of people.
func rosterFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRosterTellsWhoWasIssued(t *testing.T) {
	t.Parallel()
	dir := filled(t, 6, simulator.Succeeded)
	change(t, dir, `UPDATE issuance SET subject_name = 'Person ' || char(64 + id), subject_contact = 'p' || id || '@example.org', template = 'Diploma'`)
	change(t, dir, `UPDATE issuance SET status = 2, error = 'insufficient funds' WHERE id = 2`)
	change(t, dir, `UPDATE issuance SET template = 'Badge' WHERE id = 6`)
	list := rosterFile(t, "Graduation 2026.csv", "E-Mail;Vorname;Nachname\nP1@example.org;Person;A\np2@example.org;Person;B\n;Person;C\nnobody@example.org;No;Body\np4@exmaple.org;Person;D\n")
	got := call(t, "roster", list, "--filter", "template:diploma", "--data", dir)
	if want := "Graduation 2026: 2 of 5 issued, 1 failed, 1 to confirm, 1 missing, 1 unexpected\n"; got.code != 0 || got.stdout != want {
		t.Fatalf("%+v, want %q", got, want)
	}
	if !strings.Contains(got.stderr, "columns: email = E-Mail, given = Vorname, family = Nachname") {
		t.Errorf("it says %q", got.stderr)
	}

	out := filepath.Join(t.TempDir(), "out.csv")
	if got := call(t, "roster", list, "--out", out, "--data", dir); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, strings.Join([]string{r[0], r[1], r[4], r[5], r[7], r[9]}, "|"))
	}
	want := []string{
		"row|expected_name|state|matched_by|status|subject_name", "2|Person A|issued|email|succeeded|Person A", "3|Person B|failed|email|failed|Person B",
		"4|Person C|issued|name|succeeded|Person C", "5|No Body|missing|||", "6|Person D|to confirm|other email?|succeeded|Person D",
		"||unexpected||succeeded|Person F", "||unexpected||succeeded|Person E",
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	acts, _ := actsOf(t, dir)
	if detail := string(acts[len(acts)-1].Detail); !strings.Contains(detail, `"what":"roster","format":"csv","count":7,"secrets":false,"complete":true,"file":"out.csv"`) {
		t.Errorf("the log says %s", detail)
	}
	book := filepath.Join(t.TempDir(), "out.xlsx")
	if got := call(t, "roster", list, "--out", book, "--data", dir); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	// What it writes, it reads.
	again := call(t, "roster", book, "--columns", "email=expected_contact,name=expected_name,id=", "--filter", "template:diploma", "--data", dir)
	if !strings.HasPrefix(again.stdout, "out: 2 of 5 issued, 1 failed, 1 to confirm") {
		t.Errorf("%+v", again)
	}
	if got := call(t, "roster", list, "--out", "-", "--data", dir); got.code != 0 || !strings.HasPrefix(got.stdout, "row,expected_name") || !strings.Contains(got.stderr, "2 of 5 issued") {
		t.Errorf("%+v", got)
	}
}

// TestRosterBesideAReceiver sees what another process has just acknowledged.
func TestRosterBesideAReceiver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	url := serve(t, dir).url() // it is there when it listens
	list := rosterFile(t, "list.csv", "name,email\nNobody At All,nobody@example.org\n")
	for _, want := range []string{"list: 0 of 1 issued, 1 missing\n", "list: 0 of 1 issued, 1 missing, 3 unexpected\n"} {
		if got := call(t, "roster", list, "--data", dir); got.code != 0 || got.stdout != want {
			t.Fatalf("%+v, want %q", got, want)
		}
		if got := call(t, "send", "--url", url, "--secret", testKey, "--count", "3"); got.code != 0 {
			t.Fatalf("%+v", got)
		}
	}
}

func TestRosterRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	dir := filled(t, 1, simulator.Succeeded)
	list := rosterFile(t, "list.csv", "name,email\nAda,ada@example.org\n")
	for want, args := range map[string][]string{
		"no column":         {list, "--columns", "email=Post"},
		`no "phone" to say`: {list, "--columns", "phone=name"},
		"--filter":          {list, "--filter", "status:perhaps"},
		"does not tell":     {list, "--out", "somewhere"},
		"holds the records": {list, "--out", filepath.Join(dir, "passdesk.db")},
		"say which column":  {rosterFile(t, "numbers.csv", "a,b\n1,2\n")},
	} {
		if got := call(t, append([]string{"roster", "--data", dir}, args...)...); got.code != exitUsage || got.stdout != "" || !strings.Contains(got.stderr, want) {
			t.Errorf("%v: %+v", args, got)
		}
	}
	for want, args := range map[string][]string{
		"nothing in the file": {rosterFile(t, "empty.csv", "")},
		"neither a CSV":       {rosterFile(t, "scan.pdf", "%PDF-1.7")},
		"no such file":        {filepath.Join(t.TempDir(), "list.csv")},
	} {
		if got := call(t, append([]string{"roster", "--data", dir}, args...)...); got.code != exitFailed || got.stdout != "" || !strings.Contains(got.stderr, want) {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := call(t, "roster", list, "--data", filepath.Join(dir, "none")); got.code != exitFailed {
		t.Errorf("without records: %+v", got)
	}
}

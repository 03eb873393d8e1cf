package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"passdesk/app/simulator"
)

// merged gives the rows of a mail-merge sheet below its header.
func merged(t *testing.T, folder string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "mail-merge.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatal(err, rows)
	}
	return rows[1:]
}

func TestHandoverWritesWhatWaits(t *testing.T) {
	t.Parallel()
	const count = 30
	dir := filled(t, count, simulator.Succeeded)
	change(t, dir, `UPDATE issuance SET handover = 2 WHERE id <= 10`)
	folder := filepath.Join(t.TempDir(), "diplomas")
	message := filepath.Join(t.TempDir(), "message.txt")
	if err := os.WriteFile(message, []byte("Subject: Hier: {{template}}\n\n{{link}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := call(t, "handover", folder, "--message", message, "--data", dir)
	if got.code != 0 || got.stdout != "" || !strings.Contains(got.stderr, "20 passes are in the folder, 20 of them as a draft. None is marked as sent") {
		t.Fatalf("%+v", got)
	}
	rows := merged(t, folder)
	if len(rows) != 20 {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		if info, err := os.Stat(row[4]); err != nil || info.Size() == 0 { // where the folder stands now
			t.Errorf("the picture of %q: %v", row, err)
		}
	}
	if draft, err := os.ReadFile(filepath.Join(folder, "drafts", "00001.eml")); err != nil || !strings.Contains(string(draft), "Subject: Hier: ") {
		t.Errorf("%v, %s", err, draft)
	}
	if cards, err := os.ReadFile(filepath.Join(folder, "cards.pdf")); err != nil || !strings.HasPrefix(string(cards), "%PDF-") {
		t.Errorf("cards: %v", err)
	}
	for id, record := range exported(t, dir) {
		if record["handover"] != "new" && record["handover"] != "sent" {
			t.Errorf("%s is marked as %v", id, record["handover"])
		}
	}
	lines, _ := actsOf(t, dir)
	var entries int
	for _, a := range lines {
		if strings.Contains(string(a.Detail), `"what":"handover"`) {
			if entries++; !strings.Contains(string(a.Detail), `"count":20,"secrets":false,"complete":true,"file":"diplomas"`) {
				t.Errorf("%s", a.Detail)
			}
		}
	}
	if entries != 1 {
		t.Errorf("%d entries in %+v", entries, lines)
	}

	if got := call(t, "handover", folder, "--data", dir); got.code != exitFailed || !strings.Contains(got.stderr, "has something in it") {
		t.Errorf("into a full folder: %+v", got)
	}
	if rows := merged(t, folder); len(rows) != 20 {
		t.Errorf("it has %d rows now", len(rows))
	}
	all := filepath.Join(t.TempDir(), "all")
	if got := call(t, "handover", all, "--all", "--parts", "mail-merge", "--data", dir); got.code != 0 || len(merged(t, all)) != count {
		t.Errorf("all: %+v", got)
	}
	some := filepath.Join(t.TempDir(), "some")
	if got := call(t, "handover", some, "--filter", "template:diploma", "--parts", "mail-merge", "--data", dir); got.code != 0 {
		t.Errorf("filtered: %+v", got)
	}
	for _, row := range merged(t, some) {
		if !strings.HasPrefix(row[2], "Diploma") {
			t.Errorf("filtered: %q", row)
		}
	}
	if n := len(merged(t, some)); n == 0 || n >= 20 {
		t.Errorf("filtered: %d rows", n)
	}
	if files, _ := os.ReadDir(all); len(files) != 1 {
		t.Errorf("more than was asked for: %v", files)
	}
}

func TestHandoverRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	dir := filled(t, 1, simulator.Succeeded)
	bad := filepath.Join(t.TempDir(), "bad.txt")
	if err := os.WriteFile(bad, []byte("Subject: x\n\nno link"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "out")
	for want, args := range map[string][]string{
		"no {{link}}":       {folder, "--message", bad},
		"--parts":           {folder, "--parts", "pigeons"},
		"holds the records": {filepath.Join(dir, "out")},
		"a4":                {folder, "--paper", "a0"},
		"bad.txt":           {folder, "--message", bad + "x"}, // is not there
		"no mail address":   {folder, "--from", "nobody at all"},
	} {
		if got := call(t, append([]string{"handover", "--data", dir}, args...)...); got.code != exitUsage || !strings.Contains(got.stderr, want) {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if found := leftovers(t, filepath.Dir(folder)); len(found) > 0 {
		t.Errorf("left: %q", found)
	}
}

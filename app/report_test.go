package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
)

func TestReportOfTheDay(t *testing.T) {
	t.Parallel()
	dir := filled(t, 25, simulator.Mixed)
	day := time.Now().Add(-time.Hour).Format("2006-01-02T15:04") // tests may run over midnight
	got := call(t, "report", "--since", day, "--format", "json", "--data", dir)
	var made struct{ Deliveries, Issued, Failed int }
	if err := json.Unmarshal([]byte(got.stdout), &made); err != nil || got.code != 0 || got.stderr != "" ||
		made.Deliveries != 25 || made.Issued+made.Failed != 25 {
		t.Fatalf("%v, %+v", err, got)
	}
	file := filepath.Join(t.TempDir(), "shift.html")
	if got := call(t, "report", file, "--since", day, "--data", dir); got.code != 0 || got.stdout != "" {
		t.Fatalf("%+v", got)
	}
	if page, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(page), "<!doctype html>") {
		t.Errorf("%v, %.100s", err, page)
	}
	if got := call(t, "report", "--since", day, "--data", dir); got.code != 0 || !strings.Contains(got.stdout, "     25  deliveries in all") {
		t.Errorf("%+v", got)
	}
	lines, _ := actsOf(t, dir)
	var said []string
	for _, a := range lines {
		if a.Kind == store.ActExported {
			said = append(said, string(a.Detail))
		}
	}
	for n, want := range []string{`"format":"json"`, `"file":"shift.html"`, `"format":"text"`} {
		if len(said) != 3 || !strings.Contains(said[n], `"what":"report"`) || !strings.Contains(said[n], want) {
			t.Fatalf("log of acts: %q", said)
		}
	}
	for _, args := range [][]string{
		{"--since", "someday"},
		{"--until", "25:00"},
		{"--since", "2026-03-02", "--until", "2026-03-01"},
		{"--format", "docx"},
		{filepath.Join(dir, "report.html")},
	} {
		if got := call(t, append([]string{"report", "--data", dir}, args...)...); got.code != exitUsage {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

func TestTimesOfAReport(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	now := time.Date(2026, 3, 2, 15, 30, 0, 0, zone)
	for _, c := range []struct{ since, until, from, to string }{
		{"", "", "2026-03-02T00:00:00+02:00", "2026-03-02T15:30:00+02:00"},
		{"08:00", "14:15", "2026-03-02T08:00:00+02:00", "2026-03-02T14:15:00+02:00"},
		{"2026-02-27", "2026-02-28", "2026-02-27T00:00:00+02:00", "2026-03-01T00:00:00+02:00"},
		{"yesterday", "yesterday", "2026-03-01T00:00:00+02:00", "2026-03-02T00:00:00+02:00"},
		{"2026-02-27 08:00", "2026-02-27T20:00:00Z", "2026-02-27T08:00:00+02:00", "2026-02-27T22:00:00+02:00"},
	} {
		since, until, err := (&reportCommand{Since: c.since, Until: c.until}).times(now)
		if err != nil || since.In(zone).Format(time.RFC3339) != c.from || until.In(zone).Format(time.RFC3339) != c.to {
			t.Errorf("%+v: %v to %v, %v", c, since, until, err)
		}
	}
}

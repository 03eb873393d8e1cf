package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/ui/model"
)

func TestExporterHandsOut(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 6)
	e := exporter{p}
	ctx := t.Context()
	rows, err := p.store.Newest(ctx, store.Filter{}, 6)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.store.SetHandover(ctx, store.HandoverSent, rows[0].ReceivedAt, rows[0].ID, rows[1].ID); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	waiting := model.Found{Filter: model.Query{View: model.ToHandOver}.Filter(rows[0].ReceivedAt)}
	done, err := e.HandOut(ctx, model.Handout{Folder: home, Name: "Passes", Rows: waiting, Language: "de", Paper: "letter"}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int64{rows[2].ID, rows[3].ID, rows[4].ID, rows[5].ID}; !slices.Equal(done.IDs, want) || done.Drafts != 4 || done.Folder != filepath.Join(home, "Passes") {
		t.Errorf("%+v, want %v", done, want)
	}
	if n := len(merged(t, done.Folder)); n != 4 {
		t.Errorf("%d rows", n)
	}
	if draft, err := os.ReadFile(filepath.Join(done.Folder, "drafts", "00001.eml")); err != nil || !strings.Contains(string(draft), "Content-Type: text/plain") {
		t.Errorf("%v, %s", err, draft)
	}
	if again, err := p.store.Newest(ctx, store.ToHandOver(), 6); err != nil || len(again) != 4 {
		t.Errorf("%d wait after it, %v", len(again), err)
	}
	if got := p.kinds(t); !slices.Contains(got, "exported 4 passes to hand over, Passes") {
		t.Errorf("the log says %q", got)
	}

	stopped, cancel := context.WithCancel(ctx)
	cancel()
	for about, c := range map[string]struct {
		ctx  context.Context
		wish model.Handout
		says string
	}{
		"nobody":            {ctx, model.Handout{Folder: home, Name: "None", Rows: model.Found{Filter: store.Filter{Search: "nobody at all"}}}, "no pass"},
		"stopped":           {stopped, model.Handout{Folder: home, Name: "None"}, "closed meanwhile"},
		"a taken folder":    {ctx, model.Handout{Folder: home, Name: "Passes"}, "something in it"},
		"among the records": {ctx, model.Handout{Folder: p.dir, Name: "Passes"}, "holds the records"},
		"nowhere":           {ctx, model.Handout{Folder: filepath.Join(home, "gone"), Name: "Passes"}, "No folder was made."},
	} {
		if done, err := e.HandOut(c.ctx, c.wish, func(int) {}); err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasSuffix(err.Error(), ".") || len(done.IDs) > 0 {
			t.Errorf("%s: %+v, %v", about, done, err)
		}
	}
	if left, err := os.ReadDir(home); err != nil || len(left) != 1 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestWhatIsBeingRevokedIsNotHandedOut, nor marked as if it were.
func TestWhatIsBeingRevokedIsNotHandedOut(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 2)
	rows := newestRows(t, p, 2)
	if _, err := p.store.Ledger().BeginRevocation(t.Context(), rows[0].ID, "staging", rows[0].ReceivedAt); err != nil {
		t.Fatal(err)
	}
	done, err := exporter{p}.HandOut(t.Context(), model.Handout{Folder: t.TempDir(), Name: "Passes"}, func(int) {})
	if err != nil || !slices.Equal(done.IDs, []int64{rows[1].ID}) || done.Drafts != 1 || done.Revoked != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	for n, want := range []bool{false, true} {
		if address, err := (mailer{p}).MailTo(t.Context(), rows[n].ID, "en"); (err == nil) != want {
			t.Errorf("%d: %q, %v", n, address, err)
		}
	}
}

func TestExporterReports(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 2)
	e := exporter{p}
	file := filepath.Join(t.TempDir(), "shift.html")
	path, err := e.Report(t.Context(), " yesterday", "", file)
	if err != nil || path != file {
		t.Fatal(path, err)
	}
	if page, err := os.ReadFile(file); err != nil || !strings.Contains(string(page), "<html") {
		t.Errorf("%.100s, %v", page, err)
	}
	if got := p.kinds(t); !slices.Contains(got, "exported a report, shift.html") {
		t.Errorf("the log says %q", got)
	}
	for since, until := range map[string]string{"some day": "", "today": "yesterday", "2026-11-20": "2026-11-19", "monday": "noon"} {
		_, err := e.Report(t.Context(), since, until, file)
		if err == nil || !strings.HasSuffix(err.Error(), ".") || strings.Contains(err.Error(), "--") {
			t.Errorf("%s to %s: %v", since, until, err)
		}
	}
	if _, err := e.Report(t.Context(), "", "", filepath.Join(p.dir, "shift.html")); err == nil {
		t.Error("it is written among the records")
	}
}

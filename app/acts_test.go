package main

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/vault"
)

// actsOf has the program export its log of acts and prove it.
func actsOf(t *testing.T, dir string) (lines []actLine, got outcome) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "acts.ndjson")
	got = call(t, "export", file, "--acts", "--data", dir)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: %+v", err, got)
	}
	for line := range strings.Lines(string(text)) {
		var a actLine
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, a)
	}
	return lines, got
}

// kindsOf gives the kinds in the log's order.
func kindsOf(lines []actLine) (kinds []store.ActKind) {
	for _, a := range lines {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

func TestActsOfManyProcesses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	if got := call(t, "send", "--url", p.url(), "--secret", testKey, "--count", "5", "--seed", "1"); got.code != 0 {
		t.Fatal(got)
	}
	target := filepath.Join(t.TempDir(), "handed out.csv")
	var all sync.WaitGroup // beside the program that receives, and at once
	for _, args := range [][]string{{"export", target}, {"export", "-", "--format", "ndjson"}, {"recovery"}} {
		all.Go(func() {
			if got := call(t, append(args, "--data", dir)...); got.code != 0 || strings.Contains(got.stderr, "log of acts") {
				t.Errorf("%v: %+v", args, got)
			}
		})
	}
	all.Wait()
	p.stop()
	kept, err := store.Open(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (backend{kept, new(trust)}).SetHandover(t.Context(), store.HandoverCopied, 2); err != nil {
		t.Error(err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}

	lines, got := actsOf(t, dir)
	if got.code != 0 || !strings.Contains(got.stderr, "whole: 8 entries") {
		t.Errorf("%+v", got)
	}
	kinds := kindsOf(lines)
	slices.Sort(kinds[2:5]) // these came at once
	want := []store.ActKind{
		store.ActBegan, store.ActOpened, store.ActCodeMade, store.ActExported, store.ActExported, store.ActOpened, store.ActCopied,
	}
	if !slices.Equal(kinds, want) {
		t.Fatalf("the log holds %v, want %v", kinds, want)
	}
	if copied := lines[6]; !strings.HasPrefix(copied.MessageID, "msg_") {
		t.Errorf("copied %+v", copied)
	}
	var details []exportDetail
	for _, a := range lines {
		if strings.Contains(string(a.Detail), filepath.Dir(target)) {
			t.Errorf("%s tells the folder", a.Detail)
		}
		if a.Kind == store.ActExported {
			var d exportDetail
			if err := json.Unmarshal(a.Detail, &d); err != nil {
				t.Fatal(err)
			}
			details = append(details, d)
		}
	}
	for _, want := range []exportDetail{
		{What: "records", Format: "csv", Count: 5, Complete: true, File: "handed out.csv"},
		{What: "records", Format: "ndjson", Count: 5, Complete: true, File: "-"},
	} {
		if !slices.Contains(details, want) {
			t.Errorf("no %+v in %+v", want, details)
		}
	}

	change(t, dir, `UPDATE act SET detail = replace(detail, '"count":5', '"count":4')`)
	if lines, got = actsOf(t, dir); got.code != exitFailed || !strings.Contains(got.stderr, "was changed") || len(lines) != 8 {
		t.Errorf("after tampering: %d lines, %+v", len(lines), got)
	}
}

// change tampers with a folder's database.
func change(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "passdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestExportsThatCannotBeRecordedStillExport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := serve(t, dir)
	p.url()
	p.stop()
	run := func(key string, args ...string) outcome {
		t.Helper()
		cmd := keyless(append([]string{"export", "-", "--data", dir}, args...)...)
		cmd.Env = append(cmd.Env, "PASSDESK_VAULT_KEY="+key)
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		_ = cmd.Run() // the exit code says it
		return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
	}
	for name, key := range map[string]string{
		"another key": "bm90IHRoZSBrZXkgdGhhdCBzZWFsZWQgYW55dGhpbmc=", "no key": "", "no key's form": "secret",
	} {
		if got := run(key); got.code != 0 || !strings.Contains(got.stderr, "noted") || !strings.Contains(got.stdout, "message_id") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := run("", "--acts"); got.code != exitFailed || strings.Count(got.stdout, "\n") != 5 {
		t.Errorf("the log without the key: %+v", got)
	}

	// A database that another program holds.
	db, err := sql.Open("sqlite", filepath.Join(dir, "passdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if got := call(t, "export", "-", "--data", dir); got.code != 0 || !strings.Contains(got.stderr, "not in the log of acts") {
		t.Errorf("held: %+v", got)
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("waited %v", took)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	lines, got := actsOf(t, dir)
	if got.code != 0 {
		t.Errorf("%+v", got)
	}
	// Two of the log and the four that were noted, which the export of this
	// very list then enters.
	if kinds := kindsOf(lines); len(kinds) != 6 || lines[5].ID != 0 || !lines[5].Unkeyed {
		t.Errorf("the log holds %+v", lines)
	}
	if lines, got = actsOf(t, dir); got.code != 0 || len(lines) != 7 || !lines[5].Unkeyed || lines[6].Unkeyed || lines[6].ID != 7 {
		t.Errorf("then %+v, %+v", lines, got)
	}
}

func TestTheLogOfActsIsWrittenWhole(t *testing.T) {
	for _, args := range [][]string{{"acts.csv"}, {"-", "--format", "csv"}, {"-", "--status", "failed"}} {
		got := call(t, append([]string{"export", "--acts", "--data", t.TempDir()}, args...)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, "ndjson") {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

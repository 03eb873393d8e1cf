package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"passdesk/app/export"
	"passdesk/store"
	"passdesk/store/vault"
)

// BenchmarkExport has the program export a million records as a process of its
// own, while another receives 500 events a second into the same folder: rows a
// second, the same of the processor's time that it got ("rows/cpu-s", which tells
// more on a busy machine), the most memory it had, and the most the WAL grew to.
// "of-csv" is the rate as a share of CSV's in the same run; machines differ, the
// share should not.
//
// It wants PASSDESK_BENCH_ROWS set for fewer records.
func BenchmarkExport(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("counts memory as Linux does")
	}
	rows := 1_000_000
	if text := os.Getenv("PASSDESK_BENCH_ROWS"); text != "" {
		rows, _ = strconv.Atoi(text) // none is too few, and said below
	}
	dir := b.TempDir()
	fillFolder(b, dir, rows)
	p := serve(b, dir)
	url := p.url()
	load := begin(b, command("send", "--url", url, "--secret", testKey, "--count", "1000000000", "--rate", "500"))
	defer load.cmd.Process.Kill()
	var csv float64
	for _, f := range export.Formats {
		b.Run(string(f), func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "out."+string(f))
			rate, paid, memory, wal := measureExport(b, dir, file, rows)
			if f == export.CSV {
				csv = rate
			}
			info, err := os.Stat(file)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(rate, "rows/s")
			b.ReportMetric(paid, "rows/cpu-s")
			b.ReportMetric(rate/csv, "of-csv")
			b.ReportMetric(memory, "MB")
			b.ReportMetric(wal, "MB-wal")
			b.ReportMetric(float64(info.Size())/1e6, "MB-file")
			b.ReportMetric(0, "ns/op")
		})
	}
	select {
	case <-load.waited:
		b.Error("the load ended before the exports")
	default:
	}
}

func measureExport(b *testing.B, dir, file string, atLeast int) (rate, paid, memory, wal float64) {
	var largest atomic.Int64
	stop := make(chan struct{})
	go func() {
		for {
			if info, err := os.Stat(filepath.Join(dir, "passdesk.db-wal")); err == nil && info.Size() > largest.Load() {
				largest.Store(info.Size())
			}
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	first := newestID(b, dir)
	cmd := command("export", file, "--data", dir)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	began := time.Now()
	err := cmd.Run()
	took := time.Since(began)
	close(stop)
	last := newestID(b, dir)
	lines, _ := actsOfBench(b, dir)
	if err != nil || errs.Len() > 0 {
		b.Fatalf("%v: %s", err, errs.String())
	}
	if lines < first || lines > last || lines < int64(atLeast) {
		b.Errorf("%d records, but there were between %d and %d at the start", lines, first, last)
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return float64(lines) / took.Seconds(), float64(lines) / cpu.Seconds(), maxMemory(cmd.ProcessState), float64(largest.Load()) / 1e6
}

func newestID(b *testing.B, dir string) (id int64) {
	b.Helper()
	r, err := store.OpenReader(dir, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	newest, err := r.Newest(b.Context(), store.Filter{}, 1)
	if err != nil || len(newest) == 0 {
		b.Fatal(newest, err)
	}
	return newest[0].ID
}

// actsOfBench gives how many records the last export says that it wrote.
func actsOfBench(b *testing.B, dir string) (count int64, detail string) {
	b.Helper()
	r, err := store.OpenReader(dir, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	acts, err := r.ActsBefore(b.Context(), 0, 1)
	if err != nil || len(acts) == 0 {
		b.Fatal(acts, err)
	}
	_, text, _ := strings.Cut(acts[0].Detail, `"count":`)
	text, _, _ = strings.Cut(text, ",")
	count, err = strconv.ParseInt(text, 10, 64)
	if err != nil {
		b.Fatal(acts[0].Detail)
	}
	return count, acts[0].Detail
}

// fillFolder makes a folder with records of the usual size in far less time
// than receiving them takes: past the store, and without bodies.
func fillFolder(t testing.TB, dir string, rows int) {
	t.Helper()
	s, err := store.Open(dir, vault.Custody{vault.Given(testVaultKey(t))})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "passdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	const numbers = `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < %d) `
	for _, statement := range []string{
		`PRAGMA synchronous = OFF`,
		fmt.Sprintf(`INSERT INTO delivery (id, message_id, event_type, endpoint, sent_at, received_at, body_sha256, sum) `+numbers+
			`SELECT x, printf('msg_%%028d', x), 'credential.creation.succeeded', 'staging', 1767600000000 + x * 1000, 1767600000123 + x * 1000, zeroblob(32), 0 FROM n`, rows),
		fmt.Sprintf(`INSERT INTO issuance (id, delivery_id, received_at, status, subject_name, subject_contact, subject_id, template,
			credential_id, action_id, pass_url, valid_from, valid_until, encryption, error, environment, proof, sum) `+numbers+
			`SELECT x, x, 1767600000123 + x * 1000, 1, 'Marisol de la Cruz-Fernández', printf('marisol.%%d@example.org', x), printf('did:polygon-amoy:0x%%040x', x * 7919),
			'Summer School Attendance', printf('urn:uuid:%%08x-0000-4000-a000-%%012x', x * 31, x), printf('%%08x-0000-4000-b000-%%012x', x * 37, x),
			printf('https://pass.example.org/p/%%024x', x * 65537), 1767600000000, 1830600000000, x %% 9 = 0, '', 'staging', 'valid', 0 FROM n`, rows),
		fmt.Sprintf(`UPDATE progress SET searched = %d, proven = %d`, rows, rows),
		`PRAGMA wal_checkpoint(TRUNCATE)`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%v in %.60s", err, statement)
		}
	}
}

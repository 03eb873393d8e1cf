package main

import (
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// benchRows is how many records benchmarks of a large folder make: a million, or
// what PASSDESK_BENCH_ROWS says.
func benchRows() int {
	if rows, err := strconv.Atoi(os.Getenv("PASSDESK_BENCH_ROWS")); err == nil {
		return rows
	}
	return 1_000_000
}

// BenchmarkStart measures, in a folder with a million records, how long after its
// start the program listens, and how long after taking the folder a desk has its
// first rows to draw, and its whole list. Each is the median of five.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	fillFolder(b, dir, benchRows())
	var listening, first, whole []float64
	for range 5 {
		began := time.Now()
		p := serve(b, dir)
		p.url()
		listening = append(listening, ms(began))
		p.stop()

		began = time.Now()
		desk, err := takeFolder(&settings{Tunnel: "none", Data: dir, VaultKey: hidden{secret.Of(testVault)}}, slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		filter := model.Query{}.Filter(began)
		if rows, err := (backend{desk.store, desk.trust}).Head(b.Context(), filter, store.Order{}, 100); err != nil || len(rows) != 100 {
			b.Fatal(len(rows), err)
		}
		first = append(first, ms(began))
		if list, err := desk.store.List(b.Context(), filter, store.Order{}); err != nil || list.Len() == 0 {
			b.Fatal(err)
		}
		whole = append(whole, ms(began))
		if err := desk.close(); err != nil {
			b.Fatal(err)
		}
	}
	for unit, all := range map[string][]float64{"listening-ms": listening, "first-rows-ms": first, "whole-list-ms": whole} {
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], unit)
	}
	b.ReportMetric(0, "ns/op")
}

func ms(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

// BenchmarkIdle has a program with a million records wait for something to come:
// how much of one processor it takes, and how much memory.
func BenchmarkIdle(b *testing.B) {
	dir := b.TempDir()
	rows := benchRows()
	fillSearchable(b, dir, rows)
	p := serve(b, dir)
	p.url()
	waitIndexed(b, dir, rows)
	before, began := p.cpu(), time.Now()
	time.Sleep(20 * time.Second)
	b.ReportMetric(100*(p.cpu()-before).Seconds()/time.Since(began).Seconds(), "cpu-%")
	_, memory := p.proc()
	b.ReportMetric(float64(memory), "MB")
	b.ReportMetric(0, "ns/op")
	p.stop()
}

// cpu is the processor's time that a process has got.
func (p *process) cpu() time.Duration {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	var ticks int
	for _, n := range []int{11, 12} { // user and system, in hundredths
		some, err := strconv.Atoi(strings.Fields(rest)[n])
		if err != nil {
			p.t.Fatal(err)
		}
		ticks += some
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// fillSearchable makes a folder as fillFolder does, which the next program that
// holds it makes searchable.
func fillSearchable(t testing.TB, dir string, rows int) {
	t.Helper()
	fillFolder(t, dir, rows)
	db, err := sql.Open("sqlite", filepath.Join(dir, "passdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE progress SET searched = 0`); err != nil {
		t.Fatal(err)
	}
}

// waitIndexed waits until a program has made so many records searchable.
func waitIndexed(t testing.TB, dir string, rows int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "passdesk.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		var searched int
		if err := db.QueryRow(`SELECT searched FROM progress`).Scan(&searched); err != nil {
			t.Fatal(err)
		}
		if searched >= rows {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d of %d records are searchable", searched, rows)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// exportTo exports into a file that was there before.
func exportTo(t *testing.T, p *program, wish model.Export) (model.Exported, []byte) {
	t.Helper()
	wish.File = filepath.Join(t.TempDir(), "out."+wish.Format)
	if err := os.WriteFile(wish.File, []byte("of before"), 0o644); err != nil {
		t.Fatal(err)
	}
	done, err := exporter{p}.Export(t.Context(), wish, func(model.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(wish.File)
	if err != nil {
		t.Fatal(err)
	}
	return done, got
}

// column reads one column of a CSV file.
func column(t *testing.T, file []byte, name string) (values []string) {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(lines[0], name)
	if at < 0 {
		t.Fatalf("there is no column %s among %q", name, lines[0])
	}
	for _, line := range lines[1:] {
		values = append(values, line[at])
	}
	return values
}

func messages(t *testing.T, p *program, f store.Filter) (ids []string) {
	t.Helper()
	for i, err := range p.store.All(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, i.MessageID)
	}
	return ids
}

func TestExporterWritesWhatIsMeant(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 7)
	all := messages(t, p, store.Filter{})

	done, file := exportTo(t, p, model.Export{Format: "csv", Mark: true})
	if got := column(t, bytes.TrimPrefix(file, []byte("\ufeff")), "message_id"); !bytes.HasPrefix(file, []byte("\ufeff")) || done.Records != 7 || !slices.Equal(got, all) {
		t.Errorf("%+v: %q, want %q", done, got, all)
	}

	// As the list shows it: the newest first, narrowed by the words of the box.
	wanted := model.Query{Search: "template:zzz"}
	if done, _ = exportTo(t, p, model.Export{Format: "csv", Rows: model.Found{Filter: wanted.Filter(time.Now())}}); done.Records != 0 {
		t.Errorf("what nothing matches: %+v", done)
	}
	done, file = exportTo(t, p, model.Export{Format: "csv", Columns: []string{"message_id"}, Rows: model.Found{Filter: model.Query{}.Filter(time.Now())}})
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	if got := column(t, file, "message_id"); done.Records != 7 || !slices.Equal(got, backwards) || bytes.Contains(file, []byte(",")) {
		t.Errorf("%+v: %q, want %q", done, got, backwards)
	}

	// A selection: a run of four, less one of them.
	list, err := p.store.List(t.Context(), store.Filter{}, store.Order{})
	if err != nil {
		t.Fatal(err)
	}
	var rows model.Rows
	rows.Reset(model.Shown{IDs: list, Newest: true})
	rows.Chosen.Run(list, 1, 4)
	rows.Chosen.Toggle(list.ID(2))
	done, file = exportTo(t, p, model.Export{Format: "csv", Rows: rows.Picked()})
	if got, want := column(t, file, "message_id"), []string{backwards[1], backwards[3], backwards[4]}; done.Records != 3 || !slices.Equal(got, want) {
		t.Errorf("%+v: %q, want %q", done, got, want)
	}
	if got := p.kinds(t); got[0] != "exported 3 records, CSV, out.csv" || got[3] != "exported 7 records, CSV, out.csv" {
		t.Errorf("the log says %q", got)
	}
}

func TestExporterGivesKeysWithAnEntryBeforeThem(t *testing.T) {
	p := takeTestFolder(t, simulator.Encrypted, 2)
	_, file := exportTo(t, p, model.Export{Format: "ndjson", Keys: true})
	for line := range bytes.Lines(file) {
		var one struct{ Secret string }
		if err := json.Unmarshal(line, &one); err != nil || one.Secret == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
	want := []string{"exported 2 records, NDJSON, with keys, out.ndjson", "exported 0 records, NDJSON, with keys, broken off, out.ndjson"}
	if got := p.kinds(t); !slices.Equal(got[:2], want) {
		t.Errorf("the log says %q, want %q first", got, want)
	}
	if _, file = exportTo(t, p, model.Export{Format: "ndjson"}); bytes.Contains(file, []byte(`"secret"`)) {
		t.Error("keys that nobody asked for")
	}
}

// stoppedAt is a list in the middle of which somebody stops the export.
type stoppedAt struct {
	model.IDs
	place int
	stop  func()
}

// ID implements model.IDs.
func (s stoppedAt) ID(i int) int64 {
	if i == s.place {
		s.stop()
	}
	return s.IDs.ID(i)
}

// TestExporterLeavesTheOldFile breaks exports off in every way there is.
func TestExporterLeavesTheOldFile(t *testing.T) {
	s := &settings{Tunnel: "none", Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", VaultKey: hidden{secret.Of(testVault)}}
	fillFolder(t, s.Data, 3000)
	p, err := takeFolder(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	folder := t.TempDir()
	file := filepath.Join(folder, "old.csv")
	before := []byte("of before")
	if err := os.WriteFile(file, before, 0o644); err != nil {
		t.Fatal(err)
	}
	same := func(what string, err error, says string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), says) || !strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%s: %v, want %q", what, err, says)
		}
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, before) {
			t.Errorf("%s: the file holds %q, %v", what, now[:min(len(now), 20)], err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
			t.Errorf("%s: beside it lies %v, %v", what, left, err)
		}
	}
	list, err := p.store.List(t.Context(), store.Filter{}, store.Order{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var rows model.Rows
	rows.Reset(model.Shown{IDs: stoppedAt{list, 1500, cancel}, Newest: true})
	rows.Chosen.Run(list, 0, 2999)
	wish := model.Export{File: file, Format: "csv", Rows: rows.Picked()}
	_, err = exporter{p}.Export(ctx, wish, func(model.Progress) {})
	same("stopped", err, "Nothing was exported")
	if got := p.kinds(t)[0]; got != "exported 1000 records, CSV, broken off, old.csv" {
		t.Errorf("the log says %q", got)
	}

	wish.Rows = nil
	wish.Columns = []string{"no such"}
	_, err = exporter{p}.Export(t.Context(), wish, func(model.Progress) {})
	same("refused", err, "Nothing was exported")

	wish.Columns, wish.File = nil, filepath.Join(p.dir, "all.csv")
	_, err = exporter{p}.Export(t.Context(), wish, func(model.Progress) {})
	same("among the records", err, "holds the records themselves")
	wish.File = folder
	_, err = exporter{p}.Export(t.Context(), wish, func(model.Progress) {})
	same("in place of a folder", err, "A folder stands there: give the file a name of its own.")
	wish.File = filepath.Join(folder, "gone", "all.csv")
	_, err = exporter{p}.Export(t.Context(), wish, func(model.Progress) {})
	same("to nowhere", err, "There is no such folder")
}

// TestExporterWithoutTheKey: what needs none can still be brought out.
func TestExporterWithoutTheKey(t *testing.T) {
	s := &settings{Tunnel: "none", Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", VaultKey: hidden{secret.Of("YW5vdGhlciBrZXkgb2YgdGhlIHZhdWx0LCAzMiBieXQ=")}}
	fillFolder(t, s.Data, 10)
	p, err := takeFolder(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	if done, _ := exportTo(t, p, model.Export{Format: "json"}); done.Records != 10 {
		t.Errorf("%+v", done)
	}
	if got := p.kinds(t); got[0] != "exported 10 records, JSON, out.json" {
		t.Errorf("noted is %q", got)
	}
	file := filepath.Join(t.TempDir(), "keys.json")
	if _, err := (exporter{p}).Export(t.Context(), model.Export{File: file, Format: "json", Keys: true}, func(model.Progress) {}); err == nil || !strings.Contains(err.Error(), "The key to the records is missing") {
		t.Errorf("with keys: %v", err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("there is a file: %v", err)
	}
}

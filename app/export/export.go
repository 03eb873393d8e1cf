// Package export writes issuances out for other programs to read.
package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"passdesk/store"
)

// Format names a way of writing records.
type Format string

// The formats. All have the same columns in the same order.
const (
	CSV    Format = "csv"    // RFC 4180, a header line first; made harmless for spreadsheets
	XLSX   Format = "xlsx"   // a workbook with typed dates and links; likewise
	NDJSON Format = "ndjson" // a JSON object a line
	JSON   Format = "json"   // one array of such objects
)

// Formats are all of them.
var Formats = []Format{CSV, XLSX, NDJSON, JSON}

// FormatOf tells the format that a file's name ends with, "" for another.
func FormatOf(name string) Format {
	for _, f := range Formats {
		if ending := "." + string(f); len(name) > len(ending) && strings.EqualFold(name[len(name)-len(ending):], ending) {
			return f
		}
	}
	return ""
}

// Secrets gives the key that opens an issuance's credential, "" when it has
// none.
type Secrets func(*store.Issuance) (string, error)

// Options say how records are written. The zero value writes all columns and
// tells nobody how far it is.
type Options struct {
	Columns []string // which, by name; none is all. Their order is always the same
	Secrets Secrets  // adds a column for them at the end; nil leaves it out
	BOM     bool     // starts CSV with a byte order mark, without which Excel takes it for another encoding

	// Progress is told a few times a second how far the writing is, and once at
	// its end; nil for nobody. It runs in the way of the writing.
	Progress func(Progress)
	Total    int64 // how many records there will be, if that is known
	Last     int64 // else the highest id among records that come with rising ids
}

// writer writes records T in one format.
type writer[T any] interface {
	write(*T) error
	end() error // what follows the last record
}

// Write writes the records in the format to w, as they come: memory does not
// grow with their number. It stops at the first error, of a record, of secrets
// or of w.
func Write(w io.Writer, f Format, records iter.Seq2[store.Issuance, error], o Options) error {
	written, err := chosen(o.Columns)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	var key string // of the record that is being written
	if o.Secrets != nil {
		written = append(slices.Clone(written), column[store.Issuance]{name: "secret", width: 30, text: func(*store.Issuance) string { return key }})
	}
	t := table[store.Issuance]{title: "Issuances", columns: written, records: func(yield func(store.Issuance, error) bool) {
		for record, err := range records {
			if err == nil && o.Secrets != nil {
				key, err = o.Secrets(&record)
			}
			if !yield(record, err) {
				return
			}
		}
	}}
	pace := newPace(o)
	return t.write(w, f, o.BOM, func(i *store.Issuance) { pace.step(i.ID) }, pace.end)
}

// table is records of one kind, in columns.
type table[T any] struct {
	title   string
	columns []column[T]
	records iter.Seq2[T, error]
}

// write writes the table; step is called behind each record and end at the end.
func (t table[T]) write(w io.Writer, f Format, mark bool, step func(*T), end func()) error {
	out := bufio.NewWriterSize(w, 64<<10)
	err := t.put(out, f, mark, step)
	if err == nil {
		end()
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func (t table[T]) put(out *bufio.Writer, f Format, mark bool, step func(*T)) error {
	to, err := t.begin(out, f, mark)
	if err != nil {
		return err
	}
	for record, err := range t.records {
		if err == nil {
			err = to.write(&record)
		}
		if err != nil {
			return err
		}
		step(&record)
	}
	return to.end()
}

func (t table[T]) begin(out *bufio.Writer, f Format, mark bool) (writer[T], error) {
	if mark && f != CSV {
		return nil, errors.New("only CSV has a byte order mark")
	}
	switch f {
	case CSV:
		return beginCSV(out, t.columns, mark)
	case XLSX:
		return beginXLSX(out, t.columns, t.title, sheetRecords)
	case NDJSON:
		return beginLines(out, t.columns), nil
	case JSON:
		return beginArray(out, t.columns), nil
	}
	return nil, fmt.Errorf("unknown format %q", f)
}

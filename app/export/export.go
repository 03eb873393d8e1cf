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

// writer writes records in one format.
type writer interface {
	write(*store.Issuance) error
	end() error // what follows the last record
}

// Write writes the records in the format to w, as they come: memory does not
// grow with their number. It stops at the first error, of a record, of secrets
// or of w.
func Write(w io.Writer, f Format, records iter.Seq2[store.Issuance, error], o Options) error {
	out := bufio.NewWriterSize(w, 64<<10)
	err := write(out, f, records, o)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func write(out *bufio.Writer, f Format, records iter.Seq2[store.Issuance, error], o Options) error {
	written, err := chosen(o.Columns)
	if err != nil {
		return err
	}
	var key string // of the record that is being written
	if o.Secrets != nil {
		written = append(slices.Clone(written), column{name: "secret", width: 30, text: func(*store.Issuance) string { return key }})
	}
	to, err := begin(out, f, written, o)
	if err != nil {
		return err
	}
	pace := newPace(o)
	for record, err := range records {
		if err == nil && o.Secrets != nil {
			key, err = o.Secrets(&record)
		}
		if err == nil {
			err = to.write(&record)
		}
		if err != nil {
			return err
		}
		pace.step(record.ID)
	}
	if err := to.end(); err != nil {
		return err
	}
	pace.end()
	return nil
}

func begin(out *bufio.Writer, f Format, columns []column, o Options) (writer, error) {
	if o.BOM && f != CSV {
		return nil, errors.New("only CSV has a byte order mark")
	}
	switch f {
	case CSV:
		return beginCSV(out, columns, o.BOM)
	case XLSX:
		return beginXLSX(out, columns, sheetRecords)
	case NDJSON:
		return beginLines(out, columns), nil
	case JSON:
		return beginArray(out, columns), nil
	}
	return nil, fmt.Errorf("unknown format %q", f)
}

package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"

	"passdesk/store"
)

// PersonRecord is one issuance about a person with all that came with it.
type PersonRecord struct {
	Issuance   store.Issuance
	Delivery   string // the delivery's body as text
	Credential []byte // in clear, JSON; nil when there is none that can be read
	Secret     string // the key that opens it, when it is asked for
	Trouble    string // why something is missing, in a sentence; "" when nothing is
}

// WritePerson writes all records about one person, and where the person stands on
// rosters, as one object of JSON. It fails with the first error, of a record or
// of w.
func WritePerson(w io.Writer, at time.Time, records iter.Seq2[PersonRecord, error], listed []store.Listed) error {
	out := bufio.NewWriterSize(w, 64<<10)
	fmt.Fprintf(out, "{\"exported_at\":%q,\"records\":[", timestamp(at))
	keys := beginJSON(nil, columns, jsonWriter[store.Issuance]{}).keys
	var row []byte
	first := true
	for r, err := range records {
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		row = appendObject(row[:0], keys, columns, &r.Issuance)
		entry := personEntry{Record: row, Delivery: r.Delivery, Credential: r.Credential, Secret: r.Secret, Trouble: r.Trouble}
		if !json.Valid(entry.Credential) {
			entry.Credential = nil
		}
		text, err := marshal(entry)
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if !first {
			_ = out.WriteByte(',') // Flush says it
		}
		first = false
		_, _ = out.WriteString("\n")
		_, _ = out.Write(text)
	}
	text, err := marshal(expectations(listed))
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	fmt.Fprintf(out, "],\"expected\":%s}\n", text)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// expectation is a place on a roster as it is written.
type expectation struct {
	List    string `json:"list"`
	Name    string `json:"name"`
	Contact string `json:"contact"`
	ID      string `json:"id"`
}

func expectations(listed []store.Listed) []expectation {
	all := []expectation{}
	for _, l := range listed {
		all = append(all, expectation{l.Roster, l.Name, l.Contact, l.Ident})
	}
	return all
}

// personEntry is a record of a person as it is written.
type personEntry struct {
	Record     json.RawMessage `json:"record"`
	Credential json.RawMessage `json:"credential,omitempty"`
	Secret     string          `json:"secret,omitempty"`
	Delivery   string          `json:"delivery,omitempty"`
	Trouble    string          `json:"trouble,omitempty"`
}

// marshal is json.Marshal that leaves links as they are.
func marshal(v any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}

// Package export writes issuances out for other programs to read.
package export

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"passdesk/store"
)

// Format names a way of writing records.
type Format string

// The formats.
const (
	CSV    Format = "csv"    // RFC 4180, a header line first; made harmless for spreadsheets
	NDJSON Format = "ndjson" // a JSON object a line
)

// column is one field of a record. The order and the names are a contract
// with whoever reads the files.
type column struct {
	name  string
	value func(*store.Issuance) string
	flag  func(*store.Issuance) bool // instead of value, for a field that is true or false
}

func (c column) text(i *store.Issuance) string {
	if c.flag != nil {
		return strconv.FormatBool(c.flag(i))
	}
	return c.value(i)
}

var columns = []column{
	{name: "received_at", value: func(i *store.Issuance) string { return timestamp(i.ReceivedAt) }},
	{name: "status", value: func(i *store.Issuance) string { return i.Status.String() }},
	{name: "event_type", value: func(i *store.Issuance) string { return i.EventType }},
	{name: "message_id", value: func(i *store.Issuance) string { return i.MessageID }},
	{name: "subject_name", value: func(i *store.Issuance) string { return i.SubjectName }},
	{name: "subject_contact", value: func(i *store.Issuance) string { return i.SubjectContact }},
	{name: "subject_id", value: func(i *store.Issuance) string { return i.SubjectID }},
	{name: "template", value: func(i *store.Issuance) string { return i.Template }},
	{name: "credential_id", value: func(i *store.Issuance) string { return i.CredentialID }},
	{name: "action_id", value: func(i *store.Issuance) string { return i.ActionID }},
	{name: "pass_url", value: func(i *store.Issuance) string { return i.PassURL }},
	{name: "handover", value: func(i *store.Issuance) string { return i.Handover.String() }},
	{name: "handover_at", value: func(i *store.Issuance) string { return timestamp(i.HandoverAt) }},
	{name: "valid_from", value: func(i *store.Issuance) string { return timestamp(i.ValidFrom) }},
	{name: "valid_until", value: func(i *store.Issuance) string { return timestamp(i.ValidUntil) }},
	{name: "encrypted", flag: func(i *store.Issuance) bool { return i.Encryption != store.Clear }},
	{name: "proof", value: func(i *store.Issuance) string { return i.Proof }},
	{name: "error", value: func(i *store.Issuance) string { return i.Error }},
	{name: "environment", value: func(i *store.Issuance) string { return i.Environment }},
	{name: "note", value: func(i *store.Issuance) string { return i.Note }},
	{name: "superseded_by", value: func(i *store.Issuance) string { return i.SupersededBy }},
}

// timestamp writes a time as RFC 3339 UTC with milliseconds where it has
// them, and a missing one as "".
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.999Z07:00")
}

// Secrets gives the key that opens an issuance's credential, "" when it has
// none.
type Secrets func(*store.Issuance) (string, error)

// Write writes the records in the format to w, as they come: memory does not
// grow with their number. With secrets each has one more column, the key to its
// credential; nil leaves it out. It stops at the first error, of a record, of
// secrets or of w.
func Write(w io.Writer, f Format, records iter.Seq2[store.Issuance, error], secrets Secrets) error {
	var key string // of the record that is being written
	written := columns
	if secrets != nil {
		written = append(slices.Clone(columns), column{name: "secret", value: func(*store.Issuance) string { return key }})
	}
	out := bufio.NewWriterSize(w, 64<<10)
	var line func(*store.Issuance) error
	switch f {
	case CSV:
		line = csvLines(out, written)
	case NDJSON:
		line = ndjsonLines(out, written)
	default:
		return fmt.Errorf("export: unknown format %q", f)
	}
	for record, err := range records {
		if err == nil && secrets != nil {
			key, err = secrets(&record)
		}
		if err == nil {
			err = line(&record)
		}
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

package export

import (
	"fmt"
	"strings"
	"time"

	"passdesk/store"
)

// column is one field of a record T: a text, a moment or a flag. The order and
// the names are a contract with whoever reads the files.
type column[T any] struct {
	name   string
	width  float64 // in a spreadsheet, in characters
	link   bool    // the text is a web address
	text   func(*T) string
	moment func(*T) time.Time // instead of text
	flag   func(*T) bool      // likewise
}

var columns = []column[store.Issuance]{
	{name: "received_at", width: 23, moment: func(i *store.Issuance) time.Time { return i.ReceivedAt }},
	{name: "status", width: 11, text: func(i *store.Issuance) string { return i.Status.String() }},
	{name: "event_type", width: 29, text: func(i *store.Issuance) string { return i.EventType }},
	{name: "message_id", width: 33, text: func(i *store.Issuance) string { return i.MessageID }},
	{name: "subject_name", width: 26, text: func(i *store.Issuance) string { return i.SubjectName }},
	{name: "subject_contact", width: 32, text: func(i *store.Issuance) string { return i.SubjectContact }},
	{name: "subject_id", width: 30, text: func(i *store.Issuance) string { return i.SubjectID }},
	{name: "template", width: 26, text: func(i *store.Issuance) string { return i.Template }},
	{name: "credential_id", width: 44, text: func(i *store.Issuance) string { return i.CredentialID }},
	{name: "action_id", width: 37, text: func(i *store.Issuance) string { return i.ActionID }},
	{name: "pass_url", width: 44, link: true, text: func(i *store.Issuance) string { return i.PassURL }},
	{name: "handover", width: 11, text: func(i *store.Issuance) string { return i.Handover.String() }},
	{name: "handover_at", width: 23, moment: func(i *store.Issuance) time.Time { return i.HandoverAt }},
	{name: "valid_from", width: 23, moment: func(i *store.Issuance) time.Time { return i.ValidFrom }},
	{name: "valid_until", width: 23, moment: func(i *store.Issuance) time.Time { return i.ValidUntil }},
	{name: "encrypted", width: 11, flag: func(i *store.Issuance) bool { return i.Encryption != store.Clear }},
	{name: "proof", width: 14, text: func(i *store.Issuance) string { return i.Proof }},
	{name: "error", width: 40, text: func(i *store.Issuance) string { return i.Error }},
	{name: "environment", width: 13, text: func(i *store.Issuance) string { return i.Environment }},
	{name: "note", width: 30, text: func(i *store.Issuance) string { return i.Note }},
	{name: "superseded_by", width: 33, text: func(i *store.Issuance) string { return i.SupersededBy }},
}

// Columns names the columns in their order.
func Columns() (names []string) {
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// chosen gives the columns with the names, in the contract's order; no names
// are all of them.
func chosen(names []string) (some []column[store.Issuance], err error) {
	if len(names) == 0 {
		return columns, nil
	}
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	for _, c := range columns {
		if wanted[c.name] {
			some = append(some, c)
			delete(wanted, c.name)
		}
	}
	for name := range wanted {
		return nil, fmt.Errorf("there is no column %q; the columns are %s", name, strings.Join(Columns(), ", "))
	}
	return some, nil
}

// timestamp writes a time as RFC 3339 UTC with milliseconds where it has
// them, and a missing one as "".
func timestamp(t time.Time) string { return string(appendTime(nil, t)) }

// appendTime is timestamp behind b. It is the same as formatting with
// 2006-01-02T15:04:05.999Z07:00, in a fifth of the time.
func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, "2006-01-02T15:04:05.999Z07:00")
	}
	hour, minute, second := t.Clock()
	b = append(b, byte('0'+year/1000), byte('0'+year/100%10))
	b = append(pair(b, year%100), '-')
	b = append(pair(b, int(month)), '-')
	b = append(pair(b, day), 'T')
	b = append(pair(b, hour), ':')
	b = append(pair(b, minute), ':')
	b = pair(b, second)
	if ms := t.Nanosecond() / 1e6; ms > 0 {
		b = pair(append(b, '.'), ms/10)
		b = append(b, byte('0'+ms%10))
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return append(b, 'Z')
}

// pair writes a number below a hundred in two digits.
func pair(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

package export

import (
	"io"
	"iter"
	"strconv"
	"time"

	"passdesk/store"
)

// Expected is somebody on a roster, or somebody who is not, with the issuance that
// says how it stands; without one that is empty.
type Expected struct {
	Row                  int // in the roster's file; 0 for one who is not on it
	Name, Contact, Ident string
	State                string // issued, failed, pending, to confirm, missing, unexpected
	MatchedBy            string
	Issuance             store.Issuance
}

var expectedColumns = []column[Expected]{
	{name: "row", width: 7, text: func(e *Expected) string {
		if e.Row == 0 {
			return ""
		}
		return strconv.Itoa(e.Row)
	}},
	{name: "expected_name", width: 26, text: func(e *Expected) string { return e.Name }},
	{name: "expected_contact", width: 32, text: func(e *Expected) string { return e.Contact }},
	{name: "expected_id", width: 30, text: func(e *Expected) string { return e.Ident }},
	{name: "state", width: 12, text: func(e *Expected) string { return e.State }},
	{name: "matched_by", width: 20, text: func(e *Expected) string { return e.MatchedBy }},
}

// rosterColumns are those of the people, and of records those that tell how it
// stands.
var rosterColumns = besideRecords()

func besideRecords() []column[Expected] {
	all := expectedColumns
	for _, c := range columns {
		switch c.name {
		case "event_type", "encrypted", "superseded_by":
			continue
		}
		own := column[Expected]{name: c.name, width: c.width, link: c.link}
		switch {
		case c.moment != nil:
			own.moment = func(e *Expected) time.Time { return c.moment(&e.Issuance) }
		case c.flag != nil:
			own.flag = func(e *Expected) bool { return c.flag(&e.Issuance) }
		default:
			own.text = func(e *Expected) string {
				if e.Issuance.ID == 0 {
					return ""
				}
				return c.text(&e.Issuance)
			}
		}
		all = append(all, own)
	}
	return all
}

// WriteRoster writes people with how it stands with them. It stops at the first
// error, of one of them or of w.
func WriteRoster(w io.Writer, f Format, people iter.Seq2[Expected, error], mark bool) error {
	t := table[Expected]{title: "Expected", columns: rosterColumns, records: people}
	return t.write(w, f, mark, func(*Expected) {}, func() {})
}

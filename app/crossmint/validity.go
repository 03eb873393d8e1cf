package crossmint

import (
	"encoding/json"
	"time"

	"passdesk/assets/say"
)

// The names of the dates in the Verifiable Credentials Data Model 2.0 and 1.1.
// A credential that uses both is held to both.
var (
	startNames = []string{"validFrom", "issuanceDate"}
	endNames   = []string{"validUntil", "expirationDate"}
)

// inTime objects to an authentic credential whose time has not come or is
// over. It is valid from the first instant on and until just before the last.
func inTime(credential map[string]any, now time.Time) error {
	// Whichever it is, a date that cannot be read leaves both questions open.
	starts, err := datesOf(credential, startNames)
	if err != nil {
		return err
	}
	ends, err := datesOf(credential, endNames)
	if err != nil {
		return err
	}
	for _, end := range ends {
		if !now.Before(end) {
			return &objection{Expired, say.Sentence("It was valid until {{.Time}}.").With("Time", end.Format(time.RFC3339))}
		}
	}
	for _, start := range starts {
		if now.Before(start) {
			return &objection{NotYetValid, say.Sentence("It is valid from {{.Time}} on.").With("Time", start.Format(time.RFC3339))}
		}
	}
	return nil
}

// datesOf reads the dates in the same way as the rows in the list have them.
func datesOf(credential map[string]any, names []string) ([]time.Time, error) {
	var dates []time.Time
	for _, name := range names {
		v, has := credential[name]
		if !has {
			continue
		}
		text, _ := v.(string)
		quoted, _ := json.Marshal(text) // a string always can be
		date := firstTime(quoted)
		if date.IsZero() {
			return nil, cannotCheck(say.Sentence("The issuer signed it, but {{.Field}} is not a date that can be read.").With("Field", name))
		}
		dates = append(dates, date)
	}
	return dates, nil
}

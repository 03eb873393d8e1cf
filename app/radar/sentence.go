package radar

import (
	"fmt"
	"strings"
	"time"

	"passdesk/store"
)

// Sentence says in plain words what a gap was, what follows from it and what to
// do, with times as they are told at a place.
func (i Interval) Sentence(place *time.Location) string {
	told := func(t time.Time) string { return t.In(place).Format("Mon 2 Jan 15:04") }
	when := fmt.Sprintf("Nothing was received from %s to %s: %s.", told(i.Began), told(i.Ended), known(i.Cause))
	switch i.State {
	case GoingOn:
		return fmt.Sprintf("Nothing has been received since %s: %s. Crossmint sends again for 27 hours and 35 minutes.", told(i.Began), known(i.Cause))
	case Retrying:
		return fmt.Sprintf("%s Crossmint sends all of that time again by %s; nothing is to be done.", when, told(i.Until))
	case Resend:
		var spans []string
		for _, w := range i.Resend {
			spans = append(spans, told(w.From)+" and "+told(w.To))
		}
		since := fmt.Sprintf("%d credentials that were issued then have arrived since.", i.Issued)
		if i.Issued == 1 {
			since = "1 credential that was issued then has arrived since."
		}
		return fmt.Sprintf("%s Events first sent between %s may need a resend, if there were any: open the endpoint in the Crossmint console, resend what failed, then tick this off. %s",
			when, strings.Join(spans, ", and between "), since)
	case Unmeasured:
		return fmt.Sprintf("It cannot be told for how long nothing was received before %s, because %s. Look for failed events in the Crossmint console, resend them, then tick this off.",
			told(i.Ended), known(i.Cause))
	}
	return when + " " + closings[i.ClosedBy]
}

func known(c store.Cause) string {
	if text := reasons[c]; text != "" {
		return text
	}
	return reasons[store.Unknown]
}

var reasons = map[store.Cause]string{
	store.NotRunning: "Passdesk was not running",
	store.Asleep:     "the computer was asleep",
	store.NoWayIn:    "the tunnel was down",
	store.NoInternet: "the computer was offline",
	store.CannotKeep: "records could not be kept",
	store.Deaf:       "no signing secret was set",
	store.Restored:   "the records were restored from a backup of before",
	store.ClockSet:   "the clock was set while Passdesk was not running",
	store.ClockOff:   "this computer's clock was too far off",
	store.Unknown:    "nobody knows why",
}

var closings = map[store.Closing]string{
	store.ByRetries:      "Crossmint's retries have all been made since; nothing is to be done.",
	store.ByLateDelivery: "What was missed has begun to arrive again, and the rest will be sent again too; nothing is to be done.",
	store.ByStaff:        "It was ticked off.",
}

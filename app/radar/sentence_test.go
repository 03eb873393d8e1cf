package radar

import (
	"strings"
	"testing"
	"time"

	"passdesk/store"
)

func TestSentences(t *testing.T) {
	monday := friday.Add(62*h + 9*m)
	weekend := store.Gap{ID: 1, Began: friday, Ended: monday, Cause: store.NotRunning}
	short := store.Gap{ID: 2, Began: friday, Ended: friday.Add(m), Cause: "of a later version"}
	closed := short
	closed.Closed, closed.ClosedBy = monday, store.ByRetries
	unmeasured := store.Gap{ID: 3, Began: monday, Ended: monday, Cause: store.ClockSet}
	goesOn := store.Gap{ID: 4, Began: friday, Cause: store.NoWayIn}
	for want, c := range map[string]struct {
		gap store.Gap
		now time.Time
	}{
		"Nothing was received from Fri 6 Mar 18:02 to Mon 9 Mar 08:11: Passdesk was not running. Events first sent between Fri 6 Mar 18:02 and Sun 8 Mar 04:35 may need a resend": {weekend, monday},
		"Nothing was received from Fri 6 Mar 18:02 to Fri 6 Mar 18:03: nobody knows why. Crossmint sends all of that time again by Fri 6 Mar 18:07":                               {short, short.Ended},
		"to Fri 6 Mar 18:03: nobody knows why. Crossmint's retries have all been":                                                                                                 {short, friday.Add(h)},  // which nobody has noted yet
		"Crossmint sends all of that time again by Sat 7 Mar 21:38":                                                                                                               {short, friday.Add(-h)}, // the clock was set back
		"to Fri 6 Mar 18:03: nobody knows why. Crossmint's retries have all been made":                                                                                            {closed, monday},
		"It cannot be told for how long nothing was received before Mon 9 Mar 08:11, because the clock was set":                                                                   {unmeasured, monday},
		"Nothing has been received since Fri 6 Mar 18:02: the tunnel was down.":                                                                                                   {goesOn, friday.Add(m)},
	} {
		got := intervals([]store.Gap{c.gap}, []store.Gap{c.gap}, c.now.UnixMilli())[0].Sentence(time.UTC)
		if !strings.Contains(got, want) {
			t.Errorf("%q\nwants %q", got, want)
		}
	}
}

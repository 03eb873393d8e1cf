package tracker

import (
	"math/rand/v2"
	"time"
)

const (
	// tick is how often it is looked whether there is something to ask, by default.
	tick = 2 * time.Second
	// leaseFor is how long the asking is had for oneself, and renewAfter how
	// often that is said again: a killed process is replaced after that.
	leaseFor   = time.Minute
	renewAfter = 15 * time.Second
	// atOnce is how many are asked about at a time.
	atOnce  = 4
	portion = 28 // in one turn, the oldest
	// fairPortion is how many are asked about in a turn besides, whatever their
	// age.
	fairPortion = 4
	keepFor     = 10 * time.Second // how long the store may take
	// writeTries is how often it is tried to keep what cannot be asked for again,
	// and writePause the first pause between.
	writeTries = 4
	writePause = time.Second
	firstWait  = 5 * time.Second
	// longestWait is how seldom what stays pending is asked about.
	longestWait = 15 * time.Minute
	// unknownFor is how long Crossmint may know nothing of an id before it is
	// given up, and silentFor how long it may be pending.
	unknownFor = 24 * time.Hour
	silentFor  = 30 * 24 * time.Hour
	// lackingWait is the pause where a permission is missing.
	lackingWait = 15 * time.Minute

	// elsewhereWait is the pause before an id is asked about again that may be in
	// an environment which cannot be asked.
	elsewhereWait = time.Minute

	firstOutage   = 5 * time.Second
	longestOutage = 5 * time.Minute
)

// after is the time until something of an age is asked about again: the older,
// the longer, and not many at the same moment.
func after(age time.Duration) time.Duration {
	wait := min(max(age/8, firstWait), longestWait)
	return wait*9/10 + rand.N(wait/5)
}

// outage is a time in which nothing is asked, because it would come to nothing.
type outage struct {
	until    time.Time
	failures int
	why      error
}

// again makes it longer; asked is what Crossmint asked for.
func (o *outage) again(now time.Time, why error, asked time.Duration) {
	wait := min(firstOutage<<min(o.failures, 10), longestOutage)
	o.failures++
	o.until, o.why = now.Add(max(wait, asked)), why
}

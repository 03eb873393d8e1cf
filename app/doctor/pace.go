package doctor

import (
	"time"

	"golang.org/x/time/rate"
)

// How often checks are made. A month of nothing but routine has 1,500 requests,
// less than a tenth of what ngrok's free plan allows, and each delivery saves
// one.
const (
	// routine is how long the way is believed in without any proof.
	routine = 30 * time.Minute

	firstRepeat   = 5 * time.Second
	longestRepeat = 5 * time.Minute
	// patient is the number of failures, about two hours' worth, after which
	// they are no news any more. What mends them shows: the tunnel is restored,
	// a delivery comes in, or somebody asks.
	patient = 30
)

// after gives the time to the next check after so many failures in a row.
func after(failures int) time.Duration {
	switch {
	case failures == 0, failures > patient:
		return routine
	case failures > 6: // the shift below would go past the longest
		return longestRepeat
	}
	return min(firstRepeat<<(failures-1), longestRepeat)
}

// A tunnel that comes and goes is checked each time it comes, but not without
// end; nor is a broken way on account of each delivery that finds another.
func newReconnects() *rate.Limiter { return rate.NewLimiter(rate.Every(2*time.Minute), 30) }
func newSigns() *rate.Limiter      { return rate.NewLimiter(rate.Every(10*time.Minute), 5) }

const (
	firstReopen   = time.Minute
	longestReopen = 2 * time.Hour
	// unlucky is the number of failures in a row that a new agent is asked for
	// after; one alone may be a hiccup.
	unlucky = 2
)

// reopening says when to ask the tunnel for a new agent. Asking costs a
// reconnection, so it is done more and more rarely when it does not help.
type reopening struct {
	failures int
	wait     time.Duration
	next     time.Time
}

// due takes a report and says whether to ask now.
func (o *reopening) due(r Report, now time.Time) bool {
	switch {
	case r.Verdict == Well:
		*o = reopening{}
		return false
	case !r.fresh:
		o.failures = 0
		return false
	}
	o.failures++
	if o.failures < unlucky || now.Before(o.next) {
		return false
	}
	o.failures = 0
	o.wait = min(max(2*o.wait, firstReopen), longestReopen)
	o.next = now.Add(o.wait)
	return true
}

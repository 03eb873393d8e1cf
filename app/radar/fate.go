package radar

// fate is what became, by a moment, of events by the time they were sent first.
// Those of other times have been received, if there were any.
type fate struct {
	lost    spans // no attempt can have been received, and there will be none
	waiting spans // likewise so far, but there will be more attempts
}

// fateOf works out what becomes of events when nothing is received while deaf,
// as it is known by now.
//
// While elsewhere, which is a part of deaf, another folder may have received: an
// attempt of that time may have been acknowledged there, and is the last.
func fateOf(s schedule, deaf, elsewhere spans, now int64) fate {
	deaf, elsewhere = deaf.until(now), elsewhere.until(now)
	open := spans{{dawn, now}}    // nothing received so far, nor anything to come
	unheard := spans{{dawn, now}} // nothing received so far
	var swallowed spans           // perhaps acknowledged elsewhere
	for _, a := range s {
		if len(elsewhere) > 0 {
			swallowed = swallowed.with(open.within(a.missed(elsewhere)))
		}
		missed := a.missed(deaf)
		open = open.within(missed)
		unheard = unheard.within(missed.with(spans{{now - a.late, dusk}}))
	}
	lost := open.with(swallowed)
	return fate{lost: lost, waiting: unheard.without(lost)}
}

// missed are the times of the first attempt from which this one may fall into
// the deaf time.
func (a attempt) missed(deaf spans) spans {
	moved := make([]span, len(deaf))
	for n, d := range deaf {
		moved[n] = span{d.from - a.late, d.to - a.early}
	}
	return union(moved...)
}

// unheardBefore are, for each attempt, the times of the first from which all
// attempts before it may have fallen into the deaf time, so that it can have
// been the first to be received.
func (s schedule) unheardBefore(deaf spans) []spans {
	before := []spans{{{dawn, dusk}}}
	for _, a := range s[:len(s)-1] {
		before = append(before, before[len(before)-1].within(a.missed(deaf)))
	}
	return before
}

// lastRetry is when, at the latest, every event that waits has been tried once
// more; 0 when none waits.
func (s schedule) lastRetry(waiting spans, now int64) (last int64) {
	for _, w := range waiting {
		for k := 1; k < len(s); k++ {
			// Those whose next attempt this is.
			next := spans{w}.within(spans{{now - s[k].late, now - s[k-1].late}})
			if n := len(next); n > 0 {
				last = max(last, next[n-1].to-1+s[k].late)
			}
		}
	}
	return last
}

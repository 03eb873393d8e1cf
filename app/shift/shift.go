// Package shift reports what happened between two times, in counts, for staff
// who take over from others.
package shift

import (
	"cmp"
	"context"
	"slices"
	"time"

	"passdesk/app/radar"
	"passdesk/store"
)

// Report is what happened from Since until before Until, as it was known at Made.
type Report struct {
	Since, Until, Made time.Time
	store.Tally

	Offline []radar.Interval // times without receiving that reach into it, the oldest first
	Silent  time.Time        // since when no process is known to receive; zero while one is
	Deaf    time.Duration    // how long nothing was received, as far as that reaches into it
	Acts    []Acts           // most frequent first
	Exports []Export         // the newest first, at most mostExports
}

// Acts counts entries of the log of acts.
type Acts struct {
	Kind  store.ActKind
	Count int
}

// Export is something that left.
type Export struct {
	At   time.Time
	What string
}

const (
	mostExports = 100
	gapsAtOnce  = 200
	mostGaps    = 10_000 // that are looked through for those that matter
	missedBeats = 3      // after which nobody is taken to be receiving
)

// Gather makes a report out of a folder's records. The words say what an
// exporting act was about.
func Gather(ctx context.Context, r *store.Reader, since, until, now time.Time, words func(store.Act) string) (Report, error) {
	made := Report{Since: since, Until: until, Made: now}
	var err error
	if made.Tally, err = r.Tally(ctx, since, until); err != nil {
		return made, err
	}
	if err := made.gatherGaps(ctx, r); err != nil {
		return made, err
	}
	counts, err := r.CountActs(ctx, since, until)
	if err != nil {
		return made, err
	}
	for kind, n := range counts {
		made.Acts = append(made.Acts, Acts{kind, n})
	}
	slices.SortFunc(made.Acts, func(a, b Acts) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind)) })
	acts, err := r.ActsBetween(ctx, store.ActExported, since, until, mostExports)
	for _, a := range acts {
		made.Exports = append(made.Exports, Export{a.At, words(a)})
	}
	return made, err
}

func (made *Report) gatherGaps(ctx context.Context, r *store.Reader) error {
	for before, seen := int64(0), 0; seen < mostGaps; {
		page, err := radar.List(ctx, r, before, gapsAtOnce)
		if err != nil {
			return err
		}
		for _, i := range page {
			if i.Began.Before(made.Until) && (i.Ended.IsZero() || i.Ended.After(made.Since)) {
				made.Offline = append(made.Offline, i)
			}
		}
		if seen += len(page); len(page) < gapsAtOnce {
			break
		}
		before = page[len(page)-1].ID
	}
	slices.SortFunc(made.Offline, func(a, b radar.Interval) int { return cmp.Or(a.Began.Compare(b.Began), cmp.Compare(a.ID, b.ID)) })
	beat, err := r.LastBeat(ctx)
	if err != nil {
		return err
	}
	all := made.Offline
	if !beat.At.IsZero() && made.Made.Sub(beat.At) > missedBeats*radar.Heartbeat && beat.At.Before(made.Until) {
		// The gap is entered only when a process receives again.
		made.Silent = beat.At
		all = append(slices.Clone(all), radar.Interval{Gap: store.Gap{Began: beat.At}})
	}
	made.Deaf = deafness(all, made.Since, made.Until, made.Made)
	return nil
}

// deafness adds up sorted intervals, which may overlap, between two times and
// until now.
func deafness(all []radar.Interval, since, until, now time.Time) (sum time.Duration) {
	if now.Before(until) {
		until = now
	}
	at := since
	for _, i := range all {
		from, to := i.Began, i.Ended
		if to.IsZero() || to.After(until) {
			to = until
		}
		if from.Before(at) {
			from = at
		}
		if to.After(from) {
			sum += to.Sub(from)
			at = to
		}
	}
	return sum
}

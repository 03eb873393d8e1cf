package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

const (
	// reapLook is how often it is looked for records that have become too old.
	reapLook = time.Hour
	// reapPortion is how many are erased before it is asked again whether they
	// still should be.
	reapPortion = 20_000
)

// reaper erases the records that are older than staff want to keep them, which
// is never unless they say so. Its methods may be called from any goroutine;
// run once.
type reaper struct {
	store *store.Store
	log   *slog.Logger
	now   func() time.Time

	changed chan struct{} // how long records are kept has

	looking sync.Mutex // held while it is looked for what is too old
	mu      sync.Mutex
	halt    context.CancelFunc // ends that
	setting int                // how many are about to change how long records are kept
	trouble sentence           // why old records could not be erased, a sentence
}

func newReaper(s *store.Store, log *slog.Logger) *reaper {
	return &reaper{store: s, log: log, now: time.Now, changed: make(chan struct{}, 1), halt: func() {}}
}

// run erases what is too old until ctx ends.
func (r *reaper) run(ctx context.Context) {
	look := time.NewTicker(reapLook)
	defer look.Stop()
	for {
		r.turn(ctx)
		select {
		case <-ctx.Done():
			return
		case <-r.changed:
		case <-look.C:
		}
	}
}

// turn is one look, unless set breaks it off, which calls for another.
func (r *reaper) turn(ctx context.Context) {
	r.looking.Lock()
	defer r.looking.Unlock()
	ctx, halt := context.WithCancel(ctx)
	defer halt()
	r.mu.Lock()
	if r.halt = halt; r.setting > 0 {
		halt()
	}
	r.mu.Unlock()
	if err := r.look(ctx); ctx.Err() == nil {
		r.note(err)
	}
}

// look erases what is too old by now.
func (r *reaper) look(ctx context.Context) error {
	for {
		keep, err := readRetention(ctx, r.store.Reader)
		if err != nil || keep.Months == 0 {
			return err
		}
		before, err := r.cutoff(ctx, keep.Months)
		if err != nil || before.IsZero() {
			return err
		}
		erased, err := r.store.EraseOld(ctx, before, keep.SoleCopies, reapPortion)
		if erased > 0 {
			r.log.Info("records were erased for their age", "count", erased, "months", keep.Months)
		}
		if err != nil || erased < reapPortion {
			return err
		}
	}
}

// cutoff is before when records came in that are older than so many months by
// now; zero when nothing can be. Now is no later than when the newest delivery
// was signed by its sender: whatever the clock of this computer says, nothing
// goes before its time.
func (r *reaper) cutoff(ctx context.Context, months int) (time.Time, error) {
	now, err := r.store.LastSent(ctx)
	if err != nil || now.IsZero() {
		return time.Time{}, err
	}
	if ours := r.now(); ours.Before(now) {
		now = ours
	}
	return monthsBefore(now, months), nil
}

// monthsBefore is so many months before a time, or a little more.
func monthsBefore(now time.Time, months int) time.Time {
	before := now.AddDate(0, -months, 0)
	if before.Day() != now.Day() { // that month is too short
		before = before.AddDate(0, 0, -before.Day())
	}
	return before
}

// old counts the records that are older than so many months by the later of the
// two clocks: what goes now, and what goes as soon as a delivery comes again.
func (r *reaper) old(ctx context.Context, months int) (model.Old, error) {
	now, err := r.store.LastSent(ctx)
	if err != nil {
		return model.Old{}, err
	}
	if ours := r.now(); ours.After(now) {
		now = ours
	}
	old, err := r.store.Old(ctx, monthsBefore(now, months))
	return model.Old{Records: int(old.Records), Sole: int(old.SoleCopies)}, err
}

// note remembers how the last look went.
func (r *reaper) note(err error) {
	trouble := sentence("")
	if err != nil {
		trouble = why(err)
		r.log.Error("old records are not erased", "reason", trouble)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trouble = trouble
}

// why is why old records could not be erased, "" when they could.
func (r *reaper) why() sentence {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.trouble
}

// set changes how long records are kept. Nothing more is erased by what was set
// before.
func (r *reaper) set(ctx context.Context, keep model.Retention) error {
	r.mu.Lock()
	r.setting++
	r.halt()
	r.mu.Unlock()
	r.looking.Lock() // what is being looked at would be ordered after all
	err := keepRetention(ctx, r.store, keep)
	r.looking.Unlock()
	r.mu.Lock()
	r.setting--
	r.mu.Unlock()
	select {
	case r.changed <- struct{}{}:
	default:
	}
	return err
}

// keptRetention is how long records are kept, as it lies in the settings.
type keptRetention struct {
	Months     int  `json:"months"`
	SoleCopies bool `json:"soleCopies"`
}

// maxMonths bounds how long records may be kept without being kept for ever.
const maxMonths = 1200

// readRetention reads how long records are kept. One that cannot be read is an
// error, and then nothing is to be erased; nor where it says more than is known
// here, which may be what is to stay.
func readRetention(ctx context.Context, r *store.Reader) (model.Retention, error) {
	value, err := r.Setting(ctx, store.RetentionSetting)
	if err != nil || value == nil {
		return model.Retention{}, err
	}
	var k keptRetention
	words := json.NewDecoder(bytes.NewReader(value))
	words.DisallowUnknownFields()
	if err := words.Decode(&k); err != nil {
		return model.Retention{}, fmt.Errorf("retention: %w: %w", store.ErrDamaged, err)
	}
	if k.Months < 1 || k.Months > maxMonths {
		return model.Retention{}, fmt.Errorf("retention: %d months: %w", k.Months, store.ErrDamaged)
	}
	return model.Retention(k), nil
}

func keepRetention(ctx context.Context, s *store.Store, keep model.Retention) error {
	if keep.Months <= 0 {
		return s.SetRetention(ctx, nil)
	}
	value, err := json.Marshal(keptRetention(keep))
	if err != nil {
		return err
	}
	return s.SetRetention(ctx, value)
}

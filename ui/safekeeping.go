package ui

import (
	"context"
	"time"

	"passdesk/ui/model"
)

// safetyPause is the least time between two looks at how safe the records are
// that nobody asked for.
const safetyPause = 30 * time.Second

// safekeeping knows how safe the records are, as far as it was read, and what
// the reader does not want to hear about it. It belongs to the UI thread.
type safekeeping struct {
	keeper Keeper
	chores *chores
	now    func() time.Time
	onRead func() // something new is known
	shown  func() // tells the screen that shows it; nil while there is none

	safety  model.Safety
	err     error // why it is not known
	known   bool
	stale   bool // something may have changed since
	reading bool
	asked   time.Time
	putOff  map[model.Worry]time.Time
	backup  *backupScreen // the one that is writing a backup, even when it is closed; or nil
}

func newSafekeeping(k Keeper, c *chores, now func() time.Time, onRead func()) *safekeeping {
	return &safekeeping{keeper: k, chores: c, now: now, onRead: onRead, stale: true, putOff: map[model.Worry]time.Time{}}
}

// look reads the safety if something may have changed and it was not read
// just now.
func (k *safekeeping) look() {
	if k.stale && k.now().Sub(k.asked).Abs() >= safetyPause {
		k.read()
	}
}

// read reads the safety.
func (k *safekeeping) read() {
	k.stale = true
	if k.reading {
		return // and once more after that
	}
	k.reading, k.stale, k.asked = true, false, k.now()
	k.chores.add(func(ctx context.Context) func() {
		safety, err := k.keeper.Safety(ctx)
		return func() { k.take(safety, err) }
	})
}

func (k *safekeeping) take(s model.Safety, err error) {
	again := k.stale
	k.reading = false
	if k.err = err; err == nil {
		k.safety, k.known = s, true
	} else {
		k.stale = true
	}
	k.onRead()
	if k.shown != nil {
		k.shown()
	}
	if again {
		k.read()
	}
}

// worry is what the reader should be told now.
func (k *safekeeping) worry(credentials int) model.Worry {
	if !k.known {
		return model.NoWorry
	}
	return k.safety.Worry(credentials, func(w model.Worry) bool {
		at, is := k.putOff[w]
		return is && model.SameDay(at, k.now())
	})
}

// notNow spares the reader a worry for the day.
func (k *safekeeping) notNow(w model.Worry) { k.putOff[w] = k.now() }

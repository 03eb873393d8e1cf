package ui

import (
	"context"
	"time"
)

// lookPause is the least time between two looks that nobody asked for.
const lookPause = 30 * time.Second

// lookout knows how something stands, as far as it was read. It belongs to the
// UI thread.
type lookout[T any] struct {
	question func(context.Context) (T, error)
	chores   *chores
	now      func() time.Time
	onRead   func() // something new is known

	value    T
	err      error // why it is not known
	known    bool
	stale    bool // something may have changed since
	reading  bool
	asked    time.Time
	watchers []watcher
}

// watcher is a sheet that shows what is known.
type watcher struct {
	sheet  *sheet
	update func()
}

// look reads how it stands if something may have changed and it was not read
// just now.
func (l *lookout[T]) look() {
	if l.stale && l.now().Sub(l.asked).Abs() >= lookPause {
		l.read()
	}
}

// read reads how it stands.
func (l *lookout[T]) read() {
	l.stale = true
	if l.reading {
		return // and once more after that
	}
	l.reading, l.stale, l.asked = true, false, l.now()
	l.chores.add(func(ctx context.Context) func() {
		value, err := l.question(ctx)
		return func() { l.take(value, err) }
	})
}

func (l *lookout[T]) take(value T, err error) {
	again := l.stale
	l.reading = false
	if l.err = err; err == nil {
		l.value, l.known = value, true
	} else {
		l.stale = true
	}
	l.onRead()
	l.tell()
	if again {
		l.read()
	}
}

// watch has an open sheet told of whatever is read from now on.
func (l *lookout[T]) watch(s *sheet, update func()) {
	l.watchers = append(l.watchers, watcher{s, update})
}

// tell has the sheets that are still open show what is known.
func (l *lookout[T]) tell() {
	var open []watcher
	for _, w := range l.watchers {
		if w.sheet.open {
			open = append(open, w)
		}
	}
	l.watchers = open
	for _, w := range open {
		if w.sheet.open {
			w.update()
		}
	}
}

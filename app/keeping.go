package main

import "sync"

// keeping knows whether the disk takes deliveries. What it is told comes from
// many goroutines, in any order: that one was kept proves nothing about a
// refusal that came while it was on its way. The zero value knows of no trouble.
type keeping struct {
	telling sync.Mutex
	mu      sync.Mutex // held for moments
	refused int64      // how many have been
	why     error      // the last of them, nil once anything was kept since
}

// refusals is how many deliveries have been refused so far.
func (k *keeping) refusals() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.refused
}

// trouble is why the disk refuses, nil when it does not.
func (k *keeping) trouble() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.why
}

// take takes the outcome of what was begun when so many had been refused. tell
// is called in the order of what counts, with whether the trouble is another.
func (k *keeping) take(before int64, err error, tell func(changed bool)) {
	k.telling.Lock()
	defer k.telling.Unlock()
	if changed, counts := k.note(before, err); counts {
		tell(changed)
	}
}

func (k *keeping) note(before int64, err error) (changed, counts bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil && k.why != nil && k.refused != before {
		return false, false
	}
	changed = !sameTrouble(err, k.why)
	if k.why = err; err != nil {
		k.refused++
	}
	return changed, true
}

package ui

import "time"

// sureTime is how long a button waits for the second press.
const sureTime = 6 * time.Second

// newSurePush makes a button for what cannot be undone: the first press asks,
// the second one does it.
func newSurePush(wait later, words, asks string, act func()) *push {
	p := newPush(words, nil)
	turn := 0 // which asking this is, so that an older one's end does not cut it short
	calm := func() {
		turn++
		p.weight = plainPush
		p.say(words)
	}
	p.onTap = func() {
		if p.weight == gravePush {
			calm()
			act()
			return
		}
		p.weight = gravePush
		p.say(asks)
		turn++
		mine := turn
		wait(sureTime, func() {
			if turn == mine {
				calm()
			}
		})
	}
	return p
}

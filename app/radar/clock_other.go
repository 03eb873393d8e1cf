//go:build !linux && !darwin

package radar

import "time"

var start = time.Now()

// sinceBoot is a clock that nobody sets. On Windows it runs on during sleep.
func sinceBoot() time.Duration { return time.Since(start) }

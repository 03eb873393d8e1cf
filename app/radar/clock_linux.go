package radar

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot is a clock that runs on during sleep and that nobody sets; Go's
// own stands still.
func sinceBoot() time.Duration { return read(unix.CLOCK_BOOTTIME) }

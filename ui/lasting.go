package ui

import (
	"time"
)

// lasting is a length of time in words, in the two largest units that say
// something, rounded down.
func lasting(d time.Duration) string {
	d = d.Abs()
	switch hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute); {
	case d < time.Minute:
		return text("length.s", values{"N": int(d / time.Second)})
	case hours == 0:
		return text("length.min", values{"N": minutes})
	case hours < 48 && minutes == 0:
		return text("length.h", values{"N": hours})
	case hours < 48:
		return text("length.h_min", values{"H": hours, "M": minutes})
	case hours%24 == 0:
		return counted("length.days", hours/24)
	default:
		return text("length.days_h", values{"N": hours / 24, "H": hours % 24})
	}
}

// latency is how long a test took, as exactly as anybody wants to know.
func latency(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < time.Second:
		return text("length.ms", values{"N": max(int(d/time.Millisecond), 1)})
	default:
		return text("length.s", values{"N": float64(d/(100*time.Millisecond)) / 10})
	}
}

// skewText says how far this computer's clock is from Crossmint's.
func skewText(skew time.Duration) string {
	key := "strip.clock_ahead"
	if skew < 0 {
		key = "strip.clock_behind"
	}
	return text(key, values{"By": lasting(skew)})
}

// bytesText is a size that a reader can picture.
func bytesText(n int64) string {
	switch {
	case n < 1000:
		return counted("size.bytes", int(n))
	case n < 1000_000:
		return text("size.kb", values{"N": n / 1000})
	default:
		return text("size.mb", values{"N": n / 1000_000})
	}
}

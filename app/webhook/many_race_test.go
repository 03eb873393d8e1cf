//go:build race

package webhook

// million is how many there are of something that is many, and copies of what
// comes at once: the race detector makes everything ten times as slow.
const (
	million = 100_000
	copies  = 1_000
)

//go:build !race

package webhook

const (
	million = 1_000_000
	copies  = 10_000
)

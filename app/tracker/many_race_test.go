//go:build race

package tracker

// many is how many are watched at once: the race detector makes SQLite slow.
const many = 500

//go:build !race

package tracker

// many is how many are watched at once.
const many = 5000

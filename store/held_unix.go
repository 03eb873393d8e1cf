//go:build unix

package store

import (
	"os"
	"syscall"
)

// names counts the names that a file has.
func names(info os.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}

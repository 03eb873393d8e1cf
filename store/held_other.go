//go:build !unix

package store

import "os"

// names: here nobody can delete what is open.
func names(os.FileInfo) uint64 { return 1 }

package main

import (
	"os"
	"syscall"
)

// maxMemory is the most memory that a process had, in MB.
func maxMemory(s *os.ProcessState) float64 {
	usage, _ := s.SysUsage().(*syscall.Rusage)
	return float64(usage.Maxrss) / 1000
}

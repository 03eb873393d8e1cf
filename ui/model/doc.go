// Package model gives what the desk's screens hold, without drawing any of
// it: which rows a view shows, where the reader is in them, what is selected,
// how times and ages read, and when to ask the store again. Nothing here starts
// a goroutine, reads a clock or is safe for concurrent use: the UI thread owns it.
package model

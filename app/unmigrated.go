//go:build unmigrated

package main

// fyneDo is withheld so that Fyne checks the promise and reports every call
// from another goroutine: for tests.
const fyneDo = false

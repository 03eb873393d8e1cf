//go:build !unmigrated

package main

// fyneDo promises Fyne that everything is drawn on its own goroutine.
const fyneDo = true

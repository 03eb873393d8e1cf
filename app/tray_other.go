//go:build !(linux || freebsd || openbsd || netbsd)

package main

import "context"

// trayHost is the tray of a system that always has one.
type trayHost struct{}

func findTrayHost(context.Context) *trayHost { return &trayHost{} }

// Seen implements ui.Tray.
func (*trayHost) Seen() bool { return true }

// watch calls onChange when the tray may have come or gone, which it does not here.
func (*trayHost) watch(context.Context, func()) {}

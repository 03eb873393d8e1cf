// Package ui gives the window: one screen part, one file, one constructor.
// The parts know only what they draw; desk.go joins them. Everything here
// belongs to the UI thread except Desk.Run, Desk.SetConnection, Desk.Bring,
// Desk.TrayChanged and the loops that Run starts, which touch nothing that is drawn.
package ui

package main

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"passdesk/ui"
)

// tray is the desktop's own, with what is known of it.
type tray struct {
	desktop.App
	*trayHost
}

// findTray gives the tray that the desk can stay in, nil where there is none.
func findTray(ctx context.Context, a fyne.App) ui.Tray {
	can, is := a.(desktop.App)
	if !is {
		return nil
	}
	host := findTrayHost(ctx)
	if host == nil {
		return nil
	}
	return tray{can, host}
}

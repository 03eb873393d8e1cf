package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// The environments that Crossmint has.
const (
	staging    = "staging"
	production = "production"
)

// consoles are the pages of the Crossmint console where endpoints are added and
// failed messages are sent again.
var consoles = map[string]string{
	staging:    "https://staging.crossmint.com/console/webhooks",
	production: "https://www.crossmint.com/console/webhooks",
}

// tokenPage is where ngrok shows an account's authtoken.
const tokenPage = "https://dashboard.ngrok.com/get-started/your-authtoken"

// openConsole opens the console's page for an environment. Where several come
// into question the reader is asked below a button.
func (d *Desk) openConsole(below fyne.CanvasObject, environments []string) {
	var known []string
	for _, e := range environments {
		if consoles[e] != "" && !slices.Contains(known, e) {
			known = append(known, e)
		}
	}
	if len(known) == 1 {
		d.browse(consoles[known[0]])
		return
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("",
		fyne.NewMenuItem(text("console.staging"), func() { d.browse(consoles[staging]) }),
		fyne.NewMenuItem(text("console.production"), func() { d.browse(consoles[production]) })), d.window.Canvas())
	menu.ShowAtRelativePosition(fyne.NewPos(0, below.Size().Height+4), below)
	menu.OnDismiss = func() {
		menu.Hide()
		if f, ok := below.(fyne.Focusable); ok {
			d.window.Canvas().Focus(f)
		}
	}
}

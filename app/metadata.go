package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"passdesk/assets"
)

// What FyneApp.toml says too. It is set here because a program that has been
// moved away from its source does not find that file.
const (
	appID   = "org.passdesk.desk"
	appName = "Passdesk"
	version = "0.1.0"
	build   = 1
)

func init() {
	app.SetMetadata(fyne.AppMetadata{
		ID:         appID,
		Name:       appName,
		Version:    version,
		Build:      build,
		Icon:       fyne.NewStaticResource("icon.png", assets.Icon),
		Release:    true,
		Migrations: map[string]bool{"fyneDo": fyneDo},
	})
}

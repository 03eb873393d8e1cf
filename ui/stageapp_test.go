package ui

import (
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/ui/model"
)

// stageApp is Fyne's app for tests, one for all stages. Whenever Fyne makes
// another, or is given a theme, it reads its fonts anew and never lets go of the
// old ones: some megabytes each time. So a theme that is worn already is not put
// on again.
type stageApp struct {
	fyne.App
	settings *stageSettings
}

type stageSettings struct{ fyne.Settings }

var theApp = sync.OnceValue(func() *stageApp {
	a := test.NewApp()
	return &stageApp{a, &stageSettings{a.Settings()}}
})

// newStageApp gives the app as if it were new.
func newStageApp(testing.TB) *stageApp {
	a := theApp()
	fyne.SetCurrentApp(a.App)
	for _, key := range []string{viewKey, shapesKey, leaveKey, seenKey} {
		a.Preferences().RemoveValue(key)
	}
	a.Clipboard().SetContent("")
	return a
}

// Settings implements fyne.App.
func (a *stageApp) Settings() fyne.Settings { return a.settings }

// SetTheme implements fyne.Settings. The desk of tests is light unless it is told
// otherwise.
func (s *stageSettings) SetTheme(next fyne.Theme) {
	if own, is := next.(deskTheme); is {
		variant := theme.VariantLight
		if own.appearance == model.DarkLook {
			variant = theme.VariantDark
		}
		next = variantTheme{Theme(), variant}
	}
	if s.Theme() != next {
		s.Settings.SetTheme(next)
	}
}

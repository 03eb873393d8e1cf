package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"passdesk/assets/say"
)

// ShowFailure opens a window that says why the desk cannot: a plain sentence,
// and the cause in the words of whoever reported it. The program ends when the
// window is closed. It must be called on the UI thread.
func ShowFailure(a fyne.App, why say.Sentence, cause string) fyne.Window {
	loadTexts()
	a.Settings().SetTheme(Theme())
	w := a.NewWindow(text("app.name"))
	title := widget.NewLabel(text("failure.title"))
	title.TextStyle.Bold = true
	title.SizeName = theme.SizeNameSubHeadingText
	words := widget.NewLabel(sentence(why))
	words.Wrapping = fyne.TextWrapWord
	reported := widget.NewLabel(cause)
	reported.Wrapping = fyne.TextWrapWord
	reported.Importance = widget.LowImportance
	reported.SizeName = theme.SizeNameCaptionText
	reported.Selectable = true
	quit := widget.NewButton(text("failure.close"), w.Close)
	quit.Importance = widget.HighImportance
	buttons := container.NewHBox(layout.NewSpacer(), quit)
	said := container.NewVBox(title, words, reported)
	w.SetContent(container.New(layout.NewCustomPaddedLayout(16, 16, 16, 16), container.NewBorder(nil, buttons, nil, nil, said)))
	w.Canvas().SetOnTypedKey(func(key *fyne.KeyEvent) {
		switch key.Name {
		case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeySpace:
			w.Close()
		}
	})
	w.Resize(fyne.NewSize(560, 240))
	w.CenterOnScreen()
	w.Show()
	return w
}

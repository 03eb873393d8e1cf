package ui

import (
	"encoding/json"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// fyneTexts are what the dialogs, menus and entries of Fyne say: "toolkit." and
// what Fyne calls them.
var fyneTexts = []string{
	"toolkit.Advanced",
	"toolkit.Cancel",
	"toolkit.Confirm",
	"toolkit.Copy",
	"toolkit.Create Folder",
	"toolkit.Cut",
	"toolkit.Enter filename",
	"toolkit.Error",
	"toolkit.Favourites",
	"toolkit.File",
	"toolkit.Folder",
	"toolkit.New Folder",
	"toolkit.No",
	"toolkit.OK",
	"toolkit.Open",
	"toolkit.Paste",
	"toolkit.Quit",
	"toolkit.Redo",
	"toolkit.Save",
	"toolkit.Select all",
	"toolkit.Show Hidden Files",
	"toolkit.Undo",
	"toolkit.Yes",
	"toolkit.file.name",
	"toolkit.file.parent",
}

// teachFyne gives Fyne its own words in the language of the texts. Fyne takes
// its language from the computer and from nowhere else, so they are given to it
// as that language's.
func (t *texts) teachFyne() {
	words := map[string]string{}
	for _, key := range fyneTexts {
		words[strings.TrimPrefix(key, "toolkit.")] = t.say(key, nil, nil)
	}
	data, err := json.Marshal(words)
	if err == nil {
		err = lang.AddTranslationsForLocale(data, fyne.Locale(lang.SystemLocale().LanguageString()))
	}
	if err != nil {
		fyne.LogError("The dialogs keep to the computer's language", err)
	}
}

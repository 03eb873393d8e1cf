package ui

import (
	"cmp"
	"slices"
	"strings"

	"passdesk/assets"
)

// spoken is a language that the desk has texts in.
type spoken struct{ code, name string }

// languageNames are what languages call themselves.
var languageNames = map[string]string{"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français", "pt": "Português"}

// languages are those of the embedded texts, by their names.
func languages() (all []spoken) {
	files, err := assets.Translations.ReadDir(translations)
	if err != nil {
		panic(err) // it is a part of the program
	}
	for _, f := range files {
		code := strings.TrimSuffix(f.Name(), ".json")
		all = append(all, spoken{code, cmp.Or(languageNames[code], code)})
	}
	slices.SortFunc(all, func(a, b spoken) int { return strings.Compare(a.name, b.name) })
	return all
}

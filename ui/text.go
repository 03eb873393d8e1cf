package ui

import (
	"fmt"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"passdesk/assets"
)

const translations = "translations"

// loadTexts makes the desk's texts known to Fyne. A language that Fyne speaks
// and the desk does not gets the English ones, or each of them would be
// reported as missing.
var loadTexts = sync.OnceFunc(func() {
	if err := lang.AddTranslationsFS(assets.Translations, translations); err != nil {
		panic(fmt.Sprintf("ui: the embedded translations are broken: %v", err))
	}
	base, _, _ := strings.Cut(lang.SystemLocale().LanguageString(), "-")
	if _, err := assets.Translations.ReadFile(translations + "/" + base + ".json"); err == nil {
		return
	}
	english, err := assets.Translations.ReadFile(translations + "/en.json")
	if err == nil {
		err = lang.AddTranslationsForLocale(english, fyne.Locale(base))
	}
	if err != nil {
		fyne.LogError("ui: no texts for "+base, err)
	}
})

// values fills the blanks of a text.
type values map[string]any

// text is the sentence with that key in the reader's language.
func text(key string, v ...values) string {
	if len(v) > 0 {
		return lang.X(key, key, map[string]any(v[0]))
	}
	return lang.X(key, key)
}

// counted is the sentence with that key for n things.
func counted(key string, n int) string {
	return lang.XN(key, key, n, map[string]any{"N": n})
}

package ui

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"

	"fyne.io/fyne/v2/lang"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"passdesk/assets"
)

const translations = "translations"

// texts are the desk's sentences in one language, in English where it lacks one.
type texts struct {
	sentences *i18n.Localizer
	figures   *message.Printer
	plain     sync.Map // those without blanks: rows ask for them whenever they are drawn
}

// chosenLanguage is the one that the reader has set, "" for the computer's own.
// It counts until the first text is asked for.
var chosenLanguage string

// loadTexts gives the texts in the reader's language.
var loadTexts = sync.OnceValue(func() *texts {
	t, err := newTexts(cmp.Or(chosenLanguage, lang.SystemLocale().LanguageString()))
	if err != nil {
		panic(fmt.Sprintf("ui: the embedded translations are broken: %v", err))
	}
	return t
})

// newTexts reads the texts of a locale. Fyne's own way would report each text
// that a language lacks whenever it is drawn, and count in that language's
// plurals with English words.
func newTexts(locale string) (*texts, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	files, err := assets.Translations.ReadDir(translations)
	for _, f := range files {
		_, broken := bundle.LoadMessageFileFS(assets.Translations, translations+"/"+f.Name())
		err = errors.Join(err, broken)
	}
	best, _, _ := language.NewMatcher(bundle.LanguageTags()).Match(language.Make(locale))
	return &texts{sentences: i18n.NewLocalizer(bundle, locale), figures: message.NewPrinter(best)}, err
}

// say gives a text with its blanks filled, or its key if there is none. What
// a language lacks is nothing to report: English has helped out then.
func (t *texts) say(key string, count, blanks any) string {
	words, _ := t.sentences.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: count, TemplateData: blanks})
	return cmp.Or(words, key)
}

// values fills the blanks of a text.
type values map[string]any

// text is the sentence with that key in the reader's language.
func text(key string, v ...values) string {
	t := loadTexts()
	if len(v) > 0 {
		return t.say(key, nil, map[string]any(v[0]))
	}
	if known, ok := t.plain.Load(key); ok {
		return known.(string)
	}
	words := t.say(key, nil, nil)
	t.plain.Store(key, words)
	return words
}

// counted is the sentence with that key for n things.
func counted(key string, n int, v ...values) string {
	blanks := map[string]any{"N": figure(n)}
	for _, more := range v {
		maps.Copy(blanks, more)
	}
	return loadTexts().say(key, n, blanks)
}

// figure is a number as the reader's language writes it.
func figure(n int) string { return loadTexts().figures.Sprint(n) }

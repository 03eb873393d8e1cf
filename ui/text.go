package ui

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2/lang"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"passdesk/assets"
	"passdesk/assets/say"
	"passdesk/ui/model"
)

const translations = "translations"

// texts are the desk's sentences in one language, in English where it lacks one.
type texts struct {
	asked     string // the language that was asked for
	code      string // that of the language they are in
	sentences *i18n.Localizer
	figures   *message.Printer
	plain     sync.Map // those without blanks: rows ask for them whenever they are drawn
}

// speaking are the texts in the reader's language.
var speaking atomic.Pointer[texts]

// computerLanguage is what the computer speaks.
var computerLanguage = func() string { return lang.SystemLocale().LanguageString() }

// speak has the window speak a language, by its code; "" is the computer's own.
// What is drawn already stays as it is. It belongs to the UI thread.
func speak(code string) {
	if t := speaking.Load(); t != nil && t.asked == code {
		return
	}
	t, err := newTexts(cmp.Or(code, computerLanguage()))
	if err != nil {
		panic(fmt.Sprintf("ui: the embedded translations are broken: %v", err))
	}
	t.asked = code
	t.teachFyne()
	speaking.Store(t)
}

// loadTexts gives the texts in the reader's language.
func loadTexts() *texts {
	if speaking.Load() == nil {
		speak("")
	}
	return speaking.Load()
}

// newTexts reads the texts of a locale. Fyne's own way would report each text
// that a language lacks whenever it is drawn, and count in that language's
// plurals with English words.
func newTexts(locale string) (*texts, error) {
	wanted := language.Make(locale)
	best := nearest(wanted)
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	var err error
	for _, tag := range []language.Tag{language.English, best} {
		_, broken := bundle.LoadMessageFileFS(assets.Translations, translations+"/"+tag.String()+".json")
		err = errors.Join(err, broken)
	}
	return &texts{code: best.String(), sentences: i18n.NewLocalizer(bundle, best.String()), figures: message.NewPrinter(figuresOf(wanted, best))}, err
}

// nearest is the language among ours that a reader of another understands best;
// English when there is none.
func nearest(wanted language.Tag) language.Tag {
	tags := []language.Tag{language.English}
	for _, l := range languages() {
		tags = append(tags, language.Make(l.code))
	}
	_, n, sure := language.NewMatcher(tags).Match(wanted)
	if sure == language.No {
		return language.English
	}
	return tags[n]
}

// figuresOf keeps to the reader's country, where the language has several ways to
// write numbers.
func figuresOf(wanted, spoken language.Tag) language.Tag {
	ours, _ := spoken.Base()
	if theirs, _ := wanted.Base(); theirs == ours {
		return wanted
	}
	return spoken
}

// say gives a text with its blanks filled, or its key if there is none. What
// a language lacks is nothing to report: English has helped out then.
func (t *texts) say(key string, count any, blanks values) string {
	return cmp.Or(t.find(key, count, blanks), key)
}

// find is say that gives "" for a text that there is not.
func (t *texts) find(key string, count any, blanks values) string {
	for name, value := range blanks {
		switch value := value.(type) {
		case say.Sentence:
			blanks[name] = t.tell(value)
		case error:
			blanks[name] = t.tell(say.Of(value))
		}
	}
	words, _ := t.sentences.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: count, TemplateData: map[string]any(blanks)})
	return words
}

// tell gives a sentence that comes from elsewhere in the program, which is its
// own key: what has been put into other words is as it is in English.
func (t *texts) tell(s say.Sentence) string {
	words, blanks := s.Blanks()
	if told := t.find(words, nil, blanks); told != "" {
		return told
	}
	return say.Fill(words, blanks)
}

// sentence is one from elsewhere in the program, in the reader's language.
func sentence(s say.Sentence) string { return loadTexts().tell(s) }

// values fills the blanks of a text. A say.Sentence, or an error, is told in the
// reader's language.
type values map[string]any

// text is the sentence with that key in the reader's language.
func text(key string, v ...values) string {
	t := loadTexts()
	if len(v) > 0 {
		return t.say(key, nil, v[0])
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
	blanks := values{"N": figure(n)}
	for _, more := range v {
		maps.Copy(blanks, more)
	}
	return loadTexts().say(key, n, blanks)
}

// figure is a number as the reader's language writes it.
func figure(n int) string { return loadTexts().figures.Sprint(n) }

// dates writes times as the reader's language does.
func dates() model.Dates { return model.Dates(text("date.day")) }

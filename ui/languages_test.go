package ui

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2/lang"

	"passdesk/assets"
	"passdesk/assets/say"
	"passdesk/ui/model"
)

// pluralForms are the forms that a number takes in each language, as the Unicode
// CLDR has them; "many" is for whole millions.
var pluralForms = map[string][]string{
	"de": {"one", "other"},
	"en": {"one", "other"},
	"es": {"many", "one", "other"},
	"fr": {"many", "one", "other"},
	"pt": {"many", "one", "other"},
}

// wording is a text as a file of translations has it, by the form; "" is the
// form of one that counts nothing.
type wording map[string]string

func readLanguage(t *testing.T, code string) map[string]wording {
	t.Helper()
	data, err := assets.Translations.ReadFile(translations + "/" + code + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	all := map[string]wording{}
	for key, value := range raw {
		if !keyPattern.MatchString(key) {
			continue // a sentence from elsewhere in the program, which assets/say sees to
		}
		var plain string
		forms := wording{}
		if json.Unmarshal(value, &plain) == nil {
			forms[""] = plain
		} else if err := json.Unmarshal(value, &forms); err != nil {
			t.Fatalf("%s: %s: %v", code, key, err)
		}
		all[key] = forms
	}
	return all
}

// keyPattern is what the keys of the window's own texts look like.
var keyPattern = regexp.MustCompile(`^[a-z]+\.[^ ]`)

var blankPattern = regexp.MustCompile(`{{[^}]*}}`)

func blanksOf(words string) []string {
	found := blankPattern.FindAllString(words, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestLanguagesSayTheSame holds every language to the English texts: the same
// keys and blanks, and the forms that its numbers take.
func TestLanguagesSayTheSame(t *testing.T) {
	english := readLanguage(t, "en")
	for _, l := range languages() {
		texts := readLanguage(t, l.code)
		for key := range english {
			if texts[key] == nil {
				t.Errorf("%s: %q is not translated", l.code, key)
			}
		}
		for key, forms := range texts {
			want, there := english[key]
			if !there {
				t.Errorf("%s: there is no %q in English", l.code, key)
				continue
			}
			if _, plain := want[""]; plain {
				want = wording{"": want[""]}
			} else if got := slices.Sorted(maps.Keys(forms)); !slices.Equal(got, pluralForms[l.code]) {
				t.Errorf("%s: %s has the forms %v, not %v", l.code, key, got, pluralForms[l.code])
				continue
			}
			for form, words := range forms {
				original := want[form]
				if form == "many" {
					original = want["other"]
				}
				got, wanted := blanksOf(words), blanksOf(original)
				if form == "one" { // "one more" needs no figure
					got, wanted = without(got, "{{.N}}"), without(wanted, "{{.N}}")
				}
				if !slices.Equal(got, wanted) {
					t.Errorf("%s: %s has the blanks %v, in English %v", l.code, key, got, wanted)
				}
				if words == "" || words != strings.TrimSpace(words) {
					t.Errorf("%s: %s is %q", l.code, key, words)
				}
			}
		}
	}
}

func without(all []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == one })
}

// TestLanguagesKeepNamesAsTheyAre: what has to be found elsewhere under the same
// name, typed or compared is not translated.
func TestLanguagesKeepNamesAsTheyAre(t *testing.T) {
	names := []string{"Crossmint", "ngrok", "Passdesk", "PASSDESK_VAULT_KEY", "passdesk recovery --use", "--tunnel none", "whsec_", "Integrate › Webhooks", "Add Endpoint", "credential.creation.succeeded", "credential.creation.failed", "27 h 35 min", "xn--"}
	english := readLanguage(t, "en")
	for _, l := range languages() {
		for key, forms := range readLanguage(t, l.code) {
			for form, words := range forms {
				if form == "many" {
					form = "other"
				}
				for _, name := range names {
					if strings.Contains(english[key][form], name) && !strings.Contains(words, name) {
						t.Errorf("%s: %s has lost %q", l.code, key, name)
					}
				}
			}
		}
	}
}

// TestButtonsAreShort: what stands on a button fits on one beside another.
func TestButtonsAreShort(t *testing.T) {
	const longest = 34
	found := 0
	for _, l := range languages() {
		texts := readLanguage(t, l.code)
		for key := range onButtons(t) {
			found++
			for _, words := range texts[key] {
				if n := utf8.RuneCountInString(words); n > longest {
					t.Errorf("%s: %s has %d letters: %q", l.code, key, n, words)
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d buttons found", found)
	}
}

func TestTheNearestLanguageIsSpoken(t *testing.T) {
	for locale, want := range map[string]string{
		"de": "Kopieren", "de-AT": "Kopieren", "de-CH": "Kopieren", "es-MX": "Copiar", "es-419": "Copiar", "pt-BR": "Copiar", "pt-PT": "Copiar",
		"fr-CA": "Copier", "en-GB": "Copy", "zh-CN": "Copy", "ja": "Copy", "C": "Copy", "": "Copy", "sr-Cyrl": "Copy", "no such": "Copy",
	} {
		texts, err := newTexts(locale)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts.say("copy.button", nil, nil); got != want {
			t.Errorf("%s: %q, want %q", locale, got, want)
		}
	}
}

// speakFor has the computer speak a language for the time of a test.
func speakFor(t *testing.T, code string) {
	t.Helper()
	before := computerLanguage
	computerLanguage = func() string { return code }
	speaking.Store(nil)
	t.Cleanup(func() {
		computerLanguage = before
		speaking.Store(nil)
	})
}

func TestNumbersAndDatesFollowTheLanguage(t *testing.T) {
	const day = "2026-06-12"
	for code, want := range map[string][4]string{
		"en": {"1,234,567", day, "last event 1 day ago", "1,000,000 records"},
		"de": {"1.234.567", "12.06.2026", "letztes Ereignis vor 1 Tag", "1.000.000 Datensätze"},
		"es": {"1.234.567", "12/06/2026", "último evento hace 1 día", "1.000.000 de registros"},
		"fr": {"1 234 567", "12/06/2026", "dernier événement il y a 1 jour", "1 000 000 d’enregistrements"},
		"pt": {"1.234.567", "12/06/2026", "último evento há 1 dia", "1.000.000 de registros"},
	} {
		speakFor(t, code)
		got := [4]string{figure(1_234_567), dates().Date(noon, noon), counted("age.days", 1), counted("export.so_far", 1_000_000)}
		for n := range got {
			if got[n] = strings.Map(plainSpace, got[n]); got[n] != want[n] {
				t.Errorf("%s: %q, want %q", code, got[n], want[n])
			}
		}
	}
	speakFor(t, "de")
	if got := dates().Stretch(model.Span{From: noon.AddDate(0, 0, -2), To: noon}, noon); !strings.HasPrefix(got, "10.06.2026 ") {
		t.Errorf("a stretch: %q", got)
	}
}

// plainSpace makes one space of those that keep figures together.
func plainSpace(r rune) rune {
	if r == '\u00a0' || r == '\u202f' {
		return ' '
	}
	return r
}

func TestFyneSpeaksTheSameLanguage(t *testing.T) {
	for code, want := range map[string][3]string{
		"de": {"Abbrechen", "Alles auswählen", "Name"}, "es": {"Cancelar", "Seleccionar todo", "Nombre"},
		"fr": {"Annuler", "Tout sélectionner", "Nom"}, "pt": {"Cancelar", "Selecionar tudo", "Nome"}, "en": {"Cancel", "Select all", "Name"},
	} {
		speakFor(t, code)
		loadTexts()
		if got := [3]string{lang.L("Cancel"), lang.L("Select all"), lang.X("file.name", "?")}; got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

func TestSentencesFromElsewhereAreTold(t *testing.T) {
	full := say.Sentence("The disk is full: free some space and try again.")
	speakFor(t, "de")
	const inGerman = "Der Datenträger ist voll: Schaffen Sie etwas Platz und versuchen Sie es erneut."
	for got, want := range map[string]string{
		sentence(full): inGerman,
		sentence(say.Sentence("Nothing was changed.").Then(full)): "Nichts wurde geändert. " + inGerman,
		sentence(say.Of(full)): inGerman,
		sentence(say.Sentence("There are {{.N}} signing secrets already. Nothing was changed. Remove one that is not used any more.").With("N", 8)): "Es gibt schon 8 Signaturgeheimnisse. Nichts wurde geändert. Entfernen Sie eines, das nicht mehr gebraucht wird.",
		sentence("What nobody has put into German."):                                                       "What nobody has put into German.",
		sentence(say.Sentence("Never {{.Seen}}.").With("Seen", say.Sentence("{{.N}} hours").With("N", 3))): "Never 3 Stunden.",
		sentence(say.Of(errors.New("EOF"))):                                                                "EOF",
		text("backup.failed", values{"Why": error(full)}):                                                  "Die Sicherung ist nicht gelungen. " + inGerman,
		sentence(""): "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"passdesk/store"
	"passdesk/ui/model"
)

// shelf keeps settings for a test.
type shelf struct {
	kept []model.Settings
	err  error
}

func (k *shelf) keep(_ context.Context, s model.Settings) error {
	if k.err == nil {
		k.kept = append(k.kept, s)
	}
	return k.err
}

// set is a stage whose settings are kept.
func set(t testing.TB, k *shelf, s model.Settings) *stage {
	t.Setenv(scaleVariable, "")
	st := newStage(t, sampleRows(40), Options{Settings: s, KeepSettings: k.keep, Keeper: sampleSafe()})
	st.desk.wishes.languages = []spoken{{"de", "Deutsch"}, {"en", "English"}, {"es", "Español"}, {"fr", "Français"}}
	st.desk.window.Resize(fyne.NewSize(900, 600))
	st.load()
	st.work()
	return st
}

// TestSettingsScreen holds the screen to its markup. With PASSDESK_SHOTS set to
// a folder it leaves pictures there.
func TestSettingsScreen(t *testing.T) {
	folder := os.Getenv("PASSDESK_SHOTS")
	for name, play := range map[string]func(*stage, *shelf){
		"settings": func(*stage, *shelf) {},
		"settings-unkept": func(s *stage, k *shelf) {
			k.err = errors.New("The disk is full: free some space and try again.")
			s.click(text("settings.large"))
		},
		"settings-language": func(s *stage, _ *shelf) { s.click("English") },
	} {
		t.Run(name, func(t *testing.T) {
			k := &shelf{}
			s := set(t, k, model.Settings{})
			s.shortcut(settingsShortcut)
			play(s, k)
			s.work()
			if folder == "" {
				test.AssertObjectRendersToMarkup(t, name+".xml", s.desk.topSheet())
				return
			}
			for look, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
				s.wear(variant)
				refreshTree(s.desk.topSheet())
				savePicture(t, filepath.Join(folder, name+"-"+look+".png"), s.desk.window.Canvas().Capture())
			}
		})
	}
}

func TestSettingsHoldAtOnceAndAreKept(t *testing.T) {
	k := &shelf{}
	s := set(t, k, model.Settings{Language: "en"})
	s.desk.openSettings()
	for _, step := range []struct {
		tap  string
		want model.Settings
	}{
		{text("settings.dark"), model.Settings{Language: "en", Appearance: model.DarkLook}},
		{text("settings.largest"), model.Settings{Language: "en", Appearance: model.DarkLook, TextSize: model.LargestText}},
		{text("settings.light"), model.Settings{Language: "en", Appearance: model.LightLook, TextSize: model.LargestText}},
		{text("settings.normal"), model.Settings{Language: "en", Appearance: model.LightLook}},
		{text("settings.notify"), model.Settings{Language: "en", Appearance: model.LightLook, Quiet: true}},
	} {
		s.click(step.tap)
		s.work()
		if got := k.kept[len(k.kept)-1]; got != step.want || s.desk.wishes.Settings != step.want {
			t.Errorf("%s: kept %+v, holds %+v, want %+v", step.tap, got, s.desk.wishes.Settings, step.want)
		}
		looks := light
		if step.want.Appearance == model.DarkLook {
			looks = dark
		}
		for _, computer := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark} {
			if got := s.app.Settings().Theme().Color(colorText, computer); got != looks[colorText] {
				t.Errorf("%s: text is %v", step.tap, got)
			}
		}
		if got, want := os.Getenv(scaleVariable), fmt.Sprintf("%.2f", ownScale()*step.want.TextSize.Factor()); got != want {
			t.Errorf("%s: drawn at %s, want %s", step.tap, got, want)
		}
	}
	s.key(fyne.KeyEscape)
	if s.desk.topSheet() != nil || !s.focusedOn(s.desk.list) {
		t.Error("Esc does not lead back to the list")
	}
}

// TestSettingsAreKeptInTheirOrder: what is set while the disk is slow comes
// after it, and the last one counts.
func TestSettingsAreKeptInTheirOrder(t *testing.T) {
	k := &shelf{}
	s := set(t, k, model.Settings{})
	s.desk.openSettings()
	for _, tap := range []string{"settings.dark", "settings.light", "settings.large", "settings.small", "settings.dark"} {
		s.click(text(tap))
	}
	if n := len(s.desk.chores.waiting); n != 1 {
		t.Errorf("%d at a time", n)
	}
	s.work()
	want := []model.Settings{{Appearance: model.DarkLook}, {Appearance: model.DarkLook, TextSize: model.SmallText}}
	if !slices.Equal(k.kept, want) {
		t.Errorf("kept %+v, want %+v", k.kept, want)
	}
}

func TestSettingsThatCannotBeKept(t *testing.T) {
	k := &shelf{err: errors.New("The disk is full: free some space and try again.")}
	s := set(t, k, model.Settings{})
	s.desk.openSettings()
	s.click(text("settings.dark"))
	s.work()
	s.says(text("settings.unkept", values{"Why": k.err.Error()}))
	if s.desk.wishes.Appearance != model.DarkLook {
		t.Error("it does not hold")
	}
	k.err = nil
	s.click(text("settings.small"))
	s.work()
	if strings.Contains(s.words(), "free some space") || len(k.kept) != 1 || k.kept[0].Appearance != model.DarkLook {
		t.Errorf("kept %+v, and the sheet says %q", k.kept, s.words())
	}
}

func TestSettingsFromBefore(t *testing.T) {
	k := &shelf{}
	s := set(t, k, model.Settings{Appearance: model.DarkLook, TextSize: model.LargeText, Quiet: true})
	s.desk.openSettings()
	s.click(text("settings.dark"))
	s.click(text("settings.large"))
	s.work()
	if len(k.kept) > 0 {
		t.Errorf("what was set already is set again: %+v", k.kept)
	}
	s.click(text("settings.notify"))
	s.work()
	if len(k.kept) != 1 || k.kept[0].Quiet {
		t.Errorf("kept %+v", k.kept)
	}
}

func TestNoSettingsWhereNothingIsKept(t *testing.T) {
	s := newStage(t, sampleRows(3), Options{})
	s.load()
	s.shortcut(settingsShortcut)
	if s.desk.topSheet() != nil {
		t.Error("settings are opened that nobody keeps")
	}
	for _, item := range s.desk.menu().Items {
		if item.Label == text("menu.settings") {
			t.Error("settings are offered that nobody keeps")
		}
	}
}

func TestTheListIsFoundAsItWasLeft(t *testing.T) {
	s := newStage(t, sampleRows(40), Options{})
	s.load()
	p := s.app.Preferences()
	byName := store.Order{By: store.ByName, Ascending: true}
	s.desk.choose(model.Failures)
	s.desk.sort(byName)
	s.desk.searchFor("ada")
	again := NewDesk(s.app, s.backend, Options{Now: s.desk.options.Now, RunOnUI: s.desk.options.RunOnUI, After: s.desk.options.After})
	t.Cleanup(again.window.Close)
	if want := (model.Query{View: model.Failures, Order: byName}); again.query != want || again.feed.query != want {
		t.Errorf("it shows %+v and asks for %+v, want %+v", again.query, again.feed.query, want)
	}
	s.desk.chooseTemplate("Diploma 2026")
	if got := loadView(p); got != (model.Query{Order: byName}) {
		t.Errorf("after a template: %+v", got)
	}
	for _, nonsense := range []string{"", "{", `{"view":"template"}`, `{"view":"attic","by":"colour","ascending":true}`, `{"view":7}`} {
		p.SetString(viewKey, nonsense)
		if got := loadView(p); got != (model.Query{}) {
			t.Errorf("%s: %+v", nonsense, got)
		}
	}
}

func TestEveryLanguageHasAName(t *testing.T) {
	found := languages()
	for _, l := range found {
		if languageNames[l.code] == "" {
			t.Errorf("%s has no name of its own", l.code)
		}
	}
	if !slices.Contains(found, spoken{"en", "English"}) {
		t.Errorf("there is no English among %v", found)
	}
}

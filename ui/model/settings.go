package model

import (
	"encoding/json"
	"slices"
)

// Settings are what the reader has set about the desk itself. The zero value is
// what holds until somebody sets something.
type Settings struct {
	Appearance Appearance `json:"appearance,omitempty"`
	TextSize   TextSize   `json:"textSize,omitempty"`
	// Language is the code of the one that the desk speaks from its next start
	// on; "" for the computer's own.
	Language string `json:"language,omitempty"`
	// Quiet keeps notifications back.
	Quiet bool `json:"quiet,omitempty"`
	// EndOnClose has closing the window end the program, where it could go on in
	// the tray.
	EndOnClose bool `json:"endOnClose,omitempty"`
}

// Appearance is how bright the desk is.
type Appearance string

// The appearances.
const (
	SystemLook Appearance = "" // as the computer is, and with it
	LightLook  Appearance = "light"
	DarkLook   Appearance = "dark"
)

// Appearances are all of them, in the order they are offered.
var Appearances = []Appearance{SystemLook, LightLook, DarkLook}

// TextSize is how large everything is drawn.
type TextSize string

// The sizes.
const (
	NormalText  TextSize = ""
	SmallText   TextSize = "small"
	LargeText   TextSize = "large"
	LargestText TextSize = "largest"
)

// TextSizes are all of them, in the order they are offered.
var TextSizes = []TextSize{SmallText, NormalText, LargeText, LargestText}

// Factor is what everything is drawn larger by.
func (s TextSize) Factor() float32 {
	switch s {
	case SmallText:
		return 0.9
	case LargeText:
		return 1.2
	case LargestText:
		return 1.4
	default:
		return 1
	}
}

// maxLanguage bounds the code of a language, in bytes.
const maxLanguage = 35

// Kept gives the settings as they are kept.
func (s Settings) Kept() ([]byte, error) { return json.Marshal(s) }

// ReadSettings reads what Kept gives, and what a newer version does: a value that
// is not known here stands at zero. It fails when nothing can be read.
func ReadSettings(kept []byte) (Settings, error) {
	var s Settings
	if err := json.Unmarshal(kept, &s); err != nil {
		return Settings{}, err
	}
	if !slices.Contains(Appearances, s.Appearance) {
		s.Appearance = SystemLook
	}
	if !slices.Contains(TextSizes, s.TextSize) {
		s.TextSize = NormalText
	}
	if len(s.Language) > maxLanguage {
		s.Language = ""
	}
	return s, nil
}

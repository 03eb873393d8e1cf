package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The desk's own colours, beside those that every Fyne theme has. The soft
// ones are grounds for text in the colour they are named for.
const (
	colorGround      fyne.ThemeColorName = "desk.ground"
	colorSurface     fyne.ThemeColorName = "desk.surface"
	colorText        fyne.ThemeColorName = "desk.text"
	colorMuted       fyne.ThemeColorName = "desk.muted"
	colorLine        fyne.ThemeColorName = "desk.line"
	colorHover       fyne.ThemeColorName = "desk.hover"
	colorIdle        fyne.ThemeColorName = "desk.idle" // a selection without the focus
	colorAccent      fyne.ThemeColorName = "desk.accent"
	colorAccentSoft  fyne.ThemeColorName = "desk.accent.soft"
	colorSuccess     fyne.ThemeColorName = "desk.success"
	colorSuccessSoft fyne.ThemeColorName = "desk.success.soft"
	colorWarning     fyne.ThemeColorName = "desk.warning"
	colorWarningSoft fyne.ThemeColorName = "desk.warning.soft"
	colorDanger      fyne.ThemeColorName = "desk.danger"
	colorDangerSoft  fyne.ThemeColorName = "desk.danger.soft"
	colorBar         fyne.ThemeColorName = "desk.bar"  // scroll bars
	colorEdge        fyne.ThemeColorName = "desk.edge" // of what can be filled in or ticked
	colorMenu        fyne.ThemeColorName = "desk.menu" // what lies over the window without a scrim
	colorToast       fyne.ThemeColorName = "desk.toast"
	colorOnToast     fyne.ThemeColorName = "desk.toast.text"
	colorOnAccent    fyne.ThemeColorName = "desk.accent.text"
)

type palette map[fyne.ThemeColorName]color.NRGBA

var light = palette{
	colorGround:      rgb(0xF7F8FA),
	colorSurface:     rgb(0xFFFFFF),
	colorText:        rgb(0x1B2430),
	colorMuted:       rgb(0x5B6776),
	colorLine:        rgb(0xE3E7ED),
	colorHover:       rgb(0xF2F5F9),
	colorIdle:        rgb(0xE9EDF3),
	colorAccent:      rgb(0x2F5BEA),
	colorAccentSoft:  rgb(0xE7EDFD),
	colorSuccess:     rgb(0x18794E),
	colorSuccessSoft: rgb(0xE3F4EB),
	colorWarning:     rgb(0x875A00),
	colorWarningSoft: rgb(0xFBF1DA),
	colorDanger:      rgb(0xBE2935),
	colorDangerSoft:  rgb(0xFDECED),
	colorBar:         rgb(0xBFC7D2),
	colorEdge:        rgb(0x8792A2),
	colorMenu:        rgb(0xFEFEFE),
	colorToast:       rgb(0x1B2430),
	colorOnToast:     rgb(0xF7F8FA),
	colorOnAccent:    rgb(0xFFFFFF),
}

var dark = palette{
	colorGround:      rgb(0x12161C),
	colorSurface:     rgb(0x1A2029),
	colorText:        rgb(0xE6EBF2),
	colorMuted:       rgb(0x9AA7B7),
	colorLine:        rgb(0x2A323D),
	colorHover:       rgb(0x202833),
	colorIdle:        rgb(0x29323F),
	colorAccent:      rgb(0x7C9BFF),
	colorAccentSoft:  rgb(0x243050),
	colorSuccess:     rgb(0x4CC38A),
	colorSuccessSoft: rgb(0x16352A),
	colorWarning:     rgb(0xE2B340),
	colorWarningSoft: rgb(0x3A2F17),
	colorDanger:      rgb(0xFF7A83),
	colorDangerSoft:  rgb(0x42242B),
	colorBar:         rgb(0x465160),
	colorEdge:        rgb(0x667384),
	colorMenu:        rgb(0x2A3341),
	colorToast:       rgb(0xE6EBF2),
	colorOnToast:     rgb(0x12161C),
	colorOnAccent:    rgb(0x12161C),
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// standard says which of the desk's colours Fyne's own widgets wear. The
// window itself wears the surface, so that the largest parts need no ground.
var standard = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameBackground:          colorSurface,
	theme.ColorNameButton:              colorIdle,
	theme.ColorNameDisabled:            colorMuted,
	theme.ColorNameDisabledButton:      colorHover,
	theme.ColorNameError:               colorDanger,
	theme.ColorNameFocus:               colorAccentSoft,
	theme.ColorNameForeground:          colorText,
	theme.ColorNameForegroundOnError:   colorSurface,
	theme.ColorNameForegroundOnPrimary: colorOnAccent,
	theme.ColorNameForegroundOnSuccess: colorSurface,
	theme.ColorNameForegroundOnWarning: colorSurface,
	theme.ColorNameHeaderBackground:    colorSurface,
	theme.ColorNameHover:               colorHover,
	theme.ColorNameHyperlink:           colorAccent,
	theme.ColorNameInputBackground:     colorSurface,
	theme.ColorNameInputBorder:         colorEdge,
	theme.ColorNameMenuBackground:      colorMenu,
	theme.ColorNameOverlayBackground:   colorSurface,
	theme.ColorNamePlaceHolder:         colorMuted,
	theme.ColorNamePressed:             colorIdle,
	theme.ColorNamePrimary:             colorAccent,
	theme.ColorNameScrollBar:           colorBar,
	theme.ColorNameSelection:           colorAccentSoft,
	theme.ColorNameSeparator:           colorLine,
	theme.ColorNameSuccess:             colorSuccess,
	theme.ColorNameWarning:             colorWarning,
}

// paint is the colour with that name in the theme that is on.
func paint(name fyne.ThemeColorName) color.Color { return theme.Color(name) }

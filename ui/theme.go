package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"passdesk/ui/model"
)

// Sizes of text, in Fyne's device-independent pixels.
const (
	textSize    float32 = 13
	captionSize float32 = 11
	titleSize   float32 = 14
	nameSize    float32 = 20
	idSize      float32 = 12
)

// The desk stands on a grid of 8.
const (
	grid      float32 = 8
	rowHeight float32 = 36
	radius    float32 = 6
)

var sizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNamePadding:            4,
	theme.SizeNameInnerPadding:       6,
	theme.SizeNameLineSpacing:        4,
	theme.SizeNameText:               textSize,
	theme.SizeNameCaptionText:        captionSize,
	theme.SizeNameSubHeadingText:     titleSize,
	theme.SizeNameHeadingText:        nameSize,
	theme.SizeNameInlineIcon:         16,
	theme.SizeNameScrollBar:          8,
	theme.SizeNameScrollBarSmall:     4,
	theme.SizeNameScrollBarRadius:    4,
	theme.SizeNameSeparatorThickness: 1,
	theme.SizeNameSplitThickness:     1,
	theme.SizeNameInputBorder:        1,
	theme.SizeNameInputRadius:        radius,
	theme.SizeNameSelectionRadius:    radius,
	theme.SizeNameButtonRadius:       radius,
	theme.SizeNamePopupRadius:        radius,
	theme.SizeNameMenuRadius:         radius,
	theme.SizeNameDialogRadius:       radius,
}

// deskTheme is the desk's look.
type deskTheme struct{ appearance model.Appearance }

// Theme is the desk's look. It follows the light or dark variant it is asked for.
func Theme() fyne.Theme { return deskTheme{} }

// Color implements fyne.Theme.
func (t deskTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.appearance {
	case model.LightLook:
		variant = theme.VariantLight
	case model.DarkLook:
		variant = theme.VariantDark
	}
	colors := light
	if variant == theme.VariantDark {
		colors = dark
	}
	if own, ok := standard[name]; ok {
		name = own
	}
	if c, ok := colors[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font implements fyne.Theme. The figures of Fyne's own text font are all of
// one width, so that columns of times and counts stand still.
func (deskTheme) Font(style fyne.TextStyle) fyne.Resource {
	return theme.DefaultTheme().Font(style)
}

// Icon implements fyne.Theme.
func (deskTheme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (deskTheme) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := sizes[name]; ok {
		return size
	}
	return theme.DefaultTheme().Size(name)
}

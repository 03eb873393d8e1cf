package ui

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// worn lists every text colour with each ground it stands on.
var worn = []struct{ text, ground fyne.ThemeColorName }{
	{colorText, colorGround},
	{colorText, colorSurface},
	{colorText, colorHover},
	{colorText, colorIdle},
	{colorText, colorAccentSoft},
	{colorText, colorDangerSoft},
	{colorText, colorWarningSoft},
	{colorMuted, colorGround},
	{colorMuted, colorSurface},
	{colorMuted, colorHover},
	{colorMuted, colorIdle},
	{colorMuted, colorAccentSoft},
	{colorMuted, colorDangerSoft},
	{colorAccent, colorGround},
	{colorAccent, colorSurface},
	{colorAccent, colorHover},
	{colorAccent, colorIdle},
	{colorAccent, colorAccentSoft},
	{colorSuccess, colorSurface},
	{colorSuccess, colorHover},
	{colorSuccess, colorIdle},
	{colorSuccess, colorAccentSoft},
	{colorSuccess, colorSuccessSoft},
	{colorWarning, colorWarningSoft},
	{colorDanger, colorDangerSoft},
	{colorOnAccent, colorAccent},
	{colorOnToast, colorToast},
	{colorText, colorMenu},
	{colorMuted, colorMenu},
}

func TestPaletteCanBeRead(t *testing.T) {
	for name, colors := range map[string]palette{"light": light, "dark": dark} {
		for _, pair := range worn {
			if ratio := contrast(colors[pair.text], colors[pair.ground]); ratio < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5 or more", name, pair.text, pair.ground, ratio)
			}
		}
		if ratio := contrast(colors[colorEdge], colors[colorSurface]); ratio < 3 {
			t.Errorf("%s: what can be filled in is hard to see: its edge has a contrast of %.2f, want 3 or more", name, ratio)
		}
		if len(colors) != len(light) {
			t.Errorf("%s has %d colours, light has %d", name, len(colors), len(light))
		}
	}
}

// contrast is WCAG 2's contrast ratio.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func TestThemeFollowsTheVariant(t *testing.T) {
	test.NewTempApp(t)
	for own, name := range map[fyne.ThemeColorName]fyne.ThemeColorName{colorSurface: colorSurface, theme.ColorNamePlaceHolder: colorMuted} {
		if got := Theme().Color(own, theme.VariantLight); got != light[name] {
			t.Errorf("light %s = %v", own, got)
		}
		if got := Theme().Color(own, theme.VariantDark); got != dark[name] {
			t.Errorf("dark %s = %v", own, got)
		}
	}
	test.AssertAllColorNamesDefined(t, Theme(), "desk")
}

// Figures of different widths would make the columns of times dance.
func TestFiguresAreOfOneWidth(t *testing.T) {
	test.NewTempApp(t)
	want := fyne.MeasureText("0000", textSize, fyne.TextStyle{}).Width
	for _, figures := range []string{"1111", "4444", "7777", "8888"} {
		if got := fyne.MeasureText(figures, textSize, fyne.TextStyle{}).Width; got != want {
			t.Errorf("%s is %v wide, 0000 is %v", figures, got, want)
		}
	}
}

package ui

import (
	"os"
	"strconv"
	"sync"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

// scaleVariable is where Fyne looks, whenever the theme changes, for how large
// to draw. Other than a size in the theme it takes every layout along.
const scaleVariable = "FYNE_SCALE"

// ownScale is how large the reader has Fyne draw all programs.
var ownScale = sync.OnceValue(func() float32 {
	words := os.Getenv(scaleVariable)
	if scale, err := strconv.ParseFloat(words, 32); err == nil && scale > 0 {
		return float32(scale)
	}
	if scale := fyne.CurrentApp().Settings().Scale(); scale > 0 && words != "auto" {
		return scale
	}
	return 1
})

// dress has the desk look as it is set. A window that is there keeps its size
// on the screen.
func (d *Desk) dress(s model.Settings) {
	// It has a name and no zero byte, so it can be set.
	_ = os.Setenv(scaleVariable, strconv.FormatFloat(float64(ownScale()*s.TextSize.Factor()), 'f', 2, 32))
	if d.window == nil {
		d.app.Settings().SetTheme(deskTheme{s.Appearance})
		return
	}
	canvas := d.window.Canvas()
	size, before := canvas.Size(), canvas.Scale()
	d.app.Settings().SetTheme(deskTheme{s.Appearance})
	if after := canvas.Scale(); after != before {
		d.window.Resize(fyne.NewSize(size.Width*before/after, size.Height*before/after))
	}
}

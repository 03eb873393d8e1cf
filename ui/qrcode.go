package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"rsc.io/qr"
)

const (
	// quietZone is how many modules around a code stay white in any theme,
	// without which cameras do not find it.
	quietZone = 4
	// leastModule is how many pixels a module takes up at least: finer ones
	// cannot be told apart on a screen.
	leastModule = 2
)

// qrOf is the QR code of a link. The longest ones fit only where less of the
// code may be out of sight.
func qrOf(link string) (*qr.Code, error) {
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		code, err = qr.Encode(link, qr.L)
	}
	return code, err
}

// qrPicture draws a code with its quiet zone, one pixel for each module.
func qrPicture(code *qr.Code) image.Image {
	side := code.Size + 2*quietZone
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				picture.SetColorIndex(x+quietZone, y+quietZone, 1)
			}
		}
	}
	return picture
}

// qrFace is where the QR code of a link is drawn, each module a whole number
// of pixels wide.
type qrFace struct {
	widget.BaseWidget
	modules int // along a side, with the quiet zone; 0 while there is no code
	picture *canvas.Image
}

func newQRFace() *qrFace {
	f := &qrFace{picture: canvas.NewImageFromImage(image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.White}))}
	f.picture.ScaleMode, f.picture.FillMode = canvas.ImageScalePixels, canvas.ImageFillStretch
	f.Hidden = true
	f.ExtendBaseWidget(f)
	return f
}

// show draws the code of a link and tells whether there is one: a link may be
// too long for that.
func (f *qrFace) show(link string) bool {
	code, err := qrOf(link)
	if link == "" || err != nil {
		f.clear()
		return false
	}
	f.modules = code.Size + 2*quietZone
	f.picture.Image = qrPicture(code)
	f.picture.Refresh()
	return true
}

// clear takes the code away, out of memory too.
func (f *qrFace) clear() {
	f.modules = 0
	f.picture.Image = image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.White})
	f.picture.Refresh()
	f.Hide()
}

// fitted is the side of the largest code that fits into a square of that side,
// or 0 where it would be too fine.
func (f *qrFace) fitted(room float32) float32 {
	if f.modules == 0 {
		return 0
	}
	module := int(room) / f.modules
	if module < leastModule {
		return 0
	}
	return float32(module * f.modules)
}

// CreateRenderer implements fyne.Widget.
func (f *qrFace) CreateRenderer() fyne.WidgetRenderer {
	return &ownRenderer{
		objects: []fyne.CanvasObject{f.picture},
		layout:  f.picture.Resize, refresh: f.picture.Refresh,
	}
}

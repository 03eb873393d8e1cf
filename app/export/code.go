package export

import (
	"image"
	"image/color"
	"image/png"
	"io"

	"rsc.io/qr"
)

// quietZone is how many modules around a QR code stay white, without which
// cameras do not find it.
const quietZone = 4

// codeOf is the QR code of a link; one with seven parts in a hundred damaged can
// still be read, and where the link is short twice as many.
func codeOf(link string) (*qr.Code, error) {
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		code, err = qr.Encode(link, qr.L)
	}
	return code, err
}

// writeCode draws a code as PNG, large enough for print.
func writeCode(w io.Writer, code *qr.Code) error {
	const wanted = 600 // pixels
	modules := code.Size + 2*quietZone
	scale := max(4, wanted/modules)
	picture := image.NewPaletted(image.Rect(0, 0, modules*scale, modules*scale), color.Palette{color.White, color.Black})
	for module := range code.Size {
		top := (module + quietZone) * scale * picture.Stride
		row := picture.Pix[top : top+picture.Stride]
		for x := range row {
			if code.Black(x/scale-quietZone, module) {
				row[x] = 1
			}
		}
		for n := 1; n < scale; n++ {
			copy(picture.Pix[top+n*picture.Stride:], row)
		}
	}
	encoder := png.Encoder{CompressionLevel: png.BestSpeed} // a large part of a hand-out's time otherwise
	return encoder.Encode(w, picture)
}

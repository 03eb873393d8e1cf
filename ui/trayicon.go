package ui

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"fyne.io/fyne/v2"

	"passdesk/assets"
)

// trayIconSide is how large the sign in the tray is drawn, in pixels.
const trayIconSide = 64

// trayIcon is the desk's sign with its state in a corner: a green disc while
// deliveries come in, else a red one with a bar across and the sign pale.
func trayIcon(receives bool) fyne.Resource {
	if receives {
		return trayIcons().receives
	}
	return trayIcons().not
}

type trayPair struct{ receives, not fyne.Resource }

var trayIcons = sync.OnceValue(func() trayPair {
	whole, err := png.Decode(bytes.NewReader(assets.Icon))
	if err != nil {
		panic(err) // it is a part of the program
	}
	return trayPair{drawTrayIcon(whole, true), drawTrayIcon(whole, false)}
})

func drawTrayIcon(whole image.Image, receives bool) fyne.Resource {
	name, tone, opacity := "tray-receiving.png", light[colorSuccess], uint64(255)
	if !receives {
		name, tone, opacity = "tray-not-receiving.png", light[colorDanger], 130
	}
	sign := shrink(whole, trayIconSide, opacity)
	const middle, reach = 46, 18
	disc(sign, middle, reach, color.White)
	disc(sign, middle, reach-3, tone)
	if !receives {
		draw.Draw(sign, image.Rect(middle-9, middle-3, middle+9, middle+3), image.White, image.Point{}, draw.Src)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, sign); err != nil {
		panic(err) // into memory
	}
	return fyne.NewStaticResource(name, file.Bytes())
}

// shrink draws a picture smaller, each point the mean of those it stands for,
// and lets as much of it through as opacity says, of 255.
func shrink(whole image.Image, side int, opacity uint64) *image.RGBA64 {
	small := image.NewRGBA64(image.Rect(0, 0, side, side))
	step := whole.Bounds().Dx() / side
	for y := range side {
		for x := range side {
			var sums [4]uint64
			for n := range step * step {
				r, g, b, a := whole.At(x*step+n%step, y*step+n/step).RGBA()
				for c, v := range [4]uint32{r, g, b, a} {
					sums[c] += uint64(v)
				}
			}
			mean := func(c int) uint16 { return uint16(sums[c] * opacity / 255 / uint64(step*step)) }
			small.SetRGBA64(x, y, color.RGBA64{R: mean(0), G: mean(1), B: mean(2), A: mean(3)})
		}
	}
	return small
}

// disc fills a disc around the point that lies as far from the left as from the top.
func disc(on draw.Image, middle, reach int, tone color.Color) {
	for y := middle - reach; y <= middle+reach; y++ {
		for x := middle - reach; x <= middle+reach; x++ {
			if (x-middle)*(x-middle)+(y-middle)*(y-middle) <= reach*reach {
				on.Set(x, y, tone)
			}
		}
	}
}

package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// addressField shows the endpoint's address with a button to copy it.
type addressField struct {
	box   *fyne.Container
	url   string
	words *ink
	copy  *button
}

func newAddressField(d *Desk) *addressField {
	f := &addressField{words: newInk("", colorText, textSize, monospace)}
	f.words.trim, f.words.cut.middle = true, true
	f.copy = newCopyButton(text("copy.button"), d.options.After, func() { d.loan.board.SetContent(f.url) })
	f.copy.on, f.copy.strong = colorGround, true
	row := container.NewBorder(nil, nil, nil, f.copy, container.New(inset{left: 12, right: 8}, f.words))
	f.box = container.NewStack(newPanel(colorGround, radius), container.New(inset{right: 6, top: 6, bottom: 6}, row))
	return f
}

// show shows an address; "" for none.
func (f *addressField) show(url string) {
	f.url = url
	f.copy.Hidden = url == ""
	if url == "" {
		f.words.write(text("connection.no_address"), colorMuted)
		return
	}
	f.words.write(url, colorText)
}

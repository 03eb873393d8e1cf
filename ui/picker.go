package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// picker is a button of a sheet that offers one of some words.
type picker struct {
	box     *fyne.Container
	button  *button
	window  fyne.Window
	options []string
	chosen  int
	onPick  func()
}

func newPicker(w fyne.Window, options []string, chosen int, onPick func()) *picker {
	p := &picker{window: w, options: options, onPick: onPick}
	p.button = newButton("▾", "", p.offer)
	p.button.on = colorIdle
	p.box = container.New(leftward{}, container.NewStack(newPanel(colorIdle, radius), p.button))
	p.pick(chosen)
	return p
}

// pick has one of the words hold.
func (p *picker) pick(n int) {
	p.chosen = n
	p.button.words = shortened(p.options[n], 24)
	p.button.relabel("▾")
	p.box.Refresh()
}

// shortened keeps a word from filling the sheet.
func shortened(words string, letters int) string {
	all := []rune(words)
	if len(all) <= letters {
		return words
	}
	return string(all[:letters-1]) + "…"
}

// offer opens the menu of the words.
func (p *picker) offer() {
	menu := fyne.NewMenu("")
	for n, words := range p.options {
		item := fyne.NewMenuItem(shortened(words, 48), func() {
			p.pick(n)
			p.onPick()
		})
		item.Checked = n == p.chosen
		menu.Items = append(menu.Items, item)
	}
	c := p.window.Canvas()
	shown := widget.NewPopUpMenu(menu, c)
	shown.ShowAtRelativePosition(fyne.NewPos(0, p.button.Size().Height+2), p.button)
	shown.OnDismiss = func() {
		shown.Hide()
		c.Focus(p.button)
	}
}

// leftward gives one object the width that it asks for.
type leftward struct{}

// MinSize implements fyne.Layout.
func (leftward) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout implements fyne.Layout.
func (leftward) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(min(objects[0].MinSize().Width, size.Width), size.Height))
}

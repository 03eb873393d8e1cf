package ui

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"passdesk/store"
	"passdesk/ui/model"
)

const (
	presentName  float32 = 26
	presentAbout float32 = 15
)

// passFace is what a person sees of their pass: its code, their name and what
// it is about; or a sentence in place of all that. It takes the keyboard so
// that no key does more than tell that somebody is there.
type passFace struct {
	widget.BaseWidget
	code  *qrFace
	name  *ink
	about *ink
	said  *widget.Label
	line  *fyne.Container // around what is said
}

func newPassFace() *passFace {
	f := &passFace{
		code: newQRFace(), said: widget.NewLabel(""),
		name:  newInk("", colorText, presentName, fyne.TextStyle{Bold: true}),
		about: newInk("", colorMuted, presentAbout, fyne.TextStyle{}),
	}
	for _, i := range []*ink{f.name, f.about} {
		i.trim, i.line.Alignment = true, fyne.TextAlignCenter
	}
	f.said.Alignment, f.said.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	f.line = container.NewStack(f.said)
	f.ExtendBaseWidget(f)
	return f
}

// show shows the pass of one row, and tells whether it has a code.
func (f *passFace) show(i store.Issuance) bool {
	f.name.write(clip(cmp.Or(model.Subject(i), text("subject.none")), toastName), colorText)
	f.about.write(i.Template, colorMuted)
	words, coded := "", f.code.show(i.PassURL)
	if !coded {
		words = text("qr.too_long")
	}
	f.said.SetText(words)
	f.arrange(f.Size())
	f.Refresh()
	return coded
}

// say says a sentence and shows nobody's pass.
func (f *passFace) say(words string) {
	f.code.clear()
	f.name.write("", colorText)
	f.about.write("", colorMuted)
	f.said.SetText(words)
	f.arrange(f.Size())
	f.Refresh()
}

func (f *passFace) arrange(size fyne.Size) {
	const below = 12 + 36 + 24 // the name and what it is about
	side := f.code.fitted(min(size.Width, size.Height-below))
	f.code.Hidden = side == 0
	if f.code.Hidden && f.code.modules > 0 {
		f.said.SetText(text("qr.too_fine_window"))
	}
	top := float32(int(max(size.Height-side-below, 0) / 2))
	place(f.code, float32(int((size.Width-side)/2)), top, side, side)
	place(f.name, 0, top+side+12, size.Width, 36)
	place(f.about, 0, top+side+48, size.Width, 24)
	width := min(size.Width, 440)
	place(f.line, (size.Width-width)/2, top+side+below, width, 60)
	f.line.Hidden = !f.code.Hidden
	if f.name.words == "" {
		place(f.line, (size.Width-width)/2, size.Height/2-30, width, 60)
	}
}

// FocusGained implements fyne.Focusable.
func (f *passFace) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (f *passFace) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (f *passFace) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (f *passFace) TypedKey(ev *fyne.KeyEvent) { passOn(f, ev) }

// CreateRenderer implements fyne.Widget.
func (f *passFace) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{f.code, f.name, f.about, f.line}
	return &ownRenderer{
		objects: objects, layout: f.arrange, refresh: func() { refreshAll(objects) },
		minimum: func() fyne.Size { return fyne.NewSize(200, 160) },
	}
}

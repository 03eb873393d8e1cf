package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// later runs f on the UI thread after d.
type later func(d time.Duration, f func())

const (
	buttonHeight float32 = 28
	confirmTime          = 1500 * time.Millisecond
)

// button is a quiet button: a sign or the copy icon, and a label or none. It
// takes the mouse, Tab, Space and Enter.
type button struct {
	widget.BaseWidget
	onTap func()
	sign  string // a glyph, drawn when there is no icon or the icon is confirmed
	words string

	icon   *copyIcon
	ground *canvas.Rectangle
	glyph  *canvas.Text
	label  *canvas.Text

	hovered, focused, done bool
	on                     fyne.ThemeColorName // what it stands on
	strong                 bool                // wears the accent at rest, not only under the mouse
}

func newButton(sign, words string, onTap func()) *button {
	b := &button{
		onTap: onTap, sign: sign, words: words, on: colorSurface, ground: canvas.NewRectangle(nil),
		glyph: canvas.NewText("", nil), label: canvas.NewText("", nil),
	}
	b.ground.CornerRadius = radius
	b.glyph.TextSize, b.glyph.TextStyle, b.glyph.Alignment = textSize, monospace, fyne.TextAlignCenter
	b.label.TextSize = idSize
	b.ExtendBaseWidget(b)
	return b
}

// newCopyButton makes a button that confirms on the spot that it has copied.
func newCopyButton(words string, wait later, onTap func()) *button {
	b := newButton("", words, nil)
	b.icon = newCopyIcon()
	b.onTap = func() {
		onTap()
		b.confirm(true)
		wait(confirmTime, func() { b.confirm(false) })
	}
	return b
}

func (b *button) confirm(done bool) {
	b.done = done
	b.paint()
}

// relabel shows another sign.
func (b *button) relabel(sign string) {
	b.sign = sign
	b.paint()
}

func (b *button) paint() {
	tone, ground := colorMuted, fyne.ThemeColorName("")
	if b.strong {
		tone, ground = colorAccent, colorAccentSoft
	}
	if b.hovered || b.focused {
		tone, ground = colorText, colorIdle
		if b.strong {
			tone, ground = colorOnAccent, colorAccent
		}
	}
	sign, words := b.sign, b.words
	if b.done {
		sign, tone, ground = "✓", colorSuccess, colorSuccessSoft
		if words != "" {
			words = text("copy.done")
		}
	}
	b.paintGround(ground)
	write(b.glyph, sign, tone)
	write(b.label, words, tone)
	if b.icon != nil {
		behind := ground
		if behind == "" {
			behind = b.on
		}
		b.icon.show(!b.done, tone, behind)
	}
}

func (b *button) paintGround(ground fyne.ThemeColorName) {
	b.ground.Hidden = ground == "" && !b.focused
	b.ground.StrokeWidth = 0
	if b.focused {
		b.ground.StrokeWidth, b.ground.StrokeColor = 2, paint(colorAccent)
	}
	if ground == "" {
		ground = b.on
	}
	b.ground.FillColor = paint(ground)
	b.ground.Refresh()
}

func (b *button) minimum() fyne.Size {
	if b.words == "" {
		return fyne.NewSize(buttonHeight, buttonHeight)
	}
	widest := max(fyne.MeasureText(b.words, idSize, fyne.TextStyle{}).Width, b.doneWidth())
	return fyne.NewSize(widest+copyIconSide+6+2*grid, buttonHeight)
}

func (b *button) doneWidth() float32 {
	if b.icon == nil {
		return 0
	}
	return fyne.MeasureText(text("copy.done"), idSize, fyne.TextStyle{}).Width
}

func (b *button) layout(size fyne.Size) {
	b.ground.Resize(size)
	x := grid
	if b.words == "" {
		x = (size.Width - copyIconSide) / 2
	}
	if b.icon != nil {
		b.icon.move(x, (size.Height-copyIconSide)/2)
	}
	place(b.glyph, x, 0, copyIconSide, size.Height)
	place(b.label, x+copyIconSide+6, 0, size.Width-x-copyIconSide-6, size.Height)
	b.paint()
}

// Tapped implements fyne.Tappable.
func (b *button) Tapped(*fyne.PointEvent) { b.onTap() }

// FocusGained implements fyne.Focusable.
func (b *button) FocusGained() { b.focused = true; b.paint() }

// FocusLost implements fyne.Focusable.
func (b *button) FocusLost() { b.focused = false; b.paint() }

// TypedRune implements fyne.Focusable.
func (b *button) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (b *button) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.onTap()
	default:
		passOn(b, ev)
	}
}

// passOn gives the window a key that a part of it has no use for.
func passOn(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(ev)
	}
}

// MouseIn implements desktop.Hoverable.
func (b *button) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.paint() }

// MouseMoved implements desktop.Hoverable.
func (b *button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *button) MouseOut() { b.hovered = false; b.paint() }

// Cursor implements desktop.Cursorable.
func (b *button) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (b *button) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{b.ground}
	if b.icon != nil {
		objects = append(objects, b.icon.back, b.icon.front)
	}
	return &ownRenderer{
		objects: append(objects, b.glyph, b.label),
		layout:  b.layout, refresh: b.paint, minimum: b.minimum,
	}
}

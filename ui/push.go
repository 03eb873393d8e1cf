package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const pushHeight float32 = 32

// weight is how much a push button stands out.
type weight uint8

const (
	plainPush weight = iota
	mainPush         // what the sheet is there for
	gravePush        // what cannot be undone
)

// push is a button of a sheet: words on a ground. It takes the mouse, Tab,
// Space and Enter, and can be out of use.
type push struct {
	widget.BaseWidget
	words  string
	onTap  func()
	weight weight

	hovered, focused, off bool

	ring, ground *canvas.Rectangle
	label        *canvas.Text
}

func newPush(words string, onTap func()) *push {
	p := &push{
		words: words, onTap: onTap, ring: canvas.NewRectangle(nil), ground: canvas.NewRectangle(nil),
		label: canvas.NewText(words, nil),
	}
	p.ring.CornerRadius, p.ring.StrokeWidth = radius+3, 2
	p.ground.CornerRadius = radius
	p.label.TextSize, p.label.Alignment = textSize, fyne.TextAlignCenter
	p.label.TextStyle.Bold = true
	p.ExtendBaseWidget(p)
	return p
}

// newMainPush is the button for what a sheet is there for.
func newMainPush(words string, onTap func()) *push {
	p := newPush(words, onTap)
	p.weight = mainPush
	return p
}

// say shows other words.
func (p *push) say(words string) {
	p.words = words
	p.Refresh()
}

// enable lets the button be pressed, or not.
func (p *push) enable(on bool) {
	p.off = !on
	p.paint()
}

func (p *push) paint() {
	tone, ground := colorText, colorIdle
	switch {
	case p.off:
		tone, ground = colorMuted, colorHover
	case p.weight == mainPush:
		tone, ground = colorOnAccent, colorAccent
	case p.weight == gravePush:
		tone, ground = colorSurface, colorDanger
	}
	fill(p.ground, ground)
	write(p.label, p.words, tone)
	p.ring.Hidden = !p.focused && (!p.hovered || p.off)
	p.ring.FillColor, p.ring.StrokeColor = theme.Color(colorSurface), paint(colorAccent)
	if !p.focused {
		p.ring.StrokeColor = paint(colorLine)
	}
	p.ring.Refresh()
}

func (p *push) minimum() fyne.Size {
	return fyne.NewSize(fyne.MeasureText(p.words, textSize, p.label.TextStyle).Width+4*grid, pushHeight)
}

func (p *push) arrange(size fyne.Size) {
	place(p.ring, -4, -4, size.Width+8, size.Height+8)
	p.ground.Resize(size)
	p.label.Resize(size)
}

// Tapped implements fyne.Tappable.
func (p *push) Tapped(*fyne.PointEvent) {
	if !p.off {
		p.onTap()
	}
}

// Enable implements fyne.Disableable.
func (p *push) Enable() { p.enable(true) }

// Disable implements fyne.Disableable.
func (p *push) Disable() { p.enable(false) }

// Disabled implements fyne.Disableable: Tab passes by.
func (p *push) Disabled() bool { return p.off }

// FocusGained implements fyne.Focusable.
func (p *push) FocusGained() { p.focused = true; p.paint() }

// FocusLost implements fyne.Focusable.
func (p *push) FocusLost() { p.focused = false; p.paint() }

// TypedRune implements fyne.Focusable.
func (p *push) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (p *push) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.Tapped(nil)
	default:
		passOn(p, ev)
	}
}

// MouseIn implements desktop.Hoverable.
func (p *push) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.paint() }

// MouseMoved implements desktop.Hoverable.
func (p *push) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *push) MouseOut() { p.hovered = false; p.paint() }

// Cursor implements desktop.Cursorable.
func (p *push) Cursor() desktop.Cursor {
	if p.off {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (p *push) CreateRenderer() fyne.WidgetRenderer {
	p.paint()
	return &ownRenderer{
		objects: []fyne.CanvasObject{p.ring, p.ground, p.label},
		layout:  p.arrange, refresh: p.paint, minimum: p.minimum,
	}
}

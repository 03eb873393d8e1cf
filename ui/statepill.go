package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// stateFace is how a state looks: a shape, a word and a colour, so that none
// of them is the only sign. Only Online may say that the desk receives.
type stateFace struct {
	sign       string
	word       string // key
	tone, soft fyne.ThemeColorName
}

var stateFaces = map[model.State]stateFace{
	model.Stopped:      {"○", "state.stopped", colorMuted, colorIdle},
	model.Connecting:   {"◌", "state.connecting", colorWarning, colorWarningSoft},
	model.Online:       {"●", "state.online", colorSuccess, colorSuccessSoft},
	model.Local:        {"◐", "state.local", colorAccent, colorAccentSoft},
	model.Reconnecting: {"◌", "state.reconnecting", colorWarning, colorWarningSoft},
	model.Down:         {"✕", "state.down", colorDanger, colorDangerSoft},
	model.Degraded:     {"▲", "state.degraded", colorDanger, colorDangerSoft},
}

// statePill shows how the way in stands. Where it leads somewhere it takes the
// mouse, Tab, Space and Enter.
type statePill struct {
	widget.BaseWidget
	onTap func() // nil leads nowhere

	ground      *canvas.Rectangle
	sign, label *ink
	face        stateFace

	hovered, focused bool
}

func newStatePill() *statePill {
	p := &statePill{
		ground: canvas.NewRectangle(nil), sign: newInk("", colorMuted, signSize, monospace),
		label: newInk("", colorMuted, textSize, fyne.TextStyle{}),
	}
	p.ground.CornerRadius = stateHeight / 2
	p.ExtendBaseWidget(p)
	return p
}

// show shows a state in the words given.
func (p *statePill) show(s model.State, words string) {
	p.face = stateFaces[s]
	p.sign.write(p.face.sign, p.face.tone)
	p.label.write(words, p.face.tone)
	p.paint()
}

func (p *statePill) paint() {
	p.ground.FillColor, p.ground.StrokeWidth = paint(p.face.soft), 0
	switch {
	case p.focused:
		p.ground.StrokeWidth, p.ground.StrokeColor = 2, paint(colorAccent)
	case p.hovered && p.onTap != nil:
		p.ground.StrokeWidth, p.ground.StrokeColor = 1, paint(p.face.tone)
	}
	p.ground.Refresh()
}

// MinSize implements fyne.CanvasObject; it follows the words without a cache.
func (p *statePill) MinSize() fyne.Size { return fyne.NewSize(p.label.width()+34, stateHeight) }

func (p *statePill) arrange(size fyne.Size) {
	p.ground.Resize(size)
	place(p.sign, 10, (size.Height-20)/2, 12, 20)
	place(p.label, 25, (size.Height-20)/2, size.Width-34, 20)
}

// Tapped implements fyne.Tappable.
func (p *statePill) Tapped(*fyne.PointEvent) {
	if p.onTap != nil {
		p.onTap()
	}
}

// Enable implements fyne.Disableable.
func (p *statePill) Enable() {}

// Disable implements fyne.Disableable.
func (p *statePill) Disable() {}

// Disabled implements fyne.Disableable: Tab passes by one that leads nowhere.
func (p *statePill) Disabled() bool { return p.onTap == nil }

// FocusGained implements fyne.Focusable.
func (p *statePill) FocusGained() { p.focused = true; p.paint() }

// FocusLost implements fyne.Focusable.
func (p *statePill) FocusLost() { p.focused = false; p.paint() }

// TypedRune implements fyne.Focusable.
func (p *statePill) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (p *statePill) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.Tapped(nil)
	default:
		passOn(p, ev)
	}
}

// MouseIn implements desktop.Hoverable.
func (p *statePill) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.paint() }

// MouseMoved implements desktop.Hoverable.
func (p *statePill) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *statePill) MouseOut() { p.hovered = false; p.paint() }

// Cursor implements desktop.Cursorable.
func (p *statePill) Cursor() desktop.Cursor {
	if p.onTap == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// CreateRenderer implements fyne.Widget.
func (p *statePill) CreateRenderer() fyne.WidgetRenderer {
	p.paint()
	return &ownRenderer{
		objects: []fyne.CanvasObject{p.ground, p.sign, p.label},
		layout:  p.arrange, refresh: func() { p.paint(); p.sign.Refresh(); p.label.Refresh() }, minimum: p.MinSize,
	}
}

package ui

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"passdesk/store/secret"
)

// A key of 64 letters fits into two lines of the narrowest pane. They keep
// their place while it is masked, so that nothing moves when it is shown.
const (
	keyColumns            = 32
	keyLines              = 2
	maxKeyLines           = 8 // of a longer one copying gives the rest
	keyLineHeight float32 = 18
	keyMask               = "••••••••"
)

// keyFace is where a key is drawn. Its text is there only while it is shown.
type keyFace struct {
	widget.BaseWidget
	key    secret.Value[string] // none while it is masked
	ground *panel
	lines  []*canvas.Text
}

func newKeyFace() *keyFace {
	f := &keyFace{ground: newPanel(colorGround, radius)}
	for range maxKeyLines {
		line := canvas.NewText("", nil)
		line.TextSize, line.TextStyle = idSize, monospace
		f.lines = append(f.lines, line)
	}
	f.ExtendBaseWidget(f)
	return f
}

// show draws a key, or the mask for none.
func (f *keyFace) show(key secret.Value[string]) {
	f.key = key
	f.paint()
}

// paint writes the lines. What no line shows any more is in none.
func (f *keyFace) paint() {
	shown, tone := []string{keyMask}, colorMuted
	if !f.key.IsZero() {
		shown, tone = inLines(f.key.Reveal()), colorText
	}
	for n, line := range f.lines {
		words := ""
		if n < len(shown) {
			words = shown[n]
		}
		line.Hidden = words == ""
		write(line, words, tone)
	}
	f.arrange(f.Size())
}

// inLines breaks a key into lines that can be drawn.
func inLines(key string) []string {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar // it may steer how the others are drawn
	}, key))
	var lines []string
	for len(letters) > 0 {
		n := min(keyColumns, len(letters))
		if len(lines) == maxKeyLines-1 && n < len(letters) {
			return append(lines, string(letters[:n-1])+ellipsis)
		}
		lines, letters = append(lines, string(letters[:n])), letters[n:]
	}
	return lines
}

func (f *keyFace) height() float32 {
	lines := keyLines
	for n, line := range f.lines {
		if !line.Hidden {
			lines = max(lines, n+1)
		}
	}
	return float32(lines)*keyLineHeight + 2*grid
}

func (f *keyFace) arrange(size fyne.Size) {
	place(f.ground, 0, 0, size.Width, size.Height)
	if f.key.IsZero() {
		place(f.lines[0], 12, 0, size.Width-24, size.Height)
		return
	}
	for n, line := range f.lines {
		place(line, 12, grid+float32(n)*keyLineHeight, size.Width-24, keyLineHeight)
	}
}

// CreateRenderer implements fyne.Widget.
func (f *keyFace) CreateRenderer() fyne.WidgetRenderer {
	f.paint()
	objects := []fyne.CanvasObject{f.ground}
	for _, line := range f.lines {
		objects = append(objects, line)
	}
	return &ownRenderer{
		objects: objects, layout: f.arrange,
		refresh: func() { f.ground.Refresh(); f.paint() },
		minimum: func() fyne.Size { return fyne.NewSize(factLabel+120, f.height()) },
	}
}

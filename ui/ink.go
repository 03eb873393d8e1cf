package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// ink is one line of text in a colour of the theme, cut with an ellipsis
// where it does not fit.
type ink struct {
	widget.BaseWidget
	words string
	tone  fyne.ThemeColorName
	trim  bool // may be cut: asks for no width of its own
	line  *canvas.Text
	cut   cutter
}

func newInk(words string, tone fyne.ThemeColorName, size float32, style fyne.TextStyle) *ink {
	i := &ink{words: words, tone: tone, line: canvas.NewText("", nil)}
	i.line.TextSize, i.line.TextStyle = size, style
	i.ExtendBaseWidget(i)
	return i
}

// newCaption is a small heading over a part of a pane.
func newCaption(words string) *ink {
	return newInk(words, colorMuted, captionSize, fyne.TextStyle{Bold: true})
}

// write shows other words.
func (i *ink) write(words string, tone fyne.ThemeColorName) {
	if i.words == words && i.tone == tone {
		return
	}
	i.words, i.tone = words, tone
	i.paint()
}

// width is what the words need when they are not cut.
func (i *ink) width() float32 {
	return fyne.MeasureText(i.words, i.line.TextSize, i.line.TextStyle).Width
}

func (i *ink) paint() {
	// A pixel more: the width a layout hands back may be rounded down.
	write(i.line, i.cut.cut(i.words, i.Size().Width+1, i.line.TextSize, i.line.TextStyle), i.tone)
}

func (i *ink) minimum() fyne.Size {
	size := fyne.MeasureText(i.words, i.line.TextSize, i.line.TextStyle)
	if i.trim {
		size.Width = 0
	}
	return size
}

// CreateRenderer implements fyne.Widget.
func (i *ink) CreateRenderer() fyne.WidgetRenderer {
	return &ownRenderer{
		objects: []fyne.CanvasObject{i.line},
		layout:  func(s fyne.Size) { i.line.Resize(s); i.paint() },
		refresh: i.paint, minimum: i.minimum,
	}
}

// panel is a plain ground in a colour of the theme.
type panel struct {
	widget.BaseWidget
	tone fyne.ThemeColorName
	rect *canvas.Rectangle
}

func newPanel(tone fyne.ThemeColorName, corner float32) *panel {
	p := &panel{tone: tone, rect: canvas.NewRectangle(nil)}
	p.rect.CornerRadius = corner
	p.ExtendBaseWidget(p)
	return p
}

// newRule is a line of one pixel; the layout around it gives its length.
func newRule() *panel { return newPanel(colorLine, 0) }

func (p *panel) fill(tone fyne.ThemeColorName) {
	p.tone = tone
	p.paint()
}

func (p *panel) paint() { fill(p.rect, p.tone) }

// CreateRenderer implements fyne.Widget.
func (p *panel) CreateRenderer() fyne.WidgetRenderer {
	p.paint()
	return &ownRenderer{
		objects: []fyne.CanvasObject{p.rect},
		layout:  p.rect.Resize, refresh: p.paint,
		minimum: func() fyne.Size { return fyne.NewSize(1, 1) },
	}
}

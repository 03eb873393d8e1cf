package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	sheetWidth  float32 = 520
	sheetWide   float32 = 760
	sheetMargin float32 = 24 // around the sheet at least
	sheetInset  float32 = 24 // within it
	bodyInset   float32 = 6  // of the body, so that what reaches out a little is not cut off
)

// sheet is a screen that lies over the window until it is closed: a title,
// a body that scrolls where it is higher than the window, and a row of buttons.
// Sheets may lie over one another. All of it belongs to the UI thread.
type sheet struct {
	widget.BaseWidget
	desk    *Desk
	wide    float32
	onEnter func()      // the safe thing to do; closes the sheet when nil
	onLeave func() bool // asked before Esc closes the sheet: whether it may; nil for yes
	onClose func()      // lets go of what the sheet held; nil for nothing
	onTouch func()      // a key or a click that has no other use; nil for nothing
	whole   bool        // it covers the window
	open    bool

	scrim  *canvas.Rectangle
	ground *canvas.Rectangle
	title  *ink
	body   *fyne.Container
	scroll *container.Scroll
	foot   *fyne.Container
}

func newSheet(d *Desk, title string) *sheet {
	s := &sheet{
		desk: d, wide: sheetWidth, scrim: canvas.NewRectangle(nil), ground: canvas.NewRectangle(nil),
		title: newInk(title, colorText, theme.Size(theme.SizeNameSubHeadingText)+2, fyne.TextStyle{Bold: true}),
		body:  container.New(stacked{}), foot: container.New(layout.NewCustomPaddedHBoxLayout(grid)),
	}
	s.title.trim = true
	s.ground.CornerRadius, s.ground.StrokeWidth = radius+2, 1
	s.scroll = container.NewVScroll(container.New(inset{left: bodyInset, right: sheetInset / 2}, s.body))
	s.ExtendBaseWidget(s)
	return s
}

// fill shows other things in the body. What is nil is left out.
func (s *sheet) fill(parts ...fyne.CanvasObject) {
	s.body.Objects = slices.DeleteFunc(parts, func(o fyne.CanvasObject) bool { return o == nil })
	s.arrange(s.Size())
	s.body.Refresh()
}

// buttons shows other buttons below the body; a spacer parts those at the left
// from those at the right.
func (s *sheet) buttons(all ...fyne.CanvasObject) {
	s.foot.Objects = all
	s.arrange(s.Size())
	s.foot.Refresh()
}

// show lays the sheet over the window and gives the keyboard to a part of it.
func (s *sheet) show(first fyne.Focusable) {
	c := s.desk.window.Canvas()
	if !s.open {
		s.open = true
		s.desk.sheets = append(s.desk.sheets, s)
		c.Overlays().Add(s)
	}
	s.focus(first)
}

// focus moves the keyboard to a part of the sheet that lies on top.
func (s *sheet) focus(part fyne.Focusable) {
	if s.open && part != nil && s.desk.topSheet() == s {
		s.desk.window.Canvas().Focus(part)
	}
}

// close takes the sheet away, and those that lie over it. The keyboard goes
// back to where it was, which is the list below the last one.
func (s *sheet) close() {
	if !s.open {
		return
	}
	for top := s.desk.topSheet(); top != s; top = s.desk.topSheet() {
		top.close()
	}
	s.open = false
	s.desk.sheets = s.desk.sheets[:len(s.desk.sheets)-1]
	s.desk.window.Canvas().Overlays().Remove(s)
	if s.onClose != nil {
		s.onClose()
	}
	if below := s.desk.topSheet(); below != nil {
		below.settle()
		return
	}
	s.desk.focusList()
}

// settle gives the keyboard to the last button if what had it has been drawn anew
// meanwhile.
func (s *sheet) settle() {
	held, n := s.desk.window.Canvas().Focused(), len(s.foot.Objects)
	if held == nil || n == 0 || within(s.body, held) || within(s.foot, held) {
		return
	}
	if last, ok := s.foot.Objects[n-1].(fyne.Focusable); ok {
		s.focus(last)
	}
}

// topSheet is the sheet that lies over all others, or nil.
func (d *Desk) topSheet() *sheet {
	if len(d.sheets) == 0 {
		return nil
	}
	return d.sheets[len(d.sheets)-1]
}

// typedKey is given what no part of the sheet has a use for.
func (s *sheet) typedKey(ev *fyne.KeyEvent) {
	if s.onTouch != nil && ev.Name != fyne.KeyEscape {
		s.onTouch()
	}
	switch ev.Name {
	case fyne.KeyEscape:
		if s.onLeave == nil || s.onLeave() {
			s.close()
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if s.onEnter != nil {
			s.onEnter()
		} else {
			s.close()
		}
	}
}

// rearrange makes room for what has come, gone or changed its words.
func (s *sheet) rearrange() {
	s.arrange(s.Size())
	s.body.Refresh()
}

func (s *sheet) arrange(size fyne.Size) {
	if size.IsZero() {
		return
	}
	s.scrim.Resize(size)
	if s.whole {
		s.arrangeWhole(size)
		return
	}
	width := min(s.wide, size.Width-2*sheetMargin)
	inner := width - 2*sheetInset
	title, foot := float32(24), s.foot.MinSize().Height
	fixed := title + foot + 2*sheetInset + 2*2*grid
	need := stacked{}.lay(s.body.Objects, inner)
	body := min(need, size.Height-2*sheetMargin-fixed)
	x, y := float32(int((size.Width-width)/2)), float32(int((size.Height-fixed-body)/2))
	place(s.ground, x, y, width, fixed+body)
	place(s.title, x+sheetInset, y+sheetInset, inner, title)
	s.body.Resize(fyne.NewSize(inner, need))
	place(s.scroll, x+sheetInset-bodyInset, y+sheetInset+title+2*grid, bodyInset+inner+sheetInset/2, body)
	place(s.foot, x+sheetInset, y+fixed+body-sheetInset-foot, inner, foot)
}

func (s *sheet) paint() {
	s.scrim.FillColor = theme.Color(theme.ColorNameShadow)
	s.ground.FillColor, s.ground.StrokeColor = paint(colorSurface), paint(colorLine)
	s.scrim.Refresh()
	s.ground.Refresh()
}

// Tapped implements fyne.Tappable: what lies below is out of reach.
func (s *sheet) Tapped(*fyne.PointEvent) {
	if s.onTouch != nil {
		s.onTouch()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer {
	s.paint()
	objects := []fyne.CanvasObject{s.scrim, s.ground, s.title, s.scroll, s.foot}
	return &ownRenderer{objects: objects, layout: s.arrange, refresh: func() { s.paint(); s.arrange(s.Size()); refreshAll(objects) }}
}

// stacked puts parts of one width below one another. Unlike Fyne's own it asks wrapped text
// for its height after it has got its width.
type stacked struct{}

// MinSize implements fyne.Layout.
func (stacked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size.Height += o.MinSize().Height
		}
	}
	return size
}

// Layout implements fyne.Layout.
func (s stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) { s.lay(objects, size.Width) }

// lay places the parts and tells how high they are together.
func (stacked) lay(objects []fyne.CanvasObject, width float32) (height float32) {
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		tall := o.MinSize().Height
		place(o, 0, height, width, tall)
		height += tall
	}
	return height
}

package ui

import (
	"fmt"
	"image/color"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"passdesk/ui/model"
)

// bounds is where something may be drawn.
type bounds struct{ left, top, right, bottom float32 }

func boundsOf(at fyne.Position, size fyne.Size) bounds {
	return bounds{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
}

// holds tells whether something lies in the bounds. A pixel is lost in rounding.
func (r bounds) holds(o bounds) bool {
	return o.left >= r.left-1 && o.top >= r.top-1 && o.right <= r.right+1 && o.bottom <= r.bottom+1
}

// meet is what two rooms share.
func (r bounds) meet(o bounds) bounds {
	return bounds{max(r.left, o.left), max(r.top, o.top), min(r.right, o.right), min(r.bottom, o.bottom)}
}

// endless is farther than anything is drawn.
const endless float32 = 1e9

// strays gives what is drawn outside its bounds: the window, and the sheet or the
// pane that scrolls which it belongs to.
func strays(o fyne.CanvasObject, at fyne.Position, in bounds, path string) (found []string) {
	if !o.Visible() {
		return nil
	}
	at = at.Add(o.Position())
	own := boundsOf(at, o.Size())
	path += fmt.Sprintf("/%T", o)
	parts := func(all []fyne.CanvasObject, in bounds) {
		for _, part := range all {
			found = append(found, strays(part, at, in, path)...)
		}
	}
	switch o := o.(type) {
	case *fyne.Container:
		parts(o.Objects, in)
	case *container.Scroll:
		if !in.holds(own) {
			found = append(found, fmt.Sprintf("%s %v reaches out of %v", path, own, in))
		}
		inner := in.meet(own)
		if o.Direction != container.ScrollVerticalOnly && o.Direction != container.ScrollNone {
			inner.left, inner.right = -endless, endless
		}
		if o.Direction != container.ScrollHorizontalOnly && o.Direction != container.ScrollNone {
			inner.top, inner.bottom = -endless, endless
		}
		parts(test.WidgetRenderer(o).Objects(), inner)
	case *sheet:
		inner := in
		if !o.whole {
			inner = in.meet(boundsOf(at.Add(o.ground.Position()), o.ground.Size()))
		}
		parts([]fyne.CanvasObject{o.title, o.scroll, o.foot}, inner)
	case *container.Clip: // the first and the last row may be cut off
		inner := in.meet(own)
		inner.top, inner.bottom = inner.top-rowHeight, inner.bottom+rowHeight
		parts(test.WidgetRenderer(o).Objects(), inner)
	case fyne.Widget:
		parts(test.WidgetRenderer(o).Objects(), in)
	default:
		if drawn, seen := inkOf(o, own); seen && !in.holds(drawn) {
			found = append(found, fmt.Sprintf("%s %s %v reaches out of %v", path, quoted(o), drawn, in))
		}
	}
	return found
}

// inkOf is where something leaves ink.
func inkOf(o fyne.CanvasObject, own bounds) (drawn bounds, seen bool) {
	switch o := o.(type) {
	case *canvas.Text:
		wide := o.MinSize().Width
		spare := own.right - own.left - wide
		switch o.Alignment {
		case fyne.TextAlignCenter:
			own.left += spare / 2
		case fyne.TextAlignTrailing:
			own.left += spare
		}
		own.right = own.left + wide
		return own, o.Text != ""
	case *canvas.Rectangle:
		_, _, _, a := alpha(o.FillColor)
		_, _, _, line := alpha(o.StrokeColor)
		return own, a > 0 || line > 0 && o.StrokeWidth > 0
	}
	return own, own.right > own.left && own.bottom > own.top
}

func alpha(c color.Color) (r, g, b, a uint32) {
	if c == nil {
		return 0, 0, 0, 0
	}
	return c.RGBA()
}

func quoted(o fyne.CanvasObject) string {
	if t, is := o.(*canvas.Text); is {
		return fmt.Sprintf("%q", t.Text)
	}
	return ""
}

// fits wants everything that is drawn to be in sight, or to be had by scrolling.
func (s *stage) fits() {
	s.t.Helper()
	c := s.desk.window.Canvas()
	window := boundsOf(fyne.Position{}, c.Size())
	found := strays(c.Content(), fyne.Position{}, window, "")
	for _, over := range c.Overlays().List() {
		found = append(found, strays(over, fyne.Position{}, window, "")...)
	}
	for _, stray := range found[:min(len(found), 8)] {
		s.t.Errorf("%s", stray)
	}
}

// TestEveryScreenFits opens every screen in the smallest window that staff have,
// and in one that is as small with the largest text, in all languages.
func TestEveryScreenFits(t *testing.T) {
	small, smallest := fyne.NewSize(900, 600), fyne.NewSize(1280/model.LargestText.Factor(), 720/model.LargestText.Factor())
	for _, l := range languages() {
		t.Run(l.code, func(t *testing.T) {
			if every := os.Getenv("PASSDESK_TEST_LANGUAGES"); every == "" && l.code != "en" && l.code != "de" {
				t.Skip("English and German stand for all; PASSDESK_TEST_LANGUAGES=all is for all")
			}
			was := computerLanguage
			computerLanguage = func() string { return l.code }
			speak(l.code)
			t.Cleanup(func() { computerLanguage = was; speak("en"); speak("") })
			for _, screen := range everyScreen() {
				t.Run(screen.name, func(t *testing.T) {
					s := screen.play(t)
					for _, size := range []fyne.Size{small, smallest} {
						s.desk.window.Resize(size)
						s.fits()
					}
				})
			}
		})
	}
}

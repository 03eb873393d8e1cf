package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestNothingIsCutInAnyLanguage looks at the screens in the least window for
// which they are made: no text of ours ends in an ellipsis of the cutter, no
// button, tick or choice is narrower than its words, and no button lies on
// another. All are looked at in German, whose words are the longest; the other
// languages take turns.
func TestNothingIsCutInAnyLanguage(t *testing.T) {
	for turn, code := range []string{"de", "es", "fr", "pt"} {
		t.Run(code, func(t *testing.T) {
			speakFor(t, code)
			known := textsOf(t, code)
			for n, screen := range everyScreen() {
				if turn > 0 && n%3 != turn-1 {
					continue
				}
				screen.play(t).uncut(screen.name, known)
			}
		})
	}
}

// textsOf are the texts of a language up to their first blank.
func textsOf(t *testing.T, code string) (all []string) {
	for _, forms := range readLanguage(t, code) {
		for _, words := range forms {
			words, _, _ = strings.Cut(words, "{{")
			all = append(all, words)
		}
	}
	return all
}

// uncut complains of what is cut on the window and closes it.
func (s *stage) uncut(scene string, known []string) {
	s.t.Helper()
	defer s.close()
	looked := []fyne.CanvasObject{s.desk.window.Content()}
	if top := s.desk.window.Canvas().Overlays().Top(); top != nil {
		looked = append(looked, top)
	}
	for _, root := range looked {
		var pushes []*push
		test.LaidOutObjects(root) // as a frame does after words have changed
		everyPart(root, func(o fyne.CanvasObject) {
			switch o := o.(type) {
			case *canvas.Text:
				if short, cut := strings.CutSuffix(o.Text, ellipsis); cut && startsOne(known, short) {
					s.t.Errorf("%s: cut: %q", scene, o.Text)
				}
			case *push, *button, *tick:
				if p, is := o.(*push); is {
					s.apart(scene, p, pushes)
					pushes = append(pushes, p)
				}
				right := s.app.Driver().AbsolutePositionForObject(o).X + o.Size().Width
				if o.Size().Width+0.5 < o.MinSize().Width || right > s.desk.window.Canvas().Size().Width {
					s.t.Errorf("%s: %v is %v wide and needs %v, up to %v", scene, labelOf(o), o.Size().Width, o.MinSize().Width, right)
				}
			}
		})
	}
}

// apart complains of a button that lies on another.
func (s *stage) apart(scene string, p *push, others []*push) {
	s.t.Helper()
	at := s.app.Driver().AbsolutePositionForObject
	for _, o := range others {
		shared := boundsOf(at(p), p.Size()).meet(boundsOf(at(o), o.Size()))
		if shared.right > shared.left && shared.bottom > shared.top {
			s.t.Errorf("%s: %v lies on %v", scene, labelOf(p), labelOf(o))
		}
	}
}

// startsOne tells that one of the texts begins like this and goes on.
func startsOne(known []string, short string) bool {
	if len(short) < 4 {
		return false
	}
	starts := false
	for _, words := range known {
		if words == short+ellipsis || words == short {
			return false
		}
		starts = starts || strings.HasPrefix(words, short)
	}
	return starts
}

func labelOf(o fyne.CanvasObject) string {
	for _, part := range test.LaidOutObjects(o) {
		if words, ok := part.(*canvas.Text); ok && len(words.Text) > 1 {
			return words.Text
		}
	}
	return "?"
}

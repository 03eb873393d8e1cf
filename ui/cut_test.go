package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"passdesk/ui/model"
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
			for n, screen := range smallScreens() {
				if turn > 0 && n%3 != turn-1 {
					continue
				}
				s := screen.play(t)
				s.work()
				s.uncut(screen.name, known)
			}
		})
	}
}

// screen is a state of the window.
type screen struct {
	name string
	play func(*testing.T) *stage
}

// smallScreens are the states that pictures are made of, in small windows.
func smallScreens() (all []screen) {
	add := func(name string, begin func(*testing.T) *stage, height float32, play func(*stage)) {
		all = append(all, screen{name, func(t *testing.T) *stage {
			s := begin(t)
			s.desk.window.Resize(fyne.NewSize(900, height))
			play(s)
			return s
		}})
	}
	for _, scene := range keeping {
		k := sampleSafe()
		add("keeping-"+scene.name, func(t *testing.T) *stage { return guarded(t, k, Options{}) }, 600, func(s *stage) { scene.play(s, k) })
	}
	for _, scene := range receiving {
		d := scene.door()
		add("receiving-"+scene.name, func(t *testing.T) *stage { return attended(t, d, scene.rows, Options{}) }, 600, func(s *stage) { scene.play(s, d) })
	}
	for _, scene := range askingScenes {
		c, d := withKey(), settled()
		add("asking-"+scene.name, func(t *testing.T) *stage { return asked(t, c, d, proven(12)) }, 600, func(s *stage) {
			s.key(fyne.KeyDown)
			s.readDetail()
			scene.play(s, c)
		})
	}
	for _, scene := range exports {
		c := &clerk{}
		add("export-"+scene.name, func(t *testing.T) *stage { return exporting(t, c) }, 640, func(s *stage) { scene.play(s, c) })
	}
	for _, scene := range handoutScenes {
		c := &clerk{}
		add("handout-"+scene.name, func(t *testing.T) *stage { return handingOut(t, c) }, 640, func(s *stage) { scene.play(s, c) })
	}
	add("settings", func(t *testing.T) *stage { return set(t, &shelf{}, model.Settings{}) }, 600, func(s *stage) { s.shortcut(settingsShortcut) })
	return all
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
		for _, o := range test.LaidOutObjects(root) {
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
				if o.Size().IsZero() {
					continue // not laid out: there is no room for it just now
				}
				right := s.app.Driver().AbsolutePositionForObject(o).X + o.Size().Width
				if o.Size().Width+0.5 < o.MinSize().Width || right > s.desk.window.Canvas().Size().Width {
					s.t.Errorf("%s: %v is %v wide and needs %v, up to %v", scene, labelOf(o), o.Size().Width, o.MinSize().Width, right)
				}
			}
		}
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

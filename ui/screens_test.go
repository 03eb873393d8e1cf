package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"passdesk/ui/model"
)

// screen is a state of the window that is worth looking at, and how to come to it.
type screen struct {
	name string
	play func(*testing.T) *stage
}

// everyScreen is each of them, in the smallest window that staff have.
func everyScreen() (all []screen) {
	small := fyne.NewSize(900, 600)
	add := func(name string, begin func(*testing.T) *stage, play func(*stage)) {
		all = append(all, screen{name, func(t *testing.T) *stage {
			s := begin(t)
			s.desk.window.Resize(small)
			play(s)
			s.work()
			return s
		}})
	}
	for _, scene := range keeping {
		k := sampleSafe()
		add("keeping-"+scene.name, func(t *testing.T) *stage { return guarded(t, k, Options{}) }, func(s *stage) { scene.play(s, k) })
	}
	for _, scene := range receiving {
		d := scene.door()
		add("receiving-"+scene.name, func(t *testing.T) *stage { return attended(t, d, scene.rows, Options{}) }, func(s *stage) { scene.play(s, d) })
	}
	for _, scene := range askingScenes {
		c, d := withKey(), settled()
		d.gaps = someGaps()
		add("asking-"+scene.name, func(t *testing.T) *stage { return asked(t, c, d, proven(12)) }, func(s *stage) { s.lookAtFirst(); scene.play(s, c) })
	}
	for _, scene := range exports {
		c := &clerk{}
		add("export-"+scene.name, func(t *testing.T) *stage { return exporting(t, c) }, func(s *stage) { scene.play(s, c) })
	}
	for _, scene := range handoutScenes {
		c := &clerk{}
		add("handout-"+scene.name, func(t *testing.T) *stage { return handingOut(t, c) }, func(s *stage) { scene.play(s, c) })
	}
	for _, scene := range rosterScenes {
		var g *registry
		add("roster-"+scene.name, func(t *testing.T) (s *stage) { s, g = enrolled(t); return s }, func(s *stage) { scene.play(s, g) })
	}
	for _, scene := range passScenes {
		rows := sampleRows(12)
		if scene.link != "" {
			rows[0].PassURL = scene.link
		}
		add("pass-"+scene.name, func(t *testing.T) *stage { return newStage(t, rows, Options{}) }, func(s *stage) { s.load(); s.lookAtFirst(); scene.play(s) })
	}
	for _, scene := range scenes {
		if !slices.Contains([]string{"credential", "key"}, scene.name) { // which need a higher window to say all
			add("desk-"+scene.name, func(t *testing.T) *stage { return newStage(t, sampleRows(scene.rows), Options{}) }, func(s *stage) { s.load(); scene.play(s) })
		}
	}
	add("settings", func(t *testing.T) *stage { return set(t, &shelf{}, model.Settings{}) }, func(s *stage) { s.desk.openSettings() })
	add("leave", func(t *testing.T) *stage { s, _, _ := trayed(t, &shelfTray{seen: true}, model.Settings{}); return s }, func(s *stage) { s.desk.leave() })
	add("failings", func(t *testing.T) *stage { return failed(t, small) }, func(*stage) {})
	return all
}

// lookAtFirst goes to the first row of the list.
func (s *stage) lookAtFirst() {
	s.key(fyne.KeyDown)
	s.readDetail()
}

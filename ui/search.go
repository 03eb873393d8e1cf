package ui

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"passdesk/ui/model"
)

// search is the box that narrows the list. Esc empties it and leaves;
// Enter and the arrows leave it filled. While there are hints these keys, and
// Tab, are for them.
type search struct {
	widget.Entry
	onLeave  func()
	onExport func()
	suggest  func(words string, cursor int) []model.Suggestion
	onHints  func() // they came or went
	wait     later
	focused  bool
	hints    *hints
	clear    *button
}

func newSearch(onChange func(string), onLeave func()) *search {
	s := &search{onLeave: onLeave}
	s.hints = newHints(s, s.take)
	s.Wrapping = fyne.TextWrapOff
	s.Icon = theme.SearchIcon()
	s.PlaceHolder = text("search.hint")
	s.clear = newButton("✕", "", func() { s.SetText(""); s.focus() })
	s.clear.Hide()
	s.ActionItem = s.clear
	s.OnChanged = func(words string) {
		if s.clear.Hidden = words == ""; !s.clear.Hidden {
			s.clear.Refresh()
		}
		s.hints.offer(nil, -1)
		onChange(words)
	}
	s.ExtendBaseWidget(s)
	return s
}

func (s *search) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
	}
}

// TypedRune implements fyne.Focusable.
func (s *search) TypedRune(r rune) {
	s.Entry.TypedRune(r)
	s.look()
}

// TypedKey implements fyne.Focusable.
func (s *search) TypedKey(ev *fyne.KeyEvent) {
	if s.hints.open() && s.hinted(ev.Name) {
		return
	}
	switch ev.Name {
	case fyne.KeyEscape:
		s.SetText("")
		s.onLeave()
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown, fyne.KeyUp:
		s.close()
		s.onLeave()
	default:
		s.Entry.TypedKey(ev)
		s.look()
	}
}

// hinted does what a key means to the hints, if it means anything.
func (s *search) hinted(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyEscape:
		s.close()
	case fyne.KeyDown:
		s.hints.move(1)
	case fyne.KeyUp:
		s.hints.move(-1)
	case fyne.KeyTab:
		s.hints.pick(max(s.hints.picked, 0))
		s.hints.take()
	case fyne.KeyReturn, fyne.KeyEnter:
		return s.hints.take()
	default:
		return false
	}
	return true
}

// AcceptsTab implements fyne.Tabbable.
func (s *search) AcceptsTab() bool { return s.hints.open() }

// look offers ways to go on from where the cursor is. Behind a key the first
// value is picked; a word may be meant as it is.
func (s *search) look() {
	cursor := len(string([]rune(s.Text)[:s.CursorTextOffset()]))
	some := s.suggest(s.Text, cursor)
	picked := -1
	if len(some) > 0 && !strings.HasSuffix(some[0].Label, ":") {
		picked = 0
	}
	s.hints.offer(some, picked)
	s.onHints()
}

// take goes on with a suggestion.
func (s *search) take(one model.Suggestion) {
	s.SetText(one.Text)
	s.CursorColumn = utf8.RuneCountInString(one.Text[:one.Cursor])
	s.Refresh()
	s.focus()
	s.look()
}

func (s *search) close() {
	s.hints.offer(nil, -1)
	s.onHints()
}

// FocusGained implements fyne.Focusable.
func (s *search) FocusGained() {
	s.focused = true
	s.Entry.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (s *search) FocusLost() {
	s.focused = false
	s.Entry.FocusLost()
	if s.hints.open() {
		s.wait(hintLast, func() {
			if !s.focused {
				s.close()
			}
		})
	}
}

// TypedShortcut implements fyne.Shortcutable: Ctrl+F again selects the words,
// and exporting what they find is not for the box.
func (s *search) TypedShortcut(sc fyne.Shortcut) {
	switch sc.ShortcutName() {
	case findShortcut.ShortcutName():
		sc = &fyne.ShortcutSelectAll{}
	case exportShortcut.ShortcutName():
		s.onExport()
		return
	}
	s.Entry.TypedShortcut(sc)
}

var findShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault}

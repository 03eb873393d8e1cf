package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// search is the box that narrows the list. Esc empties it and leaves;
// Enter and the arrows leave it filled.
type search struct {
	widget.Entry
	onLeave  func()
	onExport func()
	clear    *button
}

func newSearch(onChange func(string), onLeave func()) *search {
	s := &search{onLeave: onLeave}
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

// TypedKey implements fyne.Focusable.
func (s *search) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyEscape:
		s.SetText("")
		s.onLeave()
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown, fyne.KeyUp:
		s.onLeave()
	default:
		s.Entry.TypedKey(ev)
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

package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"passdesk/ui/model"
)

var (
	_ fyne.Tappable          = (*list)(nil)
	_ fyne.SecondaryTappable = (*list)(nil)
	_ fyne.Focusable         = (*list)(nil)
	_ fyne.Shortcutable      = (*list)(nil)
	_ fyne.Scrollable        = (*list)(nil)
	_ desktop.Hoverable      = (*list)(nil)
	_ desktop.Mouseable      = (*list)(nil)
	_ desktop.Cursorable     = (*list)(nil)
)

// Tapped implements fyne.Tappable: it copies when on the row's button and
// selects the row otherwise. If another row has come under the mouse since it
// was pressed, nobody meant that one.
func (l *list) Tapped(ev *fyne.PointEvent) {
	l.takeKeyboard()
	i, pressed, keys := l.rowAt(ev.Position), l.mouse.pressed, l.mouse.keys
	l.mouse.pressed, l.mouse.keys = unpressed, 0
	if i < 0 || (pressed != unpressed && pressed != l.rows.ID(i)) {
		return
	}
	switch {
	case keys&fyne.KeyModifierShift != 0:
		l.choose(i, l.rows.Extend)
	case keys&fyne.KeyModifierShortcutDefault != 0:
		l.choose(i, l.rows.Toggle)
	case l.onCopyButton(ev.Position, i):
		l.onCopy(l.drawn(i))
	default:
		l.jump(i)
	}
}

// TappedSecondary implements fyne.SecondaryTappable: it offers what can be done
// with the row, or with all that are chosen if it is one of them.
func (l *list) TappedSecondary(ev *fyne.PointEvent) {
	l.takeKeyboard()
	i, pressed := l.rowAt(ev.Position), l.mouse.pressed
	l.mouse.pressed, l.mouse.keys = unpressed, 0
	if i < 0 || (pressed != unpressed && pressed != l.rows.ID(i)) {
		return
	}
	if !l.rows.Chosen.Has(l.rows.ID(i)) {
		l.jump(i)
	}
	l.onMenu(ev.AbsolutePosition)
}

// takeKeyboard gives the list the keyboard.
func (l *list) takeKeyboard() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
}

// Scrolled implements fyne.Scrollable.
func (l *list) Scrolled(ev *fyne.ScrollEvent) {
	l.mouse.seen(ev.Position, l.now())
	l.rows.Scroll(-float64(ev.Scrolled.DY))
	l.sync()
}

// FocusGained implements fyne.Focusable.
func (l *list) FocusGained() { l.focused = true; l.sync() }

// FocusLost implements fyne.Focusable.
func (l *list) FocusLost() { l.focused = false; l.sync() }

// TypedRune implements fyne.Focusable.
func (l *list) TypedRune(rune) {}

// TypedKey implements fyne.Focusable. With Shift held, moving selects what lies
// between.
func (l *list) TypedKey(ev *fyne.KeyEvent) {
	if to, moves := l.aim(ev.Name); moves {
		if l.mods()&fyne.KeyModifierShift != 0 {
			l.choose(to, l.rows.Extend)
		} else {
			l.jump(to)
		}
		return
	}
	switch ev.Name {
	case desktop.KeyMenu:
		l.offer()
	case fyne.KeyF10:
		if l.mods()&fyne.KeyModifierShift != 0 { // as desktops have it
			l.offer()
		}
	case fyne.KeySpace:
		l.toggle()
	case fyne.KeyReturn, fyne.KeyEnter:
		if _, ok := l.selected(); ok {
			l.onOpen()
		}
	case fyne.KeyEscape:
		if _, ok := l.selected(); ok {
			l.unselect()
		} else {
			l.onEscape()
		}
	}
}

// offer offers what can be done with the selected rows, below the one that the
// keyboard is at.
func (l *list) offer() {
	if l.rows.Chosen.Count() == 0 {
		return
	}
	at := fyne.NewPos(2*listInset, bodyTop)
	if i := l.rows.SelectedIndex(); i >= 0 {
		l.rows.Show(i)
		l.sync()
		at.Y += float32(l.rows.Y(i)) + rowHeight
	}
	l.onMenu(fyne.CurrentApp().Driver().AbsolutePositionForObject(l).Add(at))
}

// movingKeys are those that go to another row.
var movingKeys = []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown, fyne.KeyHome, fyne.KeyEnd}

// aim is the row that a key leads to.
func (l *list) aim(key fyne.KeyName) (row int, moves bool) {
	switch key {
	case fyne.KeyUp:
		return l.rows.Ahead(-1), true
	case fyne.KeyDown:
		return l.rows.Ahead(1), true
	case fyne.KeyPageUp:
		return l.rows.Ahead(-l.rows.Page()), true
	case fyne.KeyPageDown:
		return l.rows.Ahead(l.rows.Page()), true
	case fyne.KeyHome:
		return 0, true
	case fyne.KeyEnd:
		return l.rows.Rows - 1, true
	}
	return 0, false
}

// shortcuts has the list take keys with Ctrl, or Cmd: to go to another row
// without choosing it, to take rows in and out one by one, and to choose all.
func (l *list) shortcuts() {
	for _, key := range movingKeys {
		l.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
			to, _ := l.aim(key)
			l.choose(to, l.rows.Focus)
		})
	}
	l.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeySpace, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) { l.toggle() })
	l.AddShortcut(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) {
		l.rows.SelectAll()
		l.sync()
		l.onSelect()
	})
}

// toggle takes the row that the keyboard is at in or out.
func (l *list) toggle() {
	if i := l.rows.SelectedIndex(); i >= 0 {
		l.choose(i, l.rows.Toggle)
	}
}

// MouseIn implements desktop.Hoverable.
func (l *list) MouseIn(ev *desktop.MouseEvent) { l.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable. Most movements change nothing.
func (l *list) MouseMoved(ev *desktop.MouseEvent) {
	before, wasOn := l.pointed()
	l.mouse.seen(ev.Position, l.now())
	if after, isOn := l.pointed(); after != before || isOn != wasOn {
		l.sync()
	}
}

// MouseOut implements desktop.Hoverable.
func (l *list) MouseOut() {
	l.mouse.inside = false
	if !l.behind {
		l.sync()
		return
	}
	l.follow(l.latest, func() {})
	l.onSettle()
}

// MouseDown implements desktop.Mouseable.
func (l *list) MouseDown(ev *desktop.MouseEvent) {
	l.MouseMoved(ev)
	l.mouse.pressed, l.mouse.keys = besideRows, ev.Modifier
	if i := l.rowAt(ev.Position); i >= 0 {
		l.mouse.pressed = l.rows.ID(i)
	}
}

// MouseUp implements desktop.Mouseable.
func (l *list) MouseUp(*desktop.MouseEvent) {}

// settle takes a mouse that has rested for a while for gone.
func (l *list) settle() {
	if l.mouse.inside && l.now().Sub(l.mouse.moved) >= pointerRest {
		l.MouseOut()
	}
}

// pointed is the row under the mouse, or model.Nobody, and whether its copy
// button is.
func (l *list) pointed() (row int, onCopy bool) {
	if !l.mouse.inside {
		return model.Nobody, false
	}
	row = l.rowAt(l.mouse.at)
	return row, l.onCopyButton(l.mouse.at, row)
}

// Cursor implements desktop.Cursorable.
func (l *list) Cursor() desktop.Cursor {
	if _, onCopy := l.pointed(); onCopy {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

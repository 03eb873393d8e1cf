package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Tappable      = (*list)(nil)
	_ fyne.Focusable     = (*list)(nil)
	_ fyne.Shortcutable  = (*list)(nil)
	_ fyne.Scrollable    = (*list)(nil)
	_ desktop.Hoverable  = (*list)(nil)
	_ desktop.Cursorable = (*list)(nil)
)

// Tapped implements fyne.Tappable: it copies when on the row's button and
// selects the row otherwise.
func (l *list) Tapped(ev *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
	i := l.rowAt(ev.Position)
	if i < 0 {
		return
	}
	if l.onCopyButton(ev.Position, i) {
		l.onCopy(l.rows.At(i))
		return
	}
	l.jump(i)
}

// Scrolled implements fyne.Scrollable.
func (l *list) Scrolled(ev *fyne.ScrollEvent) {
	l.rows.Scroll(-float64(ev.Scrolled.DY))
	l.sync()
}

// FocusGained implements fyne.Focusable.
func (l *list) FocusGained() { l.focused = true; l.sync() }

// FocusLost implements fyne.Focusable.
func (l *list) FocusLost() { l.focused = false; l.sync() }

// TypedRune implements fyne.Focusable.
func (l *list) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (l *list) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyDown:
		l.step(1)
	case fyne.KeyPageUp:
		l.step(-l.rows.Page())
	case fyne.KeyPageDown:
		l.step(l.rows.Page())
	case fyne.KeyHome:
		l.jump(0)
	case fyne.KeyEnd:
		l.jump(l.rows.Rows - 1)
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

// MouseIn implements desktop.Hoverable.
func (l *list) MouseIn(ev *desktop.MouseEvent) { l.MouseMoved(ev) }

// MouseMoved implements desktop.Hoverable. Most movements change nothing.
func (l *list) MouseMoved(ev *desktop.MouseEvent) {
	before, wasOn := l.hover()
	l.mouse, l.inside = ev.Position, true
	if after, isOn := l.hover(); after != before || isOn != wasOn {
		l.sync()
	}
}

// MouseOut implements desktop.Hoverable.
func (l *list) MouseOut() {
	l.inside = false
	l.sync()
}

func (l *list) hover() (row int, onCopy bool) {
	if !l.inside {
		return -1, false
	}
	row = l.rowAt(l.mouse)
	return row, l.onCopyButton(l.mouse, row)
}

// Cursor implements desktop.Cursorable.
func (l *list) Cursor() desktop.Cursor {
	if _, onCopy := l.hover(); onCopy {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

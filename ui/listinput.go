package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"passdesk/ui/model"
)

var (
	_ fyne.Tappable      = (*list)(nil)
	_ fyne.Focusable     = (*list)(nil)
	_ fyne.Shortcutable  = (*list)(nil)
	_ fyne.Scrollable    = (*list)(nil)
	_ desktop.Hoverable  = (*list)(nil)
	_ desktop.Mouseable  = (*list)(nil)
	_ desktop.Cursorable = (*list)(nil)
)

// Tapped implements fyne.Tappable: it copies when on the row's button and
// selects the row otherwise. If another row has come under the mouse since it
// was pressed, nobody meant that one.
func (l *list) Tapped(ev *fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
		c.Focus(l)
	}
	i, pressed := l.rowAt(ev.Position), l.mouse.pressed
	l.mouse.pressed = unpressed
	if i < 0 || (pressed != unpressed && pressed != l.rows.At(i).ID) {
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
	l.update(l.latest)
	l.onSettle()
}

// MouseDown implements desktop.Mouseable.
func (l *list) MouseDown(ev *desktop.MouseEvent) {
	l.MouseMoved(ev)
	l.mouse.pressed = besideRows
	if i := l.rowAt(ev.Position); i >= 0 {
		l.mouse.pressed = l.rows.At(i).ID
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

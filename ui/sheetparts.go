package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"passdesk/assets/say"
	"passdesk/store/secret"
)

// blank is an entry of a sheet, which gets the keys that an entry only swallows.
type blank struct {
	widget.Entry
	onPaste func(words string) bool // takes what is pasted, if it wants to; nil for nothing
}

func newBlank(hint string, onChange func(string)) *blank {
	f := &blank{}
	f.PlaceHolder, f.OnChanged = hint, onChange
	f.Wrapping = fyne.TextWrapOff
	f.ExtendBaseWidget(f)
	return f
}

// newSecretBlank masks what is typed unless the reader asks to see it.
func newSecretBlank(hint string, onChange func(string)) *blank {
	f := newBlank(hint, onChange)
	f.Password = true
	return f
}

// TypedKey implements fyne.Focusable.
func (f *blank) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
		passOn(f, ev)
	default:
		f.Entry.TypedKey(ev)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (f *blank) TypedShortcut(s fyne.Shortcut) {
	if paste, ok := s.(*fyne.ShortcutPaste); ok && f.onPaste != nil && f.onPaste(paste.Clipboard.Content()) {
		return
	}
	f.Entry.TypedShortcut(s)
}

// tick is a check box of a sheet.
type tick struct{ widget.Check }

func newTick(words string, onChange func(bool)) *tick {
	t := &tick{}
	t.Text, t.OnChanged = words, onChange
	t.ExtendBaseWidget(t)
	return t
}

// TypedKey implements fyne.Focusable.
func (t *tick) TypedKey(ev *fyne.KeyEvent) { passOn(t, ev) }

// choice offers a few words of which one holds.
type choice struct {
	box     *fyne.Container
	chosen  int
	onTap   func() // another one may have been chosen; nil for nothing
	options []*button
}

func newChoice(chosen int, words ...string) *choice {
	c := &choice{box: container.NewHBox()}
	for n, word := range words {
		b := newButton("", word, func() {
			c.choose(n)
			if c.onTap != nil {
				c.onTap()
			}
		})
		c.options = append(c.options, b)
		c.box.Add(b)
	}
	c.choose(chosen)
	return c
}

func (c *choice) choose(n int) {
	c.chosen = n
	for i, b := range c.options {
		b.strong = i == n
		sign := "○"
		if b.strong {
			sign = "●"
		}
		b.relabel(sign)
	}
}

// secretField is an entry for a secret, masked unless the reader asks to see it.
type secretField struct {
	entry *blank
	see   *button
}

func newSecretField(hint string) *secretField {
	f := &secretField{entry: newSecretBlank(hint, nil)}
	f.see = newButton("○", text("key.show"), f.toggle)
	f.entry.ActionItem = f.see
	return f
}

// toggle shows what is typed, or masks it again.
func (f *secretField) toggle() {
	f.entry.Password = !f.entry.Password
	f.see.words = text("key.show")
	sign := "○"
	if !f.entry.Password {
		f.see.words, sign = text("key.hide"), "●"
	}
	f.see.relabel(sign)
	f.entry.Refresh()
}

// secret is what was typed; none if nothing was.
func (f *secretField) secret() secret.Value[string] {
	if words := strings.TrimSpace(f.entry.Text); words != "" {
		return secret.Of(words)
	}
	return secret.Value[string]{}
}

// clear forgets what was typed.
func (f *secretField) clear() {
	f.entry.SetText("")
	if !f.entry.Password {
		f.toggle()
	}
}

// labelled puts a small caption over a part of a form.
func labelled(caption string, part fyne.CanvasObject) fyne.CanvasObject {
	return container.New(stacked{}, newCaption(caption), gap(4), part, gap(12))
}

// said is a sentence that comes and goes: why something could not be done.
type said struct {
	box    *fyne.Container
	ground *panel
	words  *widget.Label
}

func newSaid() *said {
	w := &said{ground: newPanel(colorDangerSoft, radius), words: widget.NewLabel("")}
	w.words.Wrapping = fyne.TextWrapWord
	w.words.SizeName = theme.SizeNameText
	w.box = container.New(inset{top: 4, bottom: 8}, container.NewStack(w.ground, container.New(inset{left: 6, right: 6, top: 2, bottom: 2}, w.words)))
	w.box.Hide()
	return w
}

// show says a sentence on a ground; "" takes the last one away.
func (w *said) show(words string, ground fyne.ThemeColorName) {
	w.ground.fill(ground)
	w.words.SetText(words)
	w.box.Hidden = words == ""
}

// fail says why something could not be done.
func (w *said) fail(err error) { w.show(sentence(say.Of(err)), colorDangerSoft) }

// newWaiting is a bar that says no more than that something is under way.
func newWaiting() *widget.ProgressBarInfinite {
	bar := widget.NewProgressBarInfinite()
	bar.Hide()
	return bar
}

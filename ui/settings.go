package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"passdesk/ui/model"
)

// settingsShortcut opens the settings.
var settingsShortcut = &desktop.CustomShortcut{KeyName: fyne.KeyComma, Modifier: fyne.KeyModifierShortcutDefault}

var (
	appearanceTexts = map[model.Appearance]string{
		model.SystemLook: "settings.system", model.LightLook: "settings.light", model.DarkLook: "settings.dark",
	}
	textSizeTexts = map[model.TextSize]string{
		model.SmallText: "settings.small", model.NormalText: "settings.normal",
		model.LargeText: "settings.large", model.LargestText: "settings.largest",
	}
)

// settingsScreen shows what can be set about the desk. Everything takes effect
// at once.
type settingsScreen struct {
	desk  *Desk
	sheet *sheet
	said  *said
	spoke string // the language that the desk speaks
}

// openSettings shows the settings, if they can be kept.
func (d *Desk) openSettings() {
	if d.wishes.keep == nil {
		return
	}
	s := &settingsScreen{desk: d, sheet: newSheet(d, text("settings.title")), said: newSaid(), spoke: d.options.Settings.Language}
	s.sheet.wide = 700 // for the longest of the languages
	w := d.wishes
	look := chooseFrom(model.Appearances, appearanceTexts, w.Appearance, func(a model.Appearance) {
		w.set(func(s *model.Settings) { s.Appearance = a })
	})
	size := chooseFrom(model.TextSizes, textSizeTexts, w.TextSize, func(t model.TextSize) {
		w.set(func(s *model.Settings) { s.TextSize = t })
	})
	notify := newTick(text("settings.notify"), func(on bool) { w.set(func(s *model.Settings) { s.Quiet = !on }) })
	notify.Checked = !w.Quiet
	leave := newMainPush(text("menu.close"), s.sheet.close)
	s.sheet.fill(
		labelled(text("settings.appearance"), look.box),
		labelled(text("settings.text_size"), size.box),
		labelled(text("settings.language"), s.languages()),
		s.retentionRow(),
		notify, s.closing(), gap(8), s.said.box)
	s.sheet.buttons(layout.NewSpacer(), leave)
	w.onKept, s.sheet.onClose = s.tell, func() { w.onKept = func() {} }
	s.tell()
	s.sheet.show(leave)
}

// chooseFrom offers values by their words, of which one holds.
func chooseFrom[T comparable](all []T, words map[T]string, holds T, set func(T)) *choice {
	labels := make([]string, len(all))
	for n, one := range all {
		labels[n] = text(words[one])
	}
	c := newChoice(max(slices.Index(all, holds), 0), labels...)
	c.onTap = func() { set(all[c.chosen]) }
	return c
}

// languages offers those that the desk speaks.
func (s *settingsScreen) languages() fyne.CanvasObject {
	codes, words := []string{""}, []string{text("settings.system")}
	for _, l := range s.desk.wishes.languages {
		codes, words = append(codes, l.code), append(words, l.name)
	}
	c := newChoice(max(slices.Index(codes, s.desk.wishes.Language), 0), words...)
	c.box.Layout = layout.NewGridLayoutWithColumns(3)
	c.onTap = func() {
		s.desk.wishes.set(func(s *model.Settings) { s.Language = codes[c.chosen] })
		s.tell()
	}
	return c.box
}

// retentionRow says how long records are kept, if there is somebody to tell.
func (s *settingsScreen) retentionRow() fyne.CanvasObject {
	safe := s.desk.safe
	if safe == nil {
		return nil
	}
	words := newInk("", colorText, textSize, fyne.TextStyle{})
	words.trim = true
	change := newPush(text("retention.change"), s.desk.openRetention)
	update := func() {
		words.write(retentionText(safe.value.Retention), colorText)
		change.enable(safe.known)
	}
	update()
	safe.watch(s.sheet, update)
	safe.look()
	return labelled(text("retention.title"), container.NewBorder(nil, nil, nil, change, words))
}

// tell says what is still to come, or what went wrong.
func (s *settingsScreen) tell() {
	switch w := s.desk.wishes; {
	case w.err != nil:
		s.said.show(text("settings.unkept", values{"Why": w.err}), colorDangerSoft)
	case w.Language != s.spoke:
		s.said.show(text("settings.language_later"), colorAccentSoft)
	default:
		s.said.show("", colorGround)
	}
	s.sheet.rearrange()
}

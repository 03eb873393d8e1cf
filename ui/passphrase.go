package ui

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"passdesk/store/secret"
)

// passphraseLeast is how many characters a passphrase has at least.
const passphraseLeast = 8

// phraseFields ask for a passphrase twice.
type phraseFields struct {
	box          *fyne.Container
	first, again *blank
}

func newPhraseFields(onChange func()) *phraseFields {
	changed := func(string) {
		if onChange != nil {
			onChange()
		}
	}
	p := &phraseFields{first: newSecretBlank(text("backup.phrase_hint"), changed), again: newSecretBlank(text("backup.phrase_again"), changed)}
	p.box = container.New(stacked{}, p.first, gap(6), p.again, gap(6))
	return p
}

// begun tells that something was typed.
func (p *phraseFields) begun() bool { return p.first.Text != "" || p.again.Text != "" }

// fault says what is wrong with what was typed; "" for nothing.
func (p *phraseFields) fault() string {
	switch {
	case utf8.RuneCountInString(p.first.Text) < passphraseLeast:
		return text("backup.phrase_short", values{"N": passphraseLeast})
	case p.first.Text != p.again.Text:
		return text("backup.phrase_differs")
	}
	return ""
}

// secret is the passphrase; none if nothing was typed.
func (p *phraseFields) secret() secret.Value[string] {
	if p.first.Text == "" {
		return secret.Value[string]{}
	}
	return secret.Of(p.first.Text)
}

// clear forgets what was typed.
func (p *phraseFields) clear() {
	p.first.SetText("")
	p.again.SetText("")
}

// folderField shows a folder and has another one chosen.
type folderField struct {
	box    *fyne.Container
	path   string
	shown  *ink
	choose *push
}

func newFolderField(d *Desk, path string) *folderField {
	f := &folderField{shown: newInk("", colorMuted, textSize, fyne.TextStyle{})}
	f.shown.trim, f.shown.cut.middle = true, true
	f.choose = newPush(text("menu.choose_folder"), func() { d.files.folder(f.path, f.set) })
	f.box = container.NewBorder(nil, nil, nil, container.New(inset{left: 12}, f.choose), f.shown)
	f.set(path)
	return f
}

func (f *folderField) set(path string) {
	f.path = path
	if path == "" {
		f.shown.write(text("backup.folder_none"), colorMuted)
		return
	}
	f.shown.write(path, colorText)
}

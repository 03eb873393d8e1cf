package ui

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"passdesk/assets/say"
)

// backupScreen writes a backup now. It may be closed while that goes on; the
// result is told then in passing.
type backupScreen struct {
	desk    *Desk
	sheet   *sheet
	folder  *folderField
	phrase  *phraseFields
	said    *said
	bar     *widget.ProgressBarInfinite
	start   *push
	leave   *push
	running bool
}

// openBackup shows the screen for a backup, or the one that is at it.
func (d *Desk) openBackup() {
	if b := d.safe.backup; b != nil {
		b.sheet.show(b.leave)
		b.bar.Start()
		return
	}
	b := &backupScreen{desk: d, sheet: newSheet(d, text("backup.title")), said: newSaid(), bar: newWaiting()}
	b.folder = newFolderField(d, d.safe.value.Plan.Folder)
	b.phrase = newPhraseFields(nil)
	b.start = newMainPush(text("backup.start"), b.submit)
	b.leave = newPush(text("menu.cancel"), b.sheet.close)
	b.form()
	b.sheet.onEnter = b.submit
	b.sheet.onClose = func() { b.phrase.clear(); b.bar.Stop() }
	if b.folder.path == "" {
		b.sheet.show(b.folder.choose)
	} else {
		b.sheet.show(b.phrase.first)
	}
}

// form asks where to and with what passphrase.
func (b *backupScreen) form() {
	b.sheet.fill(
		paragraph(text("backup.why"), quietLook), gap(12),
		labelled(text("backup.folder"), b.folder.box),
		newCaption(text("backup.passphrase")), gap(4), b.phrase.box,
		paragraph(text("backup.phrase_why"), quietLook), gap(8),
		b.said.box)
	b.sheet.buttons(layout.NewSpacer(), b.leave, b.start)
}

// submit begins if all is there, and says what is missing if not.
func (b *backupScreen) submit() {
	if b.running {
		return
	}
	fault := b.phrase.fault()
	if b.folder.path == "" {
		fault = text("backup.no_folder")
	}
	if fault != "" {
		b.complain(fault)
		return
	}
	folder, passphrase := b.folder.path, b.phrase.secret()
	b.work()
	b.desk.chores.add(func(ctx context.Context) func() {
		file, err := b.desk.safe.keeper.Backup(ctx, folder, passphrase)
		return func() { b.done(file, err) }
	})
}

func (b *backupScreen) complain(words string) {
	b.said.show(words, colorDangerSoft)
	b.sheet.rearrange()
	if b.folder.path == "" {
		b.sheet.focus(b.folder.choose)
		return
	}
	b.sheet.focus(b.phrase.first)
}

// work shows that the backup is being written.
func (b *backupScreen) work() {
	b.running, b.desk.safe.backup = true, b
	b.leave.say(text("backup.leave"))
	b.bar.Show()
	b.bar.Start()
	b.sheet.onEnter = nil
	b.sheet.fill(paragraph(text("backup.working"), plainLook), gap(12), b.bar, gap(12), paragraph(text("backup.working_why"), quietLook), gap(4))
	b.sheet.buttons(layout.NewSpacer(), b.leave)
	b.sheet.focus(b.leave)
}

func (b *backupScreen) done(file string, err error) {
	b.running, b.desk.safe.backup = false, nil
	b.bar.Stop()
	b.bar.Hide()
	b.desk.safe.read()
	switch {
	case err != nil && !b.sheet.open:
		b.desk.toast.say(text("backup.failed", values{"Why": err}))
	case err != nil:
		b.leave.say(text("menu.cancel"))
		b.sheet.onEnter = b.submit
		b.form()
		b.complain(sentence(say.Of(err)))
	case !b.sheet.open:
		b.desk.toast.say(text("backup.done", values{"File": filepath.Base(file)}))
	default:
		b.finish(file)
	}
}

// finish says what has been written where.
func (b *backupScreen) finish(file string) {
	b.phrase.clear()
	ok := newMainPush(text("menu.close"), b.sheet.close)
	b.sheet.fill(card(colorSuccessSoft,
		paragraph(text("backup.done", values{"File": filepath.Base(file)}), plainLook),
		paragraph(text("backup.done_in", values{"Folder": filepath.Dir(file)}), quietLook))...)
	b.sheet.buttons(layout.NewSpacer(), ok)
	b.sheet.focus(ok)
}

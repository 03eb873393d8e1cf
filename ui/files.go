package ui

import (
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// files asks the reader for places on the disk. Nothing is called back when
// the reader thinks better of it.
type files struct {
	save   func(name string, then func(path string))
	folder func(start string, then func(path string))
	open   func(then func(path string))
}

func newFiles(w fyne.Window) files {
	return files{
		save:   func(name string, then func(string)) { askForFile(w, name, then) },
		folder: func(start string, then func(string)) { askForFolder(w, start, then) },
		open:   func(then func(string)) { askWhichFile(w, then) },
	}
}

// askForFile asks for the name of a file to write. What writes it makes it: the
// dialog leaves one that is there alone.
func askForFile(w fyne.Window, name string, then func(path string)) {
	leaveFilesAlone()
	d := dialog.NewFileSave(func(f fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			dialog.ShowError(err, w)
		case f != nil:
			then(f.URI().Path())
		}
	}, w)
	d.SetFileName(name)
	d.SetTitleText(text("menu.save_file"))
	d.SetConfirmText(text("menu.save"))
	show(d, w)
}

// askWhichFile asks for a file to read.
func askWhichFile(w fyne.Window, then func(path string)) {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			dialog.ShowError(err, w)
		case f != nil:
			_ = f.Close() // whoever wants it reads it
			then(f.URI().Path())
		}
	}, w)
	d.SetTitleText(text("menu.open_title"))
	d.SetConfirmText(text("menu.open"))
	show(d, w)
}

func askForFolder(w fyne.Window, start string, then func(path string)) {
	d := dialog.NewFolderOpen(func(at fyne.ListableURI, err error) {
		if err != nil {
			dialog.ShowError(err, w)
			return
		}
		if at != nil {
			then(at.Path())
		}
	}, w)
	if at, err := storage.ListerForURI(storage.NewFileURI(start)); start != "" && err == nil {
		d.SetLocation(at)
	}
	d.SetTitleText(text("menu.choose_title"))
	d.SetConfirmText(text("menu.choose"))
	show(d, w)
}

// show gives a dialog for files as much of the window as it may take.
func show(d *dialog.FileDialog, w fyne.Window) {
	size := w.Canvas().Size()
	d.Show()
	d.Resize(fyne.NewSize(min(820, size.Width-2*sheetMargin), min(560, size.Height-2*sheetMargin)))
}

// writeSecret writes a file that only its owner may read. One that is there
// already is replaced, with whatever it let others do.
func writeSecret(path, words string) error {
	made, err := os.CreateTemp(filepath.Dir(path), ".passdesk-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(made.Name())
	_, err = made.WriteString(words)
	if err == nil {
		err = made.Sync()
	}
	if closed := made.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(made.Name(), path)
	}
	return err
}

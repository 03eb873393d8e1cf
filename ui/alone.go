package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/storage/repository"
)

// disk is what Fyne's dialogs for files ask of the disk.
type disk interface {
	repository.HierarchicalRepository
	repository.ListableRepository
	repository.WritableRepository
}

// aloneDisk is the disk without the writing of Fyne's dialog: that empties the
// file which the reader is asked about, before anything could be written.
type aloneDisk struct{ disk }

// Writer implements repository.WritableRepository.
func (aloneDisk) Writer(u fyne.URI) (fyne.URIWriteCloser, error) { return named{u}, nil }

// named is the name of a file, which is left alone.
type named struct{ uri fyne.URI }

// URI implements fyne.URIWriteCloser.
func (n named) URI() fyne.URI { return n.uri }

// Write implements io.Writer.
func (n named) Write([]byte) (int, error) { return 0, repository.ErrOperationNotSupported }

// Close implements io.Closer.
func (n named) Close() error { return nil }

// leaveFilesAlone keeps Fyne's dialogs from emptying files.
func leaveFilesAlone() {
	now, err := repository.ForURI(storage.NewFileURI("/"))
	if err != nil {
		return // there are no files
	}
	if d, is := now.(disk); is {
		if _, done := now.(aloneDisk); !done {
			repository.Register("file", aloneDisk{d})
		}
	}
}

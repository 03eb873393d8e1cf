package export

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// What can be wrong with the place that is written to.
var (
	ErrFull     = errors.New("the disk is full: free some space and try again")
	ErrTooLarge = errors.New("the file would be larger than the disk or your account allows: export fewer records, or to another disk")
	ErrDenied   = errors.New("that place cannot be written to: choose another, or make it writable")
	ErrNoFolder = errors.New("there is no such folder: make it first, or choose another")
	ErrFolder   = errors.New("a folder stands there: give the file a name of its own")
	ErrOpen     = errors.New("another program has the file open: close it there and try again")
)

// FileError says in a sentence why a file could not be written. Whatever stood
// in its place is as it was.
type FileError struct {
	Trouble error // one of the above
	Err     error // as the system says it
}

func (e *FileError) Error() string {
	return "nothing was exported, and a file that was there before is as it was; " + e.Trouble.Error() + " (" + e.Err.Error() + ")"
}

// Unwrap gives both, so that a caller can ask for either.
func (e *FileError) Unwrap() []error { return []error{e.Trouble, e.Err} }

// inWords makes a FileError of an error whose cause is known.
func inWords(err error) error {
	if _, is := errors.AsType[*FileError](err); is || err == nil {
		return err
	}
	if _, path := errors.AsType[*os.PathError](err); !path {
		if _, link := errors.AsType[*os.LinkError](err); !link {
			return err // of the records
		}
	}
	for _, t := range []struct{ trouble, cause error }{
		{ErrFull, syscall.ENOSPC},
		{ErrFull, syscall.EDQUOT},
		{ErrTooLarge, syscall.EFBIG},
		{ErrFolder, syscall.EISDIR},
		{ErrDenied, syscall.EROFS},
		{ErrOpen, syscall.ETXTBSY},
		{ErrNoFolder, syscall.ENOTDIR},
		{ErrDenied, fs.ErrPermission},
		{ErrNoFolder, fs.ErrNotExist},
	} {
		if errors.Is(err, t.cause) {
			return &FileError{Trouble: t.trouble, Err: err}
		}
	}
	if trouble := systemTrouble(err); trouble != nil {
		return &FileError{Trouble: trouble, Err: err}
	}
	return err
}

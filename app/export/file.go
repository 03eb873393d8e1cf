package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"passdesk/store"
)

// ToFile has write fill a file, readable by the user alone, that takes path's
// place only when it is complete and on disk. After an error, what stood at
// path before still does, and the error says why in a sentence. What an export
// that was killed has left beside it is removed. A link is followed; what is no
// file, such as a pipe, is written to as it is.
func ToFile(path string, write func(io.Writer) error) error {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("export: %w", &FileError{Trouble: ErrFolder, Err: &os.PathError{Op: "write", Path: path, Err: errors.ErrUnsupported}})
	case err == nil && !info.Mode().IsRegular():
		return toDevice(path, write)
	}
	return replace(path, write)
}

func toDevice(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("export: %w", inWords(err))
	}
	return errors.Join(write(f), f.Close())
}

func replace(path string, write func(io.Writer) error) error {
	fill := func(made string) error {
		f, err := os.OpenFile(made, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		err = write(f)
		if err == nil {
			err = f.Sync()
		}
		return errors.Join(err, f.Close())
	}
	return inWords(store.ReplaceFile(context.Background(), path, "export", fill))
}

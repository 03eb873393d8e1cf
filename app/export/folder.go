package export

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ToFolder has fill write into a new folder, for the user alone, that takes
// path's place only when it is complete. At path there may be nothing, or an
// empty folder. After an error what stood there still does.
func ToFolder(path string, fill func(dir string) error) (err error) {
	switch found, err := os.ReadDir(path); {
	case len(found) > 0:
		return fmt.Errorf("export: %w", &FileError{Trouble: ErrNotEmpty, Err: &os.PathError{Op: "write", Path: path, Err: os.ErrExist}})
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("export: %w", inWords(err))
	}
	dir, err := os.MkdirTemp(filepath.Dir(filepath.Clean(path)), ".passdesk-export-*")
	if err != nil {
		return fmt.Errorf("export: %w", inWords(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	if err := inWords(fill(dir)); err != nil {
		return err
	}
	// Not every system lets a folder take an empty one's place.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("export: %w", inWords(err))
	}
	if err := os.Rename(dir, path); err != nil {
		return fmt.Errorf("export: %w", inWords(err))
	}
	return nil
}

package export

import (
	"errors"
	"fmt"
	"os"

	"passdesk/store"
)

// ToFolder has fill write into a new folder, for the user alone, that takes
// path's place only when it is complete. At path there may be nothing, or an
// empty folder. After an error what stood there still does. What a killed one has
// left beside it is removed, as by ToFile.
func ToFolder(path string, fill func(dir string) error) error {
	switch found, err := os.ReadDir(path); {
	case len(found) > 0:
		return fmt.Errorf("export: %w", &FileError{Trouble: ErrNotEmpty, Err: &os.PathError{Op: "write", Path: path, Err: os.ErrExist}})
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("export: %w", inWords(err))
	}
	return inWords(store.MakeFolder(path, "export", fill))
}

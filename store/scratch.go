package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/gofrs/flock"
)

// scratch is a private folder for files that are being made. Its owner holds a
// lock in it, so that what a killed process left behind can be told from what
// is in use.
type scratch struct {
	dir  string
	lock *flock.Flock
}

// newScratch makes a folder in parent, and removes those of the same purpose
// whose owners are dead.
func newScratch(parent, purpose string) (*scratch, error) {
	prefix := ".passdesk-" + purpose + "-"
	sweep(parent, prefix)
	for range 10 {
		dir, err := os.MkdirTemp(parent, prefix+"*") // mode 0700
		if err != nil {
			return nil, err
		}
		s := &scratch{dir: dir, lock: flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))}
		// Where files cannot be locked, as on some shares, nothing is swept either.
		held, err := s.lock.TryLock()
		if _, gone := os.Stat(dir); gone == nil && (held || err != nil) {
			return s, nil
		}
		// Another process has just taken the folder for one that was left.
		_ = s.remove()
	}
	return nil, ErrBusy
}

// path is where a file of the name stands.
func (s *scratch) path(name string) string { return filepath.Join(s.dir, name) }

// remove removes the folder with all that is in it.
func (s *scratch) remove() error {
	return errors.Join(s.lock.Close(), os.RemoveAll(s.dir))
}

// sweep removes what it can; what it cannot is in nobody's way.
func sweep(parent, prefix string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		dir := filepath.Join(parent, e.Name())
		left := scratch{dir: dir, lock: flock.New(filepath.Join(dir, lockName))}
		if held, err := left.lock.TryLock(); err == nil && held {
			_ = left.remove()
		}
	}
}

// ReplaceFile has write make a file, in a private folder beside it, that takes
// the place of file when it is complete. What a process that was killed has
// left there is removed by the next with the same purpose.
func ReplaceFile(ctx context.Context, file, purpose string, write func(made string) error) error {
	return inScratch(file, purpose, func(made string) error {
		if err := write(made); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return os.Rename(made, file)
	})
}

// MakeFolder is ReplaceFile for a folder, which only the user can enter. Where
// it is to stand there may be nothing, or an empty folder.
func MakeFolder(folder, purpose string, fill func(made string) error) error {
	folder = filepath.Clean(folder)
	return inScratch(folder, purpose, func(made string) error {
		if err := os.Mkdir(made, 0o700); err != nil {
			return err
		}
		if err := fill(made); err != nil {
			return err
		}
		// Not every system lets a folder take an empty one's place.
		if err := os.Remove(folder); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return os.Rename(made, folder)
	})
}

// inScratch has something made beside path and put there, where its name is to last.
func inScratch(path, purpose string, put func(made string) error) (err error) {
	work, err := newScratch(filepath.Dir(path), purpose) // a rename cannot leave the file system
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.remove()) }()
	if err := put(work.path("made")); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in a folder last through a power cut, on systems
// that can.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// nameFailure gives what went wrong with files one of this package's names. An
// end of ctx shows in many ways; it is the one that is told.
func nameFailure(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w (%w)", ErrReadOnly, err)
	}
	return translate(err)
}

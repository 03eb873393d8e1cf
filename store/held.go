package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// rescuePause is how long after a deleted database could not be written anew that
// is not tried again: it may take long.
const rescuePause = 10 * time.Second

// held is the database's file, held open to tell whether it was moved or deleted.
// It must be closed after SQLite's own connections, because closing it strips
// their locks.
type held struct {
	*os.File
	info   os.FileInfo
	beside map[string]os.FileInfo // of its journal and the journal's index, by their paths
	tried  time.Time              // when it could not be rescued
}

func hold(path string) (held, error) {
	f, err := os.Open(path)
	if err != nil {
		return held{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return held{}, errors.Join(err, f.Close())
	}
	return held{File: f, info: info}, nil
}

// deleted tells that the file has no name any more, anywhere, where the system
// tells that.
func (h held) deleted() bool {
	info, err := h.Stat()
	return err == nil && names(info) == 0
}

// holdBeside notes the files that SQLite has made beside it, which stay the same for as
// long as it is connected to.
func (h *held) holdBeside(path string) {
	h.beside = map[string]os.FileInfo{}
	for _, suffix := range []string{"-wal", "-shm"} {
		if info, err := os.Stat(path + suffix); err == nil {
			h.beside[path+suffix] = info
		}
	}
}

// torn tells that one of those is gone, or is another: what is written from then on
// goes where the next start does not look, and others who write do not see it.
func (h held) torn() bool {
	for path, info := range h.beside {
		if now, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || err == nil && !os.SameFile(now, info) {
			return true
		}
	}
	return false
}

// present fails with ErrGone when the file that is written to is no longer where
// the next start would look for it. SQLite would not notice. What was moved can
// be moved back; what was deleted, and be it only its journal, is written anew.
func (w *writer) present() error {
	now, err := os.Stat(w.path)
	here := err == nil && os.SameFile(now, w.file.info)
	switch {
	case here && !w.file.torn():
		return nil
	case !here && !errors.Is(err, os.ErrNotExist), time.Since(w.file.tried) < rescuePause, !here && !w.file.deleted():
		return ErrGone
	}
	if err := w.rescue(); err != nil {
		w.file.tried = time.Now()
		return fmt.Errorf("%w, and cannot be written anew: %w", ErrGone, translate(err))
	}
	return nil
}

// lastTries is how often it is tried at the end, a second apart.
const lastTries = 5

// rescueAtLast is present for the end: what was deleted is there for as long as it
// is open only. It tells what could not be rescued, and nothing of what was moved.
func (w *writer) rescueAtLast() (err error) {
	for n := range lastTries {
		if n > 0 {
			time.Sleep(time.Second)
		}
		w.file.tried = time.Time{}
		if err = w.present(); err == nil || !w.file.deleted() {
			return nil
		}
	}
	return err
}

// rescue writes a database that was deleted, or lost its journal, anew, out of what
// the system keeps of it for as long as it is open, and goes on with that. What else
// was left of the old one is not the new one's.
func (w *writer) rescue() error {
	made := w.path + ".rescued"
	if err := w.copyTo(made); err != nil {
		return errors.Join(err, os.Remove(made))
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(w.path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(made, w.path); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(w.path)); err != nil {
		return err
	}
	old := writer{connection: w.connection, file: w.file}
	if err := w.attach(); err != nil {
		return err
	}
	w.rescues.Add(1)
	w.rescued()
	_ = old.letGo() // there is nothing in it any more that is not in the new one
	return nil
}

func (w *writer) copyTo(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600) // which stays the mode
	if err != nil {
		return err
	}
	if _, err = w.conn.ExecContext(context.Background(), `VACUUM INTO ?`, path); err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Rescues counts how often the database was written anew because it, or its journal,
// was deleted while it was in use.
func (s *Store) Rescues() int64 { return s.writer.rescues.Load() }

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// roomToBegin is what SQLite needs at once beside an empty journal, in bytes.
const roomToBegin = 64 << 10

// plainer finds out by a file of its own why a folder does not do: where SQLite
// cannot make the files that it needs beside the database, it calls a full disk
// and a read-only one alike a fault.
func plainer(dir string, err error) error {
	if !errors.Is(err, ErrDisk) {
		return err
	}
	why := nameFailure(context.Background(), tryRoom(dir))
	for _, name := range []error{ErrFull, ErrReadOnly} {
		if errors.Is(why, name) {
			return fmt.Errorf("%w (%v)", name, err)
		}
	}
	return err
}

func tryRoom(dir string) error {
	f, err := os.CreateTemp(dir, ".passdesk-room-")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, roomToBegin))
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

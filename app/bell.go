package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	bellName = "passdesk.sock"
	// bellWord is all that may be said at the bell, and bellAnswer the answer.
	bellWord, bellAnswer = "show\n", "shown\n"
	// bellTime bounds how long one ring may take.
	bellTime = 2 * time.Second
)

// bell has a second desk on the same folder bring the first one's window
// forward. It lies in the folder, which is the user's own.
type bell struct{ listener *net.UnixListener }

// hangBell hangs the bell of a folder that this process holds. A folder whose
// path is too long for one, or a disk that cannot have one, has none.
func hangBell(dir string) (*bell, error) {
	path := filepath.Join(dir, bellName)
	// Of a process that was killed: only one holds the folder.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &bell{listener}, nil
}

// run answers the bell until ctx ends, one after the other.
func (b *bell) run(ctx context.Context, show func(), log *slog.Logger) {
	defer context.AfterFunc(ctx, func() { _ = b.listener.Close() })()
	for {
		conn, err := b.listener.AcceptUnix()
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Info("a second desk does not find this one any more", "error", err)
			return
		}
		if heard(conn) == nil && ctx.Err() == nil {
			show()
			_, _ = io.WriteString(conn, bellAnswer) // whoever rang may have gone
		}
		_ = conn.Close()
	}
}

// heard reads what is said at the bell.
func heard(conn net.Conn) error {
	if err := conn.SetDeadline(time.Now().Add(bellTime)); err != nil {
		return err
	}
	word := make([]byte, len(bellWord))
	if _, err := io.ReadFull(conn, word); err != nil {
		return err
	}
	if string(word) != bellWord {
		return fmt.Errorf("heard %q", word)
	}
	return nil
}

// close takes the bell down. It may come before run, after it or both.
func (b *bell) close() {
	_ = b.listener.Close() // run may have done so
}

// ring has the desk that holds a folder show its window, and fails when there is
// no desk that does.
func ring(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, bellTime)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, bellName))
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(bellTime)); err != nil {
		return err
	}
	if _, err := io.WriteString(conn, bellWord); err != nil {
		return err
	}
	answer := make([]byte, len(bellAnswer))
	if _, err := io.ReadFull(conn, answer); err != nil {
		return err
	}
	if string(answer) != bellAnswer {
		return fmt.Errorf("the bell says %q", answer)
	}
	return nil
}

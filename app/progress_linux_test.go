package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a terminal: what is written to the one end can be read from the
// other.
func terminal(t *testing.T) (near, far *os.File) {
	t.Helper()
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close() })
	n, err := unix.IoctlGetInt(int(near.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(near.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	if far, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	return near, far
}

func TestProgressIsForTerminals(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	fillFolder(t, data, 100_000)
	file := filepath.Join(t.TempDir(), "out.csv")
	if got := call(t, "export", file, "--data", data); got.code != 0 || got.stderr != "" || got.stdout != "" {
		t.Errorf("without a terminal: %+v", got)
	}
	near, far := terminal(t)
	cmd := command("export", file, "--data", data)
	cmd.Stderr = far
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	far.Close()
	var shown bytes.Buffer
	_, _ = shown.ReadFrom(near) // its end is an error here
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, shown.String())
	}
	text := shown.String()
	if !strings.Contains(text, "%") || !strings.Contains(text, "left") || !strings.Contains(text, "100000 records written.") {
		t.Errorf("shown: %q", text)
	}
}

package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestFaultFullDisk fills the disk by receiving, and lets there be room again.
// Where no small disk can be mounted, the limit of a file's size stands in.
func TestFaultFullDisk(t *testing.T) {
	t.Parallel()
	t.Run("disk", func(t *testing.T) {
		t.Parallel()
		disk := mounted(t, "tmpfs", "size=8m")
		refusesAndGoesOn(t, filepath.Join(disk, "data"), "the disk is full",
			func(*process) {}, // it fills up by itself
			func(*process) { remount(t, disk, 0, "size=64m") })
	})
	t.Run("limit", func(t *testing.T) {
		t.Parallel()
		limit := func(p *process, bytes uint64) {
			t.Helper()
			var now unix.Rlimit
			err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, nil, &now)
			if err == nil {
				now.Cur = min(bytes, now.Max)
				err = unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &now, nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		refusesAndGoesOn(t, t.TempDir(), "the disk reported a fault",
			func(p *process) { limit(p, 16<<10) },
			func(p *process) { limit(p, unix.RLIM_INFINITY) })
	})
}

// TestFaultStartWithoutRoom: a program that could keep nothing does not begin to
// receive, and leaves the records as they were.
func TestFaultStartWithoutRoom(t *testing.T) {
	t.Parallel()
	disk := mounted(t, "tmpfs", "size=16m")
	dir, ballast := filepath.Join(disk, "data"), filepath.Join(disk, "ballast")
	all := received(t, dir, 200)
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 1<<10))
	}
	f.Close()
	for range 2 {
		got := call(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)
		if got.code != exitFailed || got.stdout != "" || !strings.Contains(got.stderr, "the disk is full") {
			t.Errorf("%+v", got)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	goesOn(t, dir, all)
}

// TestFaultReadOnly: a folder that cannot be written to is not received into, and
// not changed.
func TestFaultReadOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil, mend func(t *testing.T, disk, dir string)
	}{
		"folder": {
			func(t *testing.T, _, dir string) { chmod(t, dir, 0o500, 0o400) },
			func(t *testing.T, _, dir string) { chmod(t, dir, 0o700, 0o600) },
		},
		"file": {
			func(t *testing.T, _, dir string) { chmod(t, dir, 0o700, 0o400) },
			func(t *testing.T, _, dir string) { chmod(t, dir, 0o700, 0o600) },
		},
		"disk": {
			func(t *testing.T, disk, _ string) { remount(t, disk, unix.MS_RDONLY, "") },
			func(t *testing.T, disk, _ string) { remount(t, disk, 0, "") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			disk := t.TempDir()
			if name == "disk" {
				disk = mounted(t, "tmpfs", "size=32m")
			}
			dir := filepath.Join(disk, "data")
			all := received(t, dir, 100)
			file := filepath.Join(dir, "passdesk.db")
			before := read(t, file)
			c.spoil(t, disk, dir)
			cmd := powerless(t, command("serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret))
			out, err := cmd.CombinedOutput()
			if err == nil || cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(string(out), "the disk or the folder is read-only") {
				t.Errorf("%v: %s", err, out)
			}
			if !bytes.Equal(before, read(t, file)) {
				t.Error("the file was changed")
			}
			c.mend(t, disk, dir)
			goesOn(t, dir, all)
		})
	}
}

func chmod(t *testing.T, dir string, folder, file os.FileMode) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.Chmod(f, file); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, folder); err != nil {
		t.Fatal(err)
	}
}

// powerless takes from root's command what lets root write everywhere.
func powerless(t *testing.T, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 {
		return cmd
	}
	path, err := exec.LookPath("setpriv")
	if err != nil {
		t.Skipf("root can write everywhere, and what could change that is missing: %v", err)
	}
	weak := exec.Command(path, append([]string{"--bounding-set", "-dac_override,-dac_read_search", "--"}, cmd.Args...)...)
	weak.Env = cmd.Env
	return weak
}

// TestFaultPowerCut has a real file system lose everything that was not synced,
// as in a power cut, while the program is acknowledging. It is what tells that
// an acknowledgement waits for the disk and not for a cache.
func TestFaultPowerCut(t *testing.T) {
	t.Parallel()
	image := filepath.Join(t.TempDir(), "disk.img")
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(image, 256<<20); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", image).CombinedOutput(); err != nil {
		t.Skipf("no file system of the test's own can be made here: %v: %s", err, out)
	}
	all := newPromises()
	disk := t.TempDir()
	t.Cleanup(func() { _ = exec.Command("umount", disk).Run() }) // in case it is still there
	dir := filepath.Join(disk, "data")
	for range *rounds {
		plug(t, image, disk)
		p := serve(t, dir)
		url := p.url()
		stop := all.press(t, url, 16, 0)
		all.await(t, http.StatusNoContent, 300)
		made := all.soFar()
		cut(t, disk)
		all.await(t, http.StatusServiceUnavailable, 5) // nothing is acknowledged any more
		p.end(os.Kill)
		stop()
		unplug(t, disk)
		// A cut of this sort takes its time, in which the system says of what it
		// throws away that it was synced; a real one silences whoever would say so.
		all.forgetBut(made)
	}
	plug(t, image, disk)
	all.held(t, dir)
	goesOn(t, dir, all)
}

func plug(t *testing.T, image, disk string) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "loop", image, disk).CombinedOutput(); err != nil {
		t.Skipf("no file system of the test's own can be mounted here: %v: %s", err, out)
	}
}

func unplug(t *testing.T, disk string) {
	t.Helper()
	if out, err := exec.Command("umount", disk).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// cut ends all writing to a disk: what is not on it will never be.
func cut(t *testing.T, disk string) {
	t.Helper()
	const shutdown, withoutFlush = 0x8004587d, 2 // EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
	f, err := os.Open(disk)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := unix.IoctlSetPointerInt(int(f.Fd()), shutdown, withoutFlush); err != nil {
		t.Fatal(err)
	}
}

// mounted gives a disk that is there until the test's end.
func mounted(t *testing.T, kind, options string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a disk; what can be tried without is")
	}
	dir := t.TempDir()
	if err := unix.Mount("none", dir, kind, 0, options); err != nil {
		t.Skipf("no disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func remount(t *testing.T, disk string, flags uintptr, options string) {
	t.Helper()
	if err := unix.Mount("", disk, "", unix.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}

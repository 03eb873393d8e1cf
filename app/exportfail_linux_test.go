package main

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"passdesk/app/export"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

const earlier = "what was exported before\n"

// exportBefore gives a file that an export is to replace, and what checks that it
// has not.
func exportBefore(t *testing.T, dir string, f export.Format) (file string, untouched func()) {
	t.Helper()
	file = filepath.Join(dir, "out."+string(f))
	if err := os.WriteFile(file, []byte(earlier), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, func() {
		t.Helper()
		if text, err := os.ReadFile(file); err != nil || string(text) != earlier {
			t.Errorf("%s is now %d bytes, %v", f, len(text), err)
		}
		if found, _ := filepath.Glob(filepath.Join(dir, ".passdesk*")); len(found) > 0 {
			t.Errorf("left: %q", found)
		}
	}
}

func TestExportsThatFailLeaveTheFile(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	fillFolder(t, data, 5_000)
	fails := func(t *testing.T, cmd *exec.Cmd, want ...string) {
		t.Helper()
		out, err := cmd.CombinedOutput()
		if err == nil || cmd.ProcessState.ExitCode() != exitFailed {
			t.Fatalf("ended with %v: %s", err, out)
		}
		for _, words := range want {
			if !strings.Contains(string(out), words) {
				t.Errorf("%q is not in %s", words, out)
			}
		}
	}
	for _, f := range export.Formats {
		t.Run("too large/"+string(f), func(t *testing.T) {
			file, untouched := exportBefore(t, t.TempDir(), f)
			program := command("export", file, "--data", data)
			cmd := exec.Command("sh", append([]string{"-c", `ulimit -f 64 && exec "$@"`, "sh"}, program.Args...)...)
			cmd.Env = program.Env
			fails(t, cmd, "would be larger than the disk or your account allows", "a file that was there before is as it was")
			untouched()
		})
		t.Run("full/"+string(f), func(t *testing.T) {
			file, untouched := exportBefore(t, smallDisk(t), f)
			fails(t, command("export", file, "--data", data), "the disk is full", "a file that was there before is as it was")
			untouched()
		})
		t.Run("read-only/"+string(f), func(t *testing.T) {
			dir := smallDisk(t)
			file, untouched := exportBefore(t, dir, f)
			if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
				t.Fatal(err)
			}
			fails(t, command("export", file, "--data", data), "cannot be written to")
			untouched()
		})
	}
	t.Run("no folder", func(t *testing.T) {
		fails(t, command("export", filepath.Join(t.TempDir(), "none", "out.csv"), "--data", data), "there is no such folder")
	})
	t.Run("a folder", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "out.csv")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		fails(t, command("export", dir, "--data", data), "a folder stands there")
	})
	// All of them came to nothing, and the log says so.
	for _, a := range must(actsOf(t, data)) {
		if strings.Contains(string(a.Detail), `"what":"records"`) && strings.Contains(string(a.Detail), `"complete":true`) {
			t.Errorf("the log has %s", a.Detail)
		}
	}
}

func must(lines []actLine, _ outcome) []actLine { return lines }

// TestExporterOnAFullDisk is the same from the desk, which says it in a
// sentence.
func TestExporterOnAFullDisk(t *testing.T) {
	s := &settings{Tunnel: "none", Data: filepath.Join(t.TempDir(), "data"), Listen: "127.0.0.1:0", VaultKey: hidden{secret.Of(testVault)}}
	fillFolder(t, s.Data, 5_000)
	p, err := takeFolder(s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	for _, f := range export.Formats {
		file, untouched := exportBefore(t, smallDisk(t), f)
		_, err := exporter{p}.Export(t.Context(), model.Export{File: file, Format: string(f)}, func(model.Progress) {})
		if err == nil || err.Error() != "Nothing was exported; a file that was there before is as it was. The disk is full: free some space and try again." {
			t.Errorf("%s: %v", f, err)
		}
		untouched()
	}
}

// smallDisk gives a disk of 256 KB that is there until the test's end.
func smallDisk(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk; the limit of a file's size is tried without")
	}
	dir := t.TempDir()
	if err := unix.Mount("none", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no small disk can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestCancelledExportsLeaveTheFile(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	fillFolder(t, data, 100_000)
	for _, f := range export.Formats {
		dir := t.TempDir()
		file, untouched := exportBefore(t, dir, f)
		p := launch(t, "export", file, "--data", data)
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
			found, _ := filepath.Glob(filepath.Join(dir, ".passdesk*"))
			if len(found) == 1 {
				if info, err := os.Stat(found[0]); err == nil && info.Size() > 0 {
					break
				}
			}
			if time.Now().After(deadline) {
				t.Fatal("the export does not begin")
			}
		}
		if code, _ := p.end(syscall.SIGINT); code != exitFailed || !strings.Contains(p.stderr.String(), "a file that was there before is as it was") {
			t.Errorf("%s: exit code %d: %s", f, code, p.stderr)
		}
		untouched()
	}
}

//go:build window

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
	"passdesk/app/webhook"
	"passdesk/store"
)

// builds are the programs that stand in a real window: as shipped, and one
// that keeps Fyne's check for calls from a wrong goroutine.
var builds = map[string]string{"shipped": "gles", "checked": "gles,unmigrated"}

// wrongThread is what Fyne says when the check finds something.
const wrongThread = "Error in Fyne call thread"

// compile makes the program and gives its path.
func compile(t testing.TB, tags string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "passdesk")
	if out, err := exec.Command("go", "build", "-tags", tags, "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return file
}

// open starts a built program on a screen, in a folder of its own.
func open(t testing.TB, s *screen, file string, args ...string) *process {
	t.Helper()
	cmd := command(args...)
	cmd.Path, cmd.Dir = file, t.TempDir()
	home := t.TempDir()
	cmd.Env = append(cmd.Env, "DISPLAY="+s.display, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "FYNE_SCALE=1", "TZ=UTC", "LC_ALL=C.UTF-8")
	if s.bus != "" {
		cmd.Env = append(cmd.Env, "DBUS_SESSION_BUS_ADDRESS="+s.bus)
	}
	return begin(t, cmd)
}

func TestWindow(t *testing.T) {
	many := manyRows(t, *deskRows)
	for name, tags := range builds {
		t.Run(name, func(t *testing.T) {
			file := compile(t, tags)
			t.Run("demo", func(t *testing.T) { demoShowsRows(t, file) })
			t.Run("path", func(t *testing.T) { signedBytesBecomeALink(t, file) })
			t.Run("setup", func(t *testing.T) { anEmptyFolderIsSetUp(t, file) })
			t.Run("day", func(t *testing.T) { aDaysWork(t, file, many) })
			t.Run("refusal", func(t *testing.T) { failureIsShown(t, file) })
			t.Run("settings", func(t *testing.T) { settingsHold(t, file) })
			t.Run("tray", func(t *testing.T) { closedIntoTheTray(t, file) })
			t.Run("notes", func(t *testing.T) { failuresAreTold(t, file) })
			t.Run("no-tray", func(t *testing.T) { closedForGood(t, file) })
			t.Run("brief", func(t *testing.T) { endsAsSoonAsItIsThere(t, file) })
			t.Run("no-display", func(t *testing.T) { nothingToShowItOn(t, file) })
		})
	}
}

// demoShowsRows: rows arrive by themselves, and a click copies a link.
func demoShowsRows(t *testing.T, file string) {
	s := newScreen(t)
	began := time.Now()
	p := open(t, s, file, "--demo")
	w := s.window("Passdesk")
	w.clear()
	link := w.clickUntilCopied(t)
	t.Logf("a link was copied %v after the start", time.Since(began).Round(10*time.Millisecond))
	if !strings.HasPrefix(link, "https://pass.example.org/p/") {
		t.Errorf("the clipboard holds %q", link)
	}
	w.key("Down", "Down")
	w.shoot("demo")
	endsQuietly(t, p)
}

// signedBytesBecomeALink is the main job: a signed request through the real
// SDK is kept, shown, and its pass link copied with a click.
func signedBytesBecomeALink(t *testing.T, file string) {
	s := newScreen(t)
	edge := tunneltest.NewEdge(t)
	dir := t.TempDir()
	p := open(t, s, file, "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret,
		"--ngrok-authtoken", "a-token", "--ngrok-connect-url", edge.ConnectAddr, "--ngrok-root-cas", edge.CAFile(t))
	w := s.window("Passdesk")
	w.clear()
	for range 200 {
		if len(edge.Endpoints()) > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.shoot("empty")
	got := call(t, "send", "--url", edge.URL, "--secret", testKey, "--kind", "succeeded", "--seed", "11")
	if got.code != 0 {
		t.Fatalf("send: %+v", got)
	}
	link := w.clickUntilCopied(t)
	for id, r := range exported(t, dir) {
		if r["pass_url"] != link {
			t.Errorf("%s: the clipboard holds %q, want %q", id, link, r["pass_url"])
		}
	}
	// The same by keyboard alone.
	w.clear()
	w.key("Escape", "Home", "ctrl+c")
	if again := w.waitClipboard(t); again != link {
		t.Errorf("Ctrl+C copied %q, want %q", again, link)
	}
	w.shoot("path")
	for range 100 {
		if r := exported(t, dir); len(r) == 1 && copied(r) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if r := exported(t, dir); !copied(r) {
		t.Errorf("not marked as copied: %v", r)
	}
	endsQuietly(t, p)
	if len(edge.Unbinds()) != 1 {
		t.Error("the endpoint was left bound")
	}
}

// anEmptyFolderIsSetUp: somebody who starts with nothing is led to the first
// pass link, by keyboard alone.
func anEmptyFolderIsSetUp(t *testing.T, file string) {
	s := newScreen(t)
	edge := tunneltest.NewTLSEdge(t)
	dir := t.TempDir()
	p := open(t, s, file, "--data", dir, "--listen", "127.0.0.1:0", "--ngrok-connect-url", edge.ConnectAddr, "--ngrok-root-cas", edge.CAFile(t))
	w := s.window("Passdesk")
	w.rest()
	w.shoot("setup-tunnel")
	w.write("a-token")
	w.key("Return")
	w.until(func() bool { return len(edge.Endpoints()) == 1 })
	w.rest()
	w.shoot("setup-connected")
	w.key("Return")
	w.rest()
	w.clear()
	w.key("Return")
	if copied := w.waitClipboard(t); copied != edge.URL+webhook.Path {
		t.Errorf("the address copied is %q", copied)
	}
	w.shoot("setup-address")
	w.key("Tab", "Tab", "Tab", "Tab", "Return") // over the console's buttons to the one that says it is done
	w.rest()
	w.shoot("setup-secret")
	w.write(testKey)
	w.key("Return")
	w.rest()
	w.shoot("setup-kept")
	w.key("Return")
	w.rest()
	w.shoot("setup-trial") // with the test that was made by itself
	w.key("Return")
	w.rest()
	w.shoot("setup-done")
	if got := call(t, "send", "--url", edge.URL, "--secret", testKey, "--kind", "succeeded", "--seed", "11", "--ngrok-root-cas", edge.CAFile(t)); got.code != 0 {
		t.Fatalf("send: %+v", got)
	}
	w.clear()
	w.clickUntilCopied(t)
	endsQuietly(t, p)
}

func copied(records map[string]map[string]any) bool {
	for _, r := range records {
		if r["handover"] != "copied" {
			return false
		}
	}
	return true
}

// failureIsShown: a desk that cannot open says so on the screen.
func failureIsShown(t *testing.T, file string) {
	dir := t.TempDir()
	serving := serve(t, dir)
	serving.url()
	s := newScreen(t)
	p := open(t, s, file, "--data", dir, "--listen", "127.0.0.1:0")
	w := s.window("Passdesk")
	w.shoot("refusal")
	w.key("Return") // the button has the focus
	select {
	case <-p.waited:
	case <-time.After(10 * time.Second):
		t.Error("Enter did not close it")
	}
	if code := p.cmd.ProcessState.ExitCode(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	serving.stop()
}

// endsAsSoonAsItIsThere: a signal that comes as the window does is heard.
func endsAsSoonAsItIsThere(t *testing.T, file string) {
	s := newScreen(t)
	for range 12 {
		p := open(t, s, file, "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--tunnel", "none")
		s.appears("Passdesk")
		endsQuietly(t, p)
	}
}

// nothingToShowItOn: without a display the desk says so and ends, whatever else
// there is to say, and leaves its folder to others.
func nothingToShowItOn(t *testing.T, file string) {
	dir := t.TempDir()
	nowhere := &screen{t: t, display: ":none"}
	without := func(says string) {
		t.Helper()
		p := open(t, nowhere, file, "--data", dir, "--listen", "127.0.0.1:0", "--tunnel", "none")
		select {
		case <-p.waited:
		case <-time.After(20 * time.Second):
			t.Fatal("it goes on where nobody sees it")
		}
		said := p.stderr.String()
		if code := p.cmd.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(said, errNoWindow.Error()) || !strings.Contains(said, says) || strings.Contains(said, "goroutine ") {
			t.Errorf("exit code %d: %s", code, said)
		}
	}
	without("")
	serving := serve(t, dir)
	serving.url()
	without(store.ErrInUse.Error())
	serving.stop()
}

// clickUntilCopied clicks along the first row until a link is on the
// clipboard, which is where its Copy button is.
func (w window) clickUntilCopied(t *testing.T) string {
	t.Helper()
	const firstRow, strip = 106, 35 // its middle, and what may stand above it, in pixels
	for n := range 10 {
		for x := 640; x < 860; x += 24 {
			w.click(x, firstRow+n%2*strip)
			time.Sleep(30 * time.Millisecond)
			if text := w.clipboard(); strings.HasPrefix(text, "https://") {
				return text
			}
		}
	}
	w.shoot("no-copy-button")
	t.Fatalf("no click in the first row copied anything; the clipboard holds %q", w.clipboard())
	return ""
}

func (w window) waitClipboard(t *testing.T) string {
	t.Helper()
	for range 100 {
		if text := w.clipboard(); text != "nothing" {
			return text
		}
		time.Sleep(30 * time.Millisecond)
	}
	t.Fatal("nothing was copied")
	return ""
}

// endsQuietly ends the desk and wants nothing said about threads.
func endsQuietly(t testing.TB, p *process) {
	t.Helper()
	if code, took := p.end(syscall.SIGTERM); code != 0 || took > 5*time.Second {
		t.Errorf("exit code %d after %v", code, took)
	}
	if said := p.stderr.String(); strings.Contains(said, wrongThread) || strings.Contains(said, "DATA RACE") {
		t.Errorf("%s", said)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "passdesk-demo-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

//go:build window

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// screen is a display of the test's own, and what a person does at it.
type screen struct {
	t       testing.TB
	display string
	memory  string // the folder of the file that holds the pixels
	bus     string // of the desktop, "" for none
}

func newScreen(t testing.TB) *screen {
	t.Helper()
	number, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer number.Close()
	memory := t.TempDir()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1300x820x24", "-nolisten", "tcp", "-noreset", "-fbdir", memory) // else it begins anew when its last client goes
	cmd.ExtraFiles = []*os.File{theirs}
	if err := cmd.Start(); err != nil {
		t.Fatalf("no display: %v; .ci/deps installs Xvfb", err)
	}
	theirs.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb gave no display: %v", err)
	}
	return &screen{t: t, memory: memory, display: ":" + strings.TrimSpace(line)}
}

// do runs one of the programs that stand in for hands and eyes.
func (s *screen) do(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, err := cmd.Output()
	return strings.TrimSpace(string(out)), err
}

func (s *screen) must(name string, args ...string) string {
	s.t.Helper()
	out, err := s.do(name, args...)
	if err != nil {
		s.t.Fatalf("%s %v: %v", name, args, err)
	}
	return out
}

// window is a window on the screen.
type window struct {
	*screen
	id string
}

// window waits for a window with that title and gives it the keyboard.
func (s *screen) window(title string) window {
	s.t.Helper()
	w := s.appears(title)
	w.must("xdotool", "windowfocus", w.id)
	return w
}

// appears waits for a window with that title.
func (s *screen) appears(title string) window {
	s.t.Helper()
	for range 400 {
		if id, err := s.do("xdotool", "search", "--onlyvisible", "--name", "^"+title); err == nil && id != "" {
			id, _, _ = strings.Cut(id, "\n")
			return window{s, id}
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatalf("no window %s", title)
	return window{}
}

func (w window) key(keys ...string) { w.must("xdotool", append([]string{"key"}, keys...)...) }

func (w window) write(text string) { w.must("xdotool", "type", text) }

// rest gives the window the time that a person would take to look.
func (w window) rest() { time.Sleep(700 * time.Millisecond) }

// until waits for something that the window causes.
func (w window) until(happened func() bool) {
	w.t.Helper()
	for range 400 {
		if happened() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	w.shoot("it-never-happened")
	w.t.Fatal("it never happened")
}

func (w window) click(x, y int) {
	w.must("xdotool", "mousemove", "--window", w.id, fmt.Sprint(x), fmt.Sprint(y), "click", "1")
}

// clipboard is what another program gets when it pastes.
func (w window) clipboard() string {
	text, _ := w.do("xclip", "-o", "-selection", "clipboard") // fails while it is empty
	return text
}

// clear empties the clipboard, so that what is found there later is new.
func (w window) clear() {
	cmd := exec.Command("xclip", "-i", "-selection", "clipboard")
	cmd.Env = append(os.Environ(), "DISPLAY="+w.display)
	cmd.Stdin = strings.NewReader("nothing")
	if err := cmd.Run(); err != nil {
		w.t.Fatalf("xclip: %v", err)
	}
}

// shoot leaves a picture of the screen where PASSDESK_SHOTS says.
func (w window) shoot(name string) {
	w.t.Helper()
	folder := os.Getenv("PASSDESK_SHOTS")
	if folder == "" {
		folder = w.t.TempDir()
	}
	file := filepath.Join(folder, name+".png")
	for range 100 {
		w.must("import", "-window", "root", file)
		if info, err := os.Stat(file); err == nil && info.Size() > 5000 {
			return
		}
		time.Sleep(50 * time.Millisecond) // not drawn yet
	}
	w.t.Errorf("%s shows nothing", file)
}

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"passdesk/app/simulator"
)

// terminal is a pseudo terminal with somebody at it.
type terminal struct {
	*testing.T
	person  *os.File // where things are typed and seen
	program *os.File
	seen    output
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	var number, unlocked int32
	control := func(request uintptr, value *int32) {
		if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), request, uintptr(unsafe.Pointer(value))); failed != 0 {
			t.Fatal(failed)
		}
	}
	control(syscall.TIOCSPTLCK, &unlocked)
	control(syscall.TIOCGPTN, &number)
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	l := &terminal{T: t, person: person, program: program}
	go func() {
		for buffer := make([]byte, 1024); ; {
			n, err := person.Read(buffer)
			_, _ = l.seen.Write(buffer[:n]) // never fails
			if err != nil {
				return // the terminal has been closed
			}
		}
	}()
	return l
}

// atNewTerminal runs a command at a terminal of its own.
func atNewTerminal(t *testing.T, args ...string) (*terminal, *exec.Cmd) {
	t.Helper()
	l, cmd := newTerminal(t), command(args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = l.program, l.program, l.program
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return l, cmd
}

// answer waits until a prompt has been shown and then for what is typed not to
// be, and types.
func (l *terminal) answer(prompt, text string) {
	l.Helper()
	l.await(prompt)
	l.unseen()
	if _, err := l.person.WriteString(text + "\n"); err != nil {
		l.Fatal(err)
	}
}

// await waits until something is on the screen.
func (l *terminal) await(text string) {
	l.Helper()
	l.until(fmt.Sprintf("%q is shown", text), func() bool { return strings.Contains(l.seen.String(), text) })
}

// unseen waits until what is typed is not shown.
func (l *terminal) unseen() {
	l.Helper()
	l.until("what is typed is not shown", func() bool { return !l.echoes() })
}

func (l *terminal) until(what string, so func() bool) {
	l.Helper()
	for deadline := time.Now().Add(20 * time.Second); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			l.Fatalf("waiting until %s; the screen shows %q", what, l.seen.String())
		}
	}
}

// echoes tells whether the terminal shows what is typed.
func (l *terminal) echoes() bool {
	l.Helper()
	var state syscall.Termios
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, l.program.Fd(), syscall.TCGETS, uintptr(unsafe.Pointer(&state))); failed != 0 {
		l.Fatal(failed)
	}
	return state.Lflag&syscall.ECHO != 0
}

func TestWhatIsTypedIsNotShown(t *testing.T) {
	t.Parallel()
	dir, there := filled(t, 5, simulator.Encrypted), filepath.Join(t.TempDir(), "there")
	file := filepath.Join(t.TempDir(), "b")
	code := strings.TrimSpace(string(mustOutput(t, command("recovery", "--data", dir))))
	const slip = testPassphrase + "!"
	for _, c := range []struct {
		args    []string
		answers [][2]string
		code    int
		said    string
	}{
		{[]string{"backup", file, "--data", dir}, [][2]string{{"Passphrase: ", testPassphrase}, {"The same again: ", slip}}, exitFailed, "differ"},
		{[]string{"backup", file, "--data", dir}, [][2]string{{"Passphrase: ", testPassphrase}, {"The same again: ", testPassphrase}}, 0, "holds 5 deliveries"},
		{[]string{"restore", file, "--data", there}, [][2]string{{"Passphrase: ", testPassphrase}}, 0, "holds 5 deliveries"},
		{[]string{"recovery", "--use", "--data", dir}, [][2]string{{"Recovery code: ", code}}, 0, "open again"},
	} {
		l, cmd := atNewTerminal(t, c.args...)
		for _, a := range c.answers {
			l.answer(a[0], a[1])
		}
		if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != c.code {
			t.Errorf("%v: exit %d", c.args, cmd.ProcessState.ExitCode())
		}
		l.await(c.said)
		if screen := l.seen.String(); strings.Contains(screen, testPassphrase) || strings.Contains(screen, code) {
			t.Errorf("the screen shows %q", screen)
		}
		if !l.echoes() {
			t.Error("the terminal was left without echo")
		}
	}
}

func TestASignalAtAPromptLeavesTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	dir := filled(t, 1, simulator.Succeeded)
	for _, args := range [][]string{{"backup", filepath.Join(t.TempDir(), "b")}, {"recovery", "--use"}} {
		l, cmd := atNewTerminal(t, append(args, "--data", dir)...)
		l.unseen()
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != exitFailed || !l.echoes() {
			t.Errorf("%v: exit %d, echo %v", args, cmd.ProcessState.ExitCode(), l.echoes())
		}
		l.await("stopped")
	}
}

func mustOutput(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

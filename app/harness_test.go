package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"passdesk/app/webhook"
	"passdesk/store/vault"
)

const (
	testKey    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	testSecret = "staging=" + testKey
	testVault  = "cGFzc2Rlc2sgdGVzdHMga2VlcCBub3RoaW5nIHJlYWw="
)

// beProgram makes the test binary the program itself, so that tests can start
// it as a process of its own, signal it and kill it.
const beProgram = "PASSDESK_TEST_BE_PROGRAM"

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(beBare) != "":
		fmt.Fprintln(os.Stderr, bareMain())
		os.Exit(exitFailed)
	case os.Getenv(beProgram) != "":
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the program, running.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	lines  chan map[string]any // what it prints on stdout, decoded
	stdout *output
	stderr *output
	waited chan struct{}
}

// output collects what a process prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// launch starts the program.
func launch(t testing.TB, args ...string) *process {
	t.Helper()
	return begin(t, command(args...))
}

// begin starts a command; the test's end kills what is left of it.
func begin(t testing.TB, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{
		t: t, cmd: cmd, lines: make(chan map[string]any, 1000),
		stdout: new(output), stderr: new(output), waited: make(chan struct{}),
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.waited)
		p.read(stdout)
		_ = p.cmd.Wait() // the exit code says it
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.waited
		if t.Failed() {
			t.Logf("%v printed\n%s\nand logged\n%s", cmd.Args[1:], p.stdout, tail(p.stderr.String()))
		}
	})
	return p
}

func tail(text string) string { return text[max(0, len(text)-4000):] }

// command runs the program with args and nothing in its
// environment that would change what it does.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PASSDESK_") && !strings.HasPrefix(v, "NGROK_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, beProgram+"=1", "PASSDESK_VAULT_KEY="+testVault)
	return cmd
}

func (p *process) read(stdout io.Reader) {
	defer close(p.lines)
	for lines := bufio.NewScanner(io.TeeReader(stdout, p.stdout)); lines.Scan(); {
		var line map[string]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			line = map[string]any{"event": "not JSON: " + lines.Text()}
		}
		p.lines <- line
	}
}

// next gives the next line of stdout that is not the doctor's, whose lines come
// when they come.
func (p *process) next() map[string]any {
	p.t.Helper()
	for {
		if line := p.line(); line["event"] != "doctor" {
			return line
		}
	}
}

// checked gives the next line of the doctor.
func (p *process) checked() map[string]any {
	p.t.Helper()
	for {
		if line := p.line(); line["event"] == "doctor" {
			return line
		}
	}
}

// line gives the next line of stdout.
func (p *process) line() map[string]any {
	p.t.Helper()
	select {
	case line, ok := <-p.lines:
		if !ok {
			p.t.Fatalf("the program ended\n%s", tail(p.stderr.String()))
		}
		return line
	case <-time.After(20 * time.Second):
		p.t.Fatal("the program says nothing")
	}
	return nil
}

// url waits for the local endpoint.
func (p *process) url() string {
	p.t.Helper()
	line := p.next()
	if line["event"] != "listening" {
		p.t.Fatalf("first line %v", line)
	}
	return line["url"].(string)
}

// end sends a signal and gives the exit code and how long the end took.
func (p *process) end(sig os.Signal) (code int, took time.Duration) {
	p.t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatal(err)
	}
	select {
	case <-p.waited:
	case <-time.After(20 * time.Second):
		p.t.Fatal("the program does not end")
	}
	return p.cmd.ProcessState.ExitCode(), time.Since(began)
}

// stop ends the program as a service manager would and wants it fine.
func (p *process) stop() {
	p.t.Helper()
	code, took := p.end(syscall.SIGTERM)
	if code != 0 {
		p.t.Errorf("exit code %d", code)
	}
	// Without the load of tests that run beside, and of the race detector, it is
	// far less than a second.
	if took > 10*time.Second {
		p.t.Errorf("ending took %v", took)
	}
}

// serve starts receiving on a folder and a free port.
func serve(t testing.TB, dir string, more ...string) *process {
	t.Helper()
	return launch(t, append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret}, more...)...)
}

// outcome is what a command that ends by itself did.
type outcome struct {
	code           int
	stdout, stderr string
}

// call runs a command to its end.
func call(t testing.TB, args ...string) outcome {
	t.Helper()
	cmd := command(args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// exported gives the records of a folder by message id.
func exported(t testing.TB, dir string, flags ...string) map[string]map[string]any {
	t.Helper()
	file := filepath.Join(t.TempDir(), "out.ndjson")
	if got := call(t, append([]string{"export", file, "--data", dir}, flags...)...); got.code != 0 {
		t.Fatalf("export: %+v", got)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	records := map[string]map[string]any{}
	for line := range strings.Lines(string(text)) {
		var r map[string]any
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprint(r["message_id"])
		if records[id] != nil {
			t.Errorf("%s was exported twice", id)
		}
		records[id] = r
	}
	return records
}

func testVaultKey(t testing.TB) vault.Key {
	t.Helper()
	k, err := vault.ParseKey(testVault)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signingSecret(t testing.TB) webhook.Secret {
	t.Helper()
	s, err := webhook.ParseSecret(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

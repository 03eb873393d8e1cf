//go:build unix

package tunnel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"passdesk/app/tunnel/tunneltest"
)

// desk is a process of its own with an Ngrok in it.
type desk struct {
	cmd   *exec.Cmd
	stdin io.Closer
	lines chan deskLine
	said  []deskLine
}

// startDesk starts one, through other programs if before names them.
func startDesk(t *testing.T, order deskOrder, before ...string) *desk {
	t.Helper()
	text, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	words := append(before, os.Args[0])
	d := &desk{cmd: exec.Command(words[0], words[1:]...), lines: make(chan deskLine, 1000)}
	d.cmd.Env = append(os.Environ(), deskTest+"="+string(text))
	var stderr bytes.Buffer
	d.cmd.Stderr = &stderr
	stdin, err := d.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d.stdin = stdin
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := json.NewDecoder(stdout); ; {
			var line deskLine
			if lines.Decode(&line) != nil {
				return
			}
			d.lines <- line
		}
	}()
	t.Cleanup(func() {
		_ = d.cmd.Process.Signal(syscall.SIGCONT)
		_ = stdin.Close()
		<-read
		if err := d.cmd.Wait(); err != nil || stderr.Len() > 0 {
			t.Errorf("the desk ended with %v: %s", err, stderr.Bytes())
		}
	})
	return d
}

// await gives the next line with the state, and how long it took to come.
func (d *desk) await(t *testing.T, state string, within time.Duration) (deskLine, time.Duration) {
	t.Helper()
	began := time.Now()
	timeout := time.After(within)
	for {
		select {
		case line := <-d.lines:
			d.said = append(d.said, line)
			if line.State == state {
				return line, time.Since(began)
			}
		case <-timeout:
			t.Fatalf("not %s after %v; said %s", state, within, fmt.Sprint(d.said))
		}
	}
}

// A process that is stopped sees what a computer sees that sleeps, except that
// its monotonic clock runs on. The heartbeat is out of the way, so that it is
// the wall clock that tells.
func TestNgrokComesBackInAProcessThatWasStopped(t *testing.T) {
	nap, order := 2*time.Second, deskOrder{Tick: 100 * time.Millisecond, Step: time.Second}
	if *long {
		nap, order = 42*time.Second, deskOrder{}
	}
	edge := tunneltest.NewEdge(t)
	nat := tunneltest.NewNAT(t, "127.0.0.1:0", edge.ConnectAddr)
	order.ConnectAddr, order.DialAddr, order.CAPEM, order.Heartbeat = nat.Addr, nat.Addr, edge.CAPEM, time.Hour
	d := startDesk(t, order)
	online, _ := d.await(t, "online", soon)
	mustEcho(t, edge, online.URL)

	if err := d.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	nat.Forget() // as routers do long before anybody wakes
	time.Sleep(nap)
	if err := d.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	d.await(t, "reconnecting", soon)
	d.await(t, "online", soon)
	mustEcho(t, edge, online.URL)
}

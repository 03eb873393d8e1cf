package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"passdesk/app/simulator"
)

// strangers is how many connections those hold who send slowly: ten thousand with
// go test ./app -run Abuse -args -strangers 10000.
var strangers = flag.Int("strangers", fewStrangers, "connections that slow senders hold")

const fewStrangers = 1500

// proc reads what Linux tells of a process: how many files it has open, and the
// most memory that it had, in MB.
func (p *process) proc() (files, memory int) {
	p.t.Helper()
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if kb := 0; strings.HasPrefix(line, "VmHWM:") {
			if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kb); err != nil {
				p.t.Fatal(err)
			}
			memory = kb / 1000
		}
	}
	return len(open), memory
}

// settle waits until a process has no more files open than it had, but for a few
// with which more of its own connections to the database come.
func (p *process) settle(files int, within time.Duration) {
	p.t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(50 * time.Millisecond) {
		now, _ := p.proc()
		if now <= files+16 {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%d files are open, %d before", now, files)
		}
	}
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

const signedHead = "POST /webhooks/crossmint HTTP/1.1\r\nHost: localhost\r\nSvix-Id: msg_x\r\nSvix-Timestamp: 1767600000\r\n" +
	"Svix-Signature: v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n"

// TestAbuseSlowSenders has thousands of connections that say nothing, or stop in
// the middle of a header or of a body, while the sender's messages come in. They
// end by the server's own limits: in the short form those that need half a minute
// for it hang up.
func TestAbuseSlowSenders(t *testing.T) {
	t.Parallel()
	count := *strangers
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if most := int(limit.Cur) - 1000; count > most { // each side has a file for each
		t.Logf("only %d connections, not %d: the limit of open files is %d", most, count, limit.Cur)
		count = most
	}
	p := serve(t, t.TempDir())
	address := p.url()
	post := func(n int) time.Duration {
		began := time.Now()
		m := simulator.Issuer{Seed: 3, Kind: simulator.Mixed}.Message(n)
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		if code := send(t, client, address, m.ID, m.Body); code != http.StatusNoContent {
			t.Errorf("a genuine one was answered %d", code)
		}
		return time.Since(began)
	}
	post(0)
	files, _ := p.proc()
	var patient []net.Conn
	for n := range count {
		conn := dial(t, address)
		defer conn.Close()
		if n%3 == 2 {
			patient = append(patient, conn)
		}
		said := []string{"", "POST /webhooks/crossmint HTTP/1.1\r\nSvix-I", signedHead + "Content-Length: 5000000\r\n\r\n{"}[n%3]
		if _, err := io.WriteString(conn, said); err != nil {
			t.Fatal(err)
		}
	}
	held, memory := p.proc()
	var took []time.Duration
	for n := range 100 {
		took = append(took, post(n+1))
	}
	slices.Sort(took)
	if took[90] > time.Second {
		t.Errorf("nine of ten genuine ones took up to %v", took[90])
	}
	if memory > 500 {
		t.Errorf("%d MB", memory)
	}
	if *strangers == fewStrangers {
		for _, conn := range patient {
			conn.Close()
		}
	}
	p.settle(files, 90*time.Second)
	t.Logf("%d connections held, up to %d MB; nine of ten genuine ones took up to %v, the slowest %v", held-files, memory, took[90], took[99])
	post(101)
	p.stop()
}

// TestAbuseEndlessRequests has strangers send bodies of a gigabyte, and headers
// without end, as fast as they can. They are cut off.
func TestAbuseEndlessRequests(t *testing.T) {
	t.Parallel()
	const endless = 1 << 30
	chunk := "10000\r\n" + strings.Repeat("a", 0x10000) + "\r\n"
	for name, c := range map[string]struct {
		head, more string
		answer     int
		most       int64 // bytes taken, beside what the system's buffers hold
	}{
		"body in chunks": {signedHead + "Transfer-Encoding: chunked\r\n\r\n", chunk, http.StatusRequestEntityTooLarge, 5 << 20},
		"body declared":  {signedHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", endless), chunk, http.StatusRequestEntityTooLarge, 1 << 20},
		"body unsigned":  {"POST /webhooks/crossmint HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, http.StatusBadRequest, 1 << 20},
		"headers":        {"POST /webhooks/crossmint HTTP/1.1\r\nHost: x\r\n", "Svix-Id: " + strings.Repeat("a", 1000) + "\r\n", http.StatusRequestHeaderFieldsTooLarge, 1 << 20},
		"a first line":   {"POST /", strings.Repeat("a", 1000), http.StatusRequestHeaderFieldsTooLarge, 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, t.TempDir())
			address := p.url()
			files, _ := p.proc()
			const buffers = 32 << 20 // what both systems' ends of a connection may hold
			var all sync.WaitGroup
			var most atomic.Int64
			for range 8 {
				all.Go(func() {
					taken, answer := endlessly(t, dial(t, address), c.head, c.more, endless)
					if answer != c.answer || taken > c.most+buffers {
						t.Errorf("answered %d after %d bytes, want %d", answer, taken, c.answer)
					}
					most.Store(max(most.Load(), taken))
				})
			}
			all.Wait()
			p.settle(files, time.Minute)
			_, memory := p.proc()
			if memory > 300 {
				t.Errorf("%d MB", memory)
			}
			t.Logf("up to %d bytes were taken, %d MB", most.Load(), memory)
			p.stop()
		})
	}
}

// endlessly writes until it is cut off, and gives how much was taken and what was
// answered.
func endlessly(t *testing.T, conn net.Conn, head, more string, most int64) (taken int64, answer int) {
	defer conn.Close()
	written := make(chan int64)
	go func() {
		n, err := io.WriteString(conn, head)
		taken := int64(n)
		for err == nil && taken < most {
			n, err = io.WriteString(conn, more)
			taken += int64(n)
		}
		written <- taken
	}()
	r, err := http.ReadResponse(bufio.NewReader(conn), nil)
	taken = <-written
	if err != nil {
		t.Errorf("no answer: %v", err)
		return taken, 0
	}
	r.Body.Close()
	return taken, r.StatusCode
}

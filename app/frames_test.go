//go:build window

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkWindow has the built program stand in a real window with -rows
// issuances, and tells what it takes: at rest, and how many frames a second it
// draws while somebody scrolls, with nothing coming in and with 100 events a
// second. Frames are counted in the display's own memory, so they are what was
// seen.
func BenchmarkWindow(b *testing.B) {
	dir := manyRows(b, *deskRows)
	file := compile(b, builds["shipped"])
	s := newScreen(b)
	address := freeAddress(b)
	p := open(b, s, file, "--data", dir, "--listen", address, "--signing-secret", testSecret, "--tunnel", "none")
	began := time.Now()
	w := s.window("Passdesk")
	for w.clear(); !strings.HasPrefix(w.clipboard(), "https://"); {
		w.key("Home", "ctrl+c")
		time.Sleep(50 * time.Millisecond)
	}
	b.ReportMetric(time.Since(began).Seconds(), "s-to-first-row")
	w.key("Escape")
	p.comeToRest(b)
	eyes := s.look(b)
	b.ResetTimer()
	for range b.N {
		from := p.worked(b)
		time.Sleep(10 * time.Second)
		b.ReportMetric(10*(p.worked(b)-from), "%-of-a-core-at-rest")
		all, own := p.memory(b)
		b.ReportMetric(all, "MB-at-rest")
		b.ReportMetric(own, "MB-at-rest-but-for-the-software-renderer")
		frames, busy := w.scroll(b, p, eyes)
		b.ReportMetric(frames, "frames/s")
		b.ReportMetric(busy, "%-of-a-core-scrolling")
		sent := make(chan outcome)
		go func() {
			sent <- call(b, "send", "--url", "http://"+address+"/webhooks/crossmint", "--secret", testKey, "--rate", "100", "--count", "900", "--kind", "mixed")
		}()
		time.Sleep(2 * time.Second)
		frames, busy = w.scroll(b, p, eyes)
		b.ReportMetric(frames, "frames/s-at-100-events/s")
		b.ReportMetric(busy, "%-of-a-core-scrolling-at-100-events/s")
		if got := <-sent; got.code != 0 {
			b.Fatalf("send: %+v", got)
		}
	}
	b.StopTimer()
	endsQuietly(b, p)
}

// scroll turns the wheel for some seconds, and tells how many frames a second were
// seen and how much of a core the program took.
func (w window) scroll(b *testing.B, p *process, e *eyes) (frames, busy float64) {
	const turns = 500
	w.must("xdotool", "mousemove", "--window", w.id, "400", "400")
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.must("xdotool", "click", "--repeat", fmt.Sprint(turns), "--delay", "10", "5")
	}()
	from, began := p.worked(b), time.Now()
	seen := e.count(done)
	took := time.Since(began).Seconds()
	return float64(seen) / took, 100 * (p.worked(b) - from) / took
}

// eyes see the display's memory.
type eyes struct {
	tb   testing.TB
	file *os.File
	head int64 // bytes before the pixels
	line int64 // bytes of a row of them
}

func (s *screen) look(tb testing.TB) *eyes {
	f, err := os.Open(filepath.Join(s.memory, "Xvfb_screen0"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { f.Close() })
	var head [25]uint32 // of an XWD file
	if err := binary.Read(f, binary.BigEndian, &head); err != nil {
		tb.Fatal(err)
	}
	const size, lineLength, colors, colorSize = 0, 12, 19, 12
	return &eyes{tb: tb, file: f, head: int64(head[size]) + int64(head[colors])*colorSize, line: int64(head[lineLength])}
}

// count counts how often a part of the list changes until done. The part is small,
// so that it changes as a whole.
func (e *eyes) count(done <-chan struct{}) (frames int) {
	const left, top, width, height = 304, 300, 120, 40
	now, before := make([]byte, width*height*4), make([]byte, width*height*4)
	for {
		select {
		case <-done:
			return frames
		case <-time.After(2 * time.Millisecond):
		}
		for y := range int64(height) {
			if _, err := e.file.ReadAt(now[y*width*4:(y+1)*width*4], e.head+(top+y)*e.line+left*4); err != nil {
				e.tb.Error(err)
				return 0
			}
		}
		if !bytes.Equal(now, before) {
			frames++
			copy(before, now)
		}
	}
}

// comeToRest waits until the search index and the lists are ready, and proofs checked.
func (p *process) comeToRest(b *testing.B) {
	for range 300 {
		from := p.worked(b)
		time.Sleep(time.Second)
		if p.worked(b)-from < 0.05 {
			return
		}
	}
	b.Fatal("it never comes to rest")
}

// bright is how bright a place on the display is, from 0 to 255.
func (e *eyes) bright(x, y int64) int {
	pixel := make([]byte, 4)
	if _, err := e.file.ReadAt(pixel, e.head+y*e.line+4*x); err != nil {
		e.tb.Error(err)
	}
	return (int(pixel[0]) + int(pixel[1]) + int(pixel[2])) / 3
}

// worked is how many seconds of a core the process has taken.
func (p *process) worked(tb testing.TB) float64 {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		tb.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, err1 := strconv.ParseFloat(fields[11], 64)
	system, err2 := strconv.ParseFloat(fields[12], 64)
	if err1 != nil || err2 != nil {
		tb.Fatal(err1, err2)
	}
	return (user + system) / 100 // ticks
}

// memory is how much memory the process has, in MB, and how much without what
// draws in place of a graphics card.
func (p *process) memory(tb testing.TB) (all, own float64) {
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps", p.cmd.Process.Pid))
	if err != nil {
		tb.Fatal(err)
	}
	renderer := false
	for line := range strings.Lines(string(maps)) {
		fields := strings.Fields(line)
		switch {
		case !strings.HasSuffix(fields[0], ":"): // a range of addresses, and the file that is mapped there
			renderer = strings.Contains(line, "libLLVM") || strings.Contains(line, "/dri/")
		case fields[0] == "Rss:":
			kb, err := strconv.ParseFloat(fields[1], 64)
			if err != nil {
				tb.Fatal(err)
			}
			all += kb / 1000
			if !renderer {
				own += kb / 1000
			}
		}
	}
	return all, own
}

package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"passdesk/store/secret"
)

// countingBoard counts how often the system is asked what it holds.
type countingBoard struct {
	fyne.Clipboard
	asked int
}

func (b *countingBoard) Content() string {
	b.asked++
	return b.Clipboard.Content()
}

func TestLoan(t *testing.T) {
	for _, c := range []struct {
		name string
		play func(l *loan, b fyne.Clipboard, ring func(int))
		want string
		asks int
	}{
		{"stays for its time", func(*loan, fyne.Clipboard, func(int)) {}, "key", 0},
		{"is taken back", func(_ *loan, _ fyne.Clipboard, ring func(int)) { ring(0) }, "", 1},
		{"what replaced it stays", func(_ *loan, b fyne.Clipboard, ring func(int)) { b.SetContent("link"); ring(0) }, "link", 1},
		{"another one starts the time anew", func(l *loan, _ fyne.Clipboard, ring func(int)) { l.give(secret.Of("other")); ring(0) }, "other", 0},
		{"the same one does too", func(l *loan, _ fyne.Clipboard, ring func(int)) { l.give(secret.Of("key")); ring(0) }, "key", 0},
		{"and ends it", func(l *loan, _ fyne.Clipboard, ring func(int)) { l.give(secret.Of("other")); ring(0); ring(1) }, "", 1},
		{"taken back early", func(l *loan, _ fyne.Clipboard, _ func(int)) { l.takeBack() }, "", 1},
		{"early and replaced", func(l *loan, b fyne.Clipboard, _ func(int)) { b.SetContent("link"); l.takeBack() }, "link", 1},
		{"once is enough", func(l *loan, b fyne.Clipboard, ring func(int)) { l.takeBack(); b.SetContent("key"); ring(0) }, "key", 1},
	} {
		var alarms []func()
		board := &countingBoard{Clipboard: test.NewClipboard()}
		l := newLoan(board, func(d time.Duration, f func()) {
			if d != loanTime {
				t.Errorf("%s: it lasts %s", c.name, d)
			}
			alarms = append(alarms, f)
		})
		l.takeBack() // of nothing
		l.give(secret.Of("key"))
		c.play(l, board, func(n int) { alarms[n]() })
		if got := board.Clipboard.Content(); got != c.want || board.asked != c.asks {
			t.Errorf("%s: the clipboard holds %q, want %q; it was asked %d times", c.name, got, c.want, board.asked)
		}
	}
}

package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"passdesk/store/secret"
)

// board is the clipboard. It counts what is put there, so that what comes late
// can tell that it is not wanted any more.
type board struct {
	fyne.Clipboard
	puts int
}

// SetContent implements fyne.Clipboard.
func (b *board) SetContent(words string) {
	b.puts++
	b.Clipboard.SetContent(words)
}

// loanTime is how long a secret may stay on the clipboard.
const loanTime = 60 * time.Second

// loan lends secrets to the clipboard, one at a time, and takes back what
// nothing else has replaced meanwhile. It belongs to the UI thread, as the
// clipboard does. What a clipboard manager has kept is out of its reach.
type loan struct {
	board *board
	wait  later
	lent  secret.Value[string] // none when nothing is out
	turn  int                  // which loan this is, so that an older one's end does not cut it short
}

func newLoan(c fyne.Clipboard, wait later) *loan {
	return &loan{board: &board{Clipboard: c}, wait: wait}
}

// give puts a secret on the clipboard for loanTime.
func (l *loan) give(s secret.Value[string]) {
	l.board.SetContent(s.Reveal())
	l.lent = s
	l.turn++
	mine := l.turn
	l.wait(loanTime, func() {
		if l.turn == mine {
			l.takeBack()
		}
	})
}

// takeBack empties the clipboard if it still holds the secret. The system is
// asked only then: it may take its time to answer.
func (l *loan) takeBack() {
	if l.lent.IsZero() {
		return
	}
	mine := l.lent
	l.lent = secret.Value[string]{}
	if l.board.Content() == mine.Reveal() {
		l.board.SetContent("")
	}
}

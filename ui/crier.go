package ui

import (
	"context"
	"runtime"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"

	"passdesk/store"
	"passdesk/ui/model"
)

const (
	crierTime = 2 * time.Second // least time between two looks for failures
	crierMost = 100             // failures that are looked at at once
)

// crier looks for failures and has the desktop tell of them, and of the way in,
// while the reader looks elsewhere.
type crier struct {
	backend Backend
	deliver func(newest []store.Issuance, more bool)
	send    func(*fyne.Notification)
	sending chan struct{} // holds what is on its way to the desktop

	// Of the UI thread.
	herald model.Herald
	front  bool
}

func newCrier(d *Desk) *crier {
	c := &crier{backend: d.backend, send: d.options.Notify, sending: make(chan struct{}, 1)}
	if c.send == nil {
		c.send = d.app.SendNotification
	}
	onUI := d.options.RunOnUI
	c.deliver = func(newest []store.Issuance, more bool) {
		onUI(func() { c.herald.Failures(d.options.Now(), newest, more) })
	}
	d.app.Lifecycle().SetOnEnteredForeground(func() { onUI(func() { c.front = true; d.outside.hidden = false; d.lookHere() }) })
	d.app.Lifecycle().SetOnExitedForeground(func() { onUI(func() { c.front = false; d.lookAway() }) })
	return c
}

// run looks for failures until ctx ends.
func (c *crier) run(ctx context.Context) {
	wake, stop := c.backend.Watch()
	defer stop()
	whenever(ctx, wake, nil, crierTime, func() error {
		newest, err := c.backend.Head(ctx, store.Filter{Status: []store.Status{store.Failed}}, store.Order{}, crierMost)
		if err == nil && ctx.Err() == nil {
			c.deliver(newest, len(newest) == crierMost)
		}
		return err
	})
}

// tell has the desktop show something. It may take its time to take it, and
// nobody waits for that; while it does not, more is of no use.
func (c *crier) tell(n *fyne.Notification) {
	select {
	case c.sending <- struct{}{}:
		go func() {
			defer func() { <-c.sending }()
			c.send(n)
		}()
	default:
	}
}

// cry tells what there is to be told.
func (d *Desk) cry() {
	attention := model.Attention{Front: d.crier.front && !d.outside.hidden, Quiet: d.wishes.Quiet}
	if n := d.crier.herald.Next(d.options.Now(), d.connection, attention); n.Kind != model.NoNote {
		d.crier.tell(notification(n, runtime.GOOS))
	}
}

// noteLength bounds what a notification says, in characters.
const noteLength = 300

// notification puts a note into words for a desktop.
func notification(n model.Note, system string) *fyne.Notification {
	var title string
	var lines []string
	switch n.Kind {
	case model.LostNote:
		title, lines = text("note.lost"), []string{sentence(n.Connection.Notice())}
	case model.BackNote:
		title, lines = text("note.back"), []string{text("note.back_why", values{"Length": lasting(n.Lasted)})}
	case model.FailuresNote:
		title = counted("note.failures", n.Count)
		if n.More {
			title = counted("note.failures_more", n.Count)
		}
		lines = groupLines(n)
	}
	for i := range lines {
		lines[i] = plainly(clip(lines[i], noteLength), system)
	}
	between := "\n"
	if system == "windows" {
		between = " · "
	}
	return fyne.NewNotification(plainly(title, system), strings.Join(lines, between))
}

// groupLines says for which reasons issuances failed.
func groupLines(n model.Note) (lines []string) {
	for _, g := range n.Groups {
		reason := g.Reason
		if reason == "" {
			reason = text("failed.unknown")
		}
		if len(n.Groups) > 1 {
			reason = text("note.group", values{"N": figure(g.Count), "Reason": reason})
		}
		lines = append(lines, reason)
	}
	if n.Others > 0 {
		lines = append(lines, counted("note.others", n.Others))
	}
	return lines
}

// markup and script are what makes words harmless where a desktop takes them for
// markup, or puts them into a script.
var (
	markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	script = strings.NewReplacer("$", "＄", "`", "'", `"`, "'", "“", "'", "”", "'", "„", "'")
)

// plainly has a desktop show words as they are, on one line.
func plainly(words, system string) string {
	words = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, words)
	switch system {
	case "windows":
		return script.Replace(words)
	case "darwin":
		return words
	default:
		return markup.Replace(words)
	}
}

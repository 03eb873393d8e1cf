package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"passdesk/app/export"
	"passdesk/store"
)

// options are how the command writes records.
func (e *exportCommand) options(ctx context.Context, c *console, records *store.Reader, secrets export.Secrets) export.Options {
	o := export.Options{Columns: e.Columns, BOM: e.BOM, Secrets: secrets}
	if !isTerminal(c.stderr) || e.File == "-" && isTerminal(c.stdout) {
		return o
	}
	if newest, err := records.Newest(ctx, store.Filter{}, 1); err == nil && len(newest) > 0 {
		o.Last = newest[0].ID // without it there is only the count
	}
	o.Progress = func(p export.Progress) { showProgress(c.stderr, p) }
	return o
}

// isTerminal tells whether somebody may be looking.
func isTerminal(w io.Writer) bool {
	f, is := w.(*os.File)
	if !is {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// emptyLine goes to the start of a terminal's line and empties it.
const emptyLine = "\r\x1b[K"

// showProgress keeps one line of a terminal up to date.
func showProgress(w io.Writer, p export.Progress) {
	switch {
	case p.Share >= 1:
		fmt.Fprintf(w, emptyLine+"%d records written.\n", p.Records)
	case p.Left > 0:
		fmt.Fprintf(w, emptyLine+"%3.0f %%, %d records, %s left", 100*p.Share, p.Records, p.Left.Round(time.Second))
	default:
		fmt.Fprintf(w, emptyLine+"%d records", p.Records)
	}
}

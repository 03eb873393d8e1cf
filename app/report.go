package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"passdesk/app/export"
	"passdesk/app/shift"
	"passdesk/store"
)

// reportCommand tells what happened between two times, beside a desk that is
// receiving or without one.
type reportCommand struct {
	File   string        `arg:"" default:"-" help:"File to write, - for standard output (${default})."`
	Since  string        `placeholder:"TIME" help:"From when, such as 2026-03-01, 2026-03-01T08:00 or 08:00; by default the start of today."`
	Until  string        `placeholder:"TIME" help:"Until when; a day is meant to its end. By default now."`
	Format export.Format `enum:",text,html,json" default:"" placeholder:"text|html|json" help:"Format; html is a page to print or to save as PDF. By default what the file's name ends with, or else text."`
}

// Run writes the report. It goes into the log of acts before it goes out.
func (p *reportCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	now := time.Now()
	since, until, err := p.times(now)
	if err != nil {
		return err
	}
	target := exportCommand{File: p.File}
	if err := target.keepOut(s.Data); err != nil {
		return err
	}
	if ending := strings.ToLower(filepath.Ext(p.File)); p.Format == "" {
		p.Format = map[string]export.Format{".html": "html", ".htm": "html", ".json": "json"}[ending]
	}
	p.Format = cmp.Or(p.Format, "text")
	made, err := gatherReport(ctx, s.Data, since, until, now)
	if ctx.Err() != nil {
		return errors.New("stopped before the end")
	}
	if err != nil {
		return err
	}
	enterExport(s, c, exportDetail{What: "report", Format: p.Format, Count: made.Deliveries, Complete: true, File: filepath.Base(p.File)})
	write := func(w io.Writer) error {
		switch p.Format {
		case "html":
			return made.HTML(w, time.Local)
		case "json":
			return made.JSON(w)
		}
		return made.Text(w, time.Local)
	}
	if p.File == "-" {
		return write(c.stdout)
	}
	return export.ToFile(p.File, write)
}

func gatherReport(ctx context.Context, dir string, since, until, now time.Time) (made shift.Report, err error) {
	r, err := store.OpenReader(dir, nil) // counting needs no key
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return shift.Gather(ctx, r, since, until, now, actWords)
}

func (p *reportCommand) times(now time.Time) (since, until time.Time, err error) {
	year, month, day := now.Date()
	since, until = time.Date(year, month, day, 0, 0, 0, 0, now.Location()), now
	if p.Since != "" {
		if since, _, err = momentOf(p.Since, now); err != nil {
			return since, until, usageError{fmt.Errorf("--since: %w", err)}
		}
	}
	if p.Until != "" {
		wholeDay := false
		if until, wholeDay, err = momentOf(p.Until, now); err != nil {
			return since, until, usageError{fmt.Errorf("--until: %w", err)}
		}
		if wholeDay {
			until = until.AddDate(0, 0, 1)
		}
	}
	if !since.Before(until) {
		return since, until, usageError{errors.New("--since must be before --until")}
	}
	return since, until, nil
}

// momentOf reads a time as staff write it, where they are, and tells whether it
// is a day without a time.
func momentOf(text string, now time.Time) (t time.Time, wholeDay bool, err error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, false, nil
		}
	}
	if t, err := time.ParseInLocation("2006-01-02", text, now.Location()); err == nil {
		return t, true, nil
	}
	if t, err := time.ParseInLocation("15:04", text, now.Location()); err == nil {
		year, month, day := now.Date()
		return time.Date(year, month, day, t.Hour(), t.Minute(), 0, 0, now.Location()), false, nil
	}
	return t, false, fmt.Errorf("%q is no time: write 2026-03-01, 2026-03-01T08:00, 08:00 or 2026-03-01T08:00:00Z", text)
}

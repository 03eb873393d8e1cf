package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"passdesk/app/export"
	"passdesk/app/shift"
	"passdesk/store"
	"passdesk/ui/model"
)

// reportCommand tells what happened between two times, beside a desk that is
// receiving or without one.
type reportCommand struct {
	File   string        `arg:"" default:"-" help:"File to write, - for standard output (${default})."`
	Since  string        `placeholder:"TIME" help:"From when: a time (08:00, 2026-11-20T08:00), a day (2026-11-20, monday, 3d), a month, or a moment (RFC 3339). By default the start of today."`
	Until  string        `placeholder:"TIME" help:"Until when; a day or a month counts as a whole. By default now."`
	Format export.Format `enum:",text,html,json" default:"" placeholder:"text|html|json" help:"Format; html is a page to print or to save as PDF. By default what the file's name ends with, or else text."`
}

// Run writes the report. It goes into the log of acts before it goes out.
func (p *reportCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	now := time.Now()
	since, until, err := p.times(now)
	if err != nil {
		return err
	}
	if err := keepOut(s.Data, p.File); err != nil {
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
	return shift.Gather(ctx, r, since, until, now, func(a store.Act) string { return actWords(a).String() })
}

func (p *reportCommand) times(now time.Time) (since, until time.Time, err error) {
	year, month, day := now.Date()
	since, until = time.Date(year, month, day, 0, 0, 0, 0, now.Location()), now
	if p.Since != "" {
		if since, err = momentOf(p.Since, now, model.ParseSince); err != nil {
			return since, until, usageError{fmt.Errorf("--since: %w", err)}
		}
	}
	if p.Until != "" {
		if until, err = momentOf(p.Until, now, model.ParseUntil); err != nil {
			return since, until, usageError{fmt.Errorf("--until: %w", err)}
		}
	}
	if !since.Before(until) {
		return since, until, usageError{errors.New("--since must be before --until")}
	}
	return since, until, nil
}

// momentOf reads a time as staff write it, where they are: to the minute, or else
// a date.
func momentOf(text string, now time.Time, date func(string, time.Time) (time.Time, error)) (time.Time, error) {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	if t, err := time.ParseInLocation("15:04", text, now.Location()); err == nil {
		year, month, day := now.Date()
		return time.Date(year, month, day, t.Hour(), t.Minute(), 0, 0, now.Location()), nil
	}
	t, err := date(text, now)
	if err != nil {
		return t, fmt.Errorf("%w, or a time such as 08:00 or 2026-11-20T08:00", err)
	}
	return t, nil
}

// Report writes a page about what happened between two times.
func (e exporter) Report(ctx context.Context, since, until, file string) (string, error) {
	now := time.Now()
	wish := reportCommand{Since: strings.TrimSpace(since), Until: strings.TrimSpace(until)}
	from, to, err := wish.times(now)
	if err != nil {
		why := strings.NewReplacer("--since: ", "", "--until: ", "", "--since", "the beginning", "--until", "the end").Replace(err.Error())
		return "", sentence("No report was written: {{.Why}}.").With("Why", why)
	}
	name := "-"
	if file == "" {
		file = filepath.Join(xdg.CacheHome, "passdesk", "report.html")
		err = os.MkdirAll(filepath.Dir(file), 0o700)
	} else {
		name = filepath.Base(file)
		if err := e.keepOut(file); err != nil {
			return "", err
		}
	}
	if err == nil {
		err = e.writeReport(ctx, from, to, now, file, name)
	}
	if err != nil {
		return "", sentence("No report was written.").Then(whyNoExport(err))
	}
	return file, nil
}

func (e exporter) writeReport(ctx context.Context, from, to, now time.Time, file, name string) error {
	made, err := gatherReport(ctx, e.dir, from, to, now)
	if err != nil {
		return err
	}
	err = e.entered(ctx, exportDetail{What: "report", Format: "html", Count: made.Deliveries, Complete: true, File: name})
	if err == nil {
		err = export.ToFile(file, func(w io.Writer) error { return made.HTML(w, time.Local) })
	}
	return err
}

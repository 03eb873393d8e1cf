package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"passdesk/app/export"
	"passdesk/store"
)

// exportCommand writes the records out, beside a desk that is receiving or
// without one.
type exportCommand struct {
	File   string        `arg:"" help:"File to write, - for standard output."`
	Format export.Format `enum:",csv,ndjson" default:"" placeholder:"csv|ndjson" help:"Format; by default what the file's name ends with."`
	Status []string      `enum:"succeeded,failed,pending,other" placeholder:"STATUS" help:"Only these: succeeded, failed, pending, other."`
}

// Run exports every delivery that the flags let through, oldest first.
func (e *exportCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	var filter store.Filter
	for _, word := range e.Status {
		status, err := store.ParseStatus(word)
		if err != nil {
			return usageError{err}
		}
		filter.Status = append(filter.Status, status)
	}
	format, err := e.format()
	if err != nil {
		return err
	}
	if err := e.keepOut(s.Data); err != nil {
		return err
	}
	records, err := store.OpenReader(s.Data, nil) // records need no key
	if err != nil {
		return err
	}
	defer records.Close()
	write := func(w io.Writer) error { return export.Write(w, format, records.All(ctx, filter)) }
	if e.File == "-" {
		err = write(c.stdout)
	} else {
		err = export.ToFile(e.File, write)
	}
	if ctx.Err() != nil {
		return errors.New("stopped before the end; a file that was there before is as it was")
	}
	return err
}

// keepOut refuses a target among the records: replacing the database with an
// export of it would be the end of both.
func (e *exportCommand) keepOut(data string) error {
	folder, err := os.Stat(data)
	if err != nil {
		return nil // there is nothing to harm
	}
	target := e.File
	if resolved, err := filepath.EvalSymlinks(target); err == nil {
		target = resolved
	}
	if parent, err := os.Stat(filepath.Dir(target)); err == nil && os.SameFile(parent, folder) && e.File != "-" {
		return usageError{errors.New("this folder holds the records themselves; export to another")}
	}
	return nil
}

func (e *exportCommand) format() (export.Format, error) {
	extension := strings.ToLower(filepath.Ext(e.File))
	switch {
	case e.Format != "":
		return e.Format, nil
	case extension == ".ndjson":
		return export.NDJSON, nil
	case extension == ".csv", e.File == "-":
		return export.CSV, nil
	}
	return "", usageError{errors.New("the file's name does not tell the format; end it with .csv or .ndjson, or say --format")}
}

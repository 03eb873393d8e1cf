package main

import (
	"io"
	"path/filepath"
	"strings"

	"passdesk/app/export"
	"passdesk/store"
)

// exportCommand writes the records out, beside a desk that is receiving or
// without one.
type exportCommand struct {
	File   string        `arg:"" help:"File to write, - for standard output."`
	Format export.Format `enum:",csv,ndjson" default:"" placeholder:"csv|ndjson" help:"Format; by default what the file's name ends with, else csv."`
	Status []string      `enum:"succeeded,failed,pending,other" placeholder:"STATUS" help:"Only these: succeeded, failed, pending, other."`
}

// Run exports every delivery that the flags let through, oldest first.
func (e *exportCommand) Run(s *settings, c *console) (err error) {
	ctx, stop := untilSignal()
	defer stop()
	var filter store.Filter
	for _, word := range e.Status {
		status, err := store.ParseStatus(word)
		if err != nil {
			return usageError{err}
		}
		filter.Status = append(filter.Status, status)
	}
	records, err := store.OpenReader(s.Data, nil) // records need no key
	if err != nil {
		return err
	}
	defer records.Close()
	write := func(w io.Writer) error { return export.Write(w, e.format(), records.All(ctx, filter)) }
	if e.File == "-" {
		return write(c.stdout)
	}
	return export.ToFile(e.File, write)
}

func (e *exportCommand) format() export.Format {
	switch {
	case e.Format != "":
		return e.Format
	case strings.EqualFold(filepath.Ext(e.File), ".ndjson"):
		return export.NDJSON
	}
	return export.CSV
}

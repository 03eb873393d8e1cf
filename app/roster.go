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
	"passdesk/app/roster"
	"passdesk/store"
	"passdesk/ui/model"
)

// rosterCommand holds a list of expected people against the records, beside a
// desk that is receiving or without one. It keeps nothing.
type rosterCommand struct {
	File    string            `arg:"" help:"List of people: CSV or XLSX, its columns in any order."`
	Columns map[string]string `mapsep:"," placeholder:"email=TITLE,…" help:"What the columns are, where they are guessed wrong: email, name, given, family, id, each with the column's title or #3 for the third."`
	Filter  string            `placeholder:"FILTER" help:"Only issuances that this lets through, as in the desk's search box: 'template:diploma since:2026-06'. Without it everybody else is unexpected."`
	Out     string            `placeholder:"FILE" help:"Write how it stands with each, - for standard output."`
	Format  export.Format     `enum:",csv,xlsx,ndjson,json" default:"" placeholder:"csv|xlsx|ndjson|json" help:"Format of that; by default what the file's name ends with."`
}

// Run prints how it stands with the people in one line, and writes them out if
// that is asked for.
func (r *rosterCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	filter, err := parseFilter(r.Filter, time.Now())
	if err != nil {
		return err
	}
	format, err := r.format(s)
	if err != nil {
		return err
	}
	people, err := r.people(ctx, c)
	if err == nil {
		err = r.reconcile(ctx, s, c, people, filter, format)
	}
	if ctx.Err() != nil {
		return errors.New("stopped before the end")
	}
	return err
}

func (r *rosterCommand) format(s *settings) (export.Format, error) {
	if r.Out == "" {
		return "", nil
	}
	if err := keepOut(s.Data, r.Out); err != nil {
		return "", err
	}
	format := cmp.Or(r.Format, export.FormatOf(r.Out))
	if format == "" && r.Out == "-" {
		format = export.CSV
	}
	if format == "" {
		return "", usageError{errors.New("the name after --out does not tell the format; end it with .csv, .xlsx, .ndjson or .json, or say --format")}
	}
	return format, nil
}

// people reads the file and says what its columns are taken for.
func (r *rosterCommand) people(ctx context.Context, c *console) ([]store.Expected, error) {
	file, err := roster.Open(ctx, r.File)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(r.File), err)
	}
	if err := roster.Correct(&file, r.Columns); err != nil {
		if len(r.Columns) > 0 || errors.Is(err, roster.ErrColumns) {
			return nil, usageError{fmt.Errorf("--columns: %w", err)}
		}
		return nil, err
	}
	people, err := roster.People(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(r.File), err)
	}
	c.complain("columns: " + roster.Taken(file) + "; correct them with --columns")
	return people, nil
}

func (r *rosterCommand) reconcile(ctx context.Context, s *settings, c *console, people []store.Expected, filter store.Filter, format export.Format) (err error) {
	records, err := store.OpenReader(s.Data, nil) // names and contacts need no key
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	list, err := records.List(ctx, roster.Scope(filter), store.Order{})
	if err != nil {
		return err
	}
	found, err := roster.Reconcile(ctx, records, list, people, nil)
	if err != nil {
		return err
	}
	told := c.stdout
	switch r.Out {
	case "":
	case "-":
		told = c.stderr
		err = r.write(ctx, c.stdout, s, c, records, found, format)
	default:
		err = export.ToFile(r.Out, func(w io.Writer) error { return r.write(ctx, w, s, c, records, found, format) })
	}
	if err == nil {
		_, err = fmt.Fprintln(told, rosterWords(rosterName(r.File), found))
	}
	return err
}

// write writes the people out, and enters that into the log of acts.
func (r *rosterCommand) write(ctx context.Context, w io.Writer, s *settings, c *console, records *store.Reader, found model.Reconciled, format export.Format) error {
	err := export.WriteRoster(w, format, expectedOf(ctx, records, found), false)
	enterExport(s, c, exportDetail{
		What: "roster", Format: format, Count: len(found.Lines) + len(found.Unexpected), Complete: err == nil, File: filepath.Base(r.Out),
	})
	return err
}

// rosterName is what a list is called that nobody gave a name.
func rosterName(file string) string {
	name := filepath.Base(file)
	return cmp.Or(strings.TrimSuffix(name, filepath.Ext(name)), name)
}

// rosterWords says in one line how it stands.
func rosterWords(name string, r model.Reconciled) string {
	words := fmt.Sprintf("%s: %d of %d issued", name, r.Counts[model.RosterIssued], len(r.Lines))
	for state := model.RosterIssued + 1; state < model.RosterStates; state++ {
		if n := r.Counts[state]; n > 0 {
			words += fmt.Sprintf(", %d %s", n, state)
		}
	}
	return words
}

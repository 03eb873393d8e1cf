package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/export"
	"passdesk/store"
	"passdesk/store/vault"
)

// exportCommand writes the records out, beside a desk that is receiving or
// without one.
type exportCommand struct {
	File        string        `arg:"" help:"File to write, - for standard output."`
	Format      export.Format `enum:",csv,xlsx,ndjson,json" default:"" placeholder:"csv|xlsx|ndjson|json" help:"Format; by default what the file's name ends with."`
	BOM         bool          `name:"bom" help:"Start CSV with a byte order mark, so that Excel reads letters beyond English."`
	Columns     []string      `placeholder:"NAME" help:"Only these columns."`
	Status      []string      `enum:"succeeded,failed,pending,other" placeholder:"STATUS" help:"Only these: succeeded, failed, pending, other."`
	Template    []string      `placeholder:"NAME" sep:"none" help:"Only templates whose name contains this, in any case."`
	Search      string        `placeholder:"WORDS" help:"Only what contains each of these words; \"quoted\" ones stand together."`
	Since       string        `placeholder:"DATE" help:"Only what came since then: a day (2026-11-20, today, monday, 3d), a month, or a moment (RFC 3339)."`
	Until       string        `placeholder:"DATE" help:"Only what came until then; a day or a month counts as a whole."`
	Filter      string        `placeholder:"FILTER" help:"Only what this lets through, as in the desk's search box: 'status:failed -template:badge ada'."`
	WithSecrets bool          `help:"Also write the keys that open encrypted credentials; whoever has the file can open them."`
	Acts        bool          `help:"Write the log of acts instead, what was done with the records, as ndjson, and prove that it is whole."`
}

// Run exports every delivery that the flags let through, oldest first, or the
// log of acts. Either goes into that log.
func (e *exportCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	filter, err := e.filter(time.Now())
	if err != nil {
		return err
	}
	format, err := e.format()
	if err != nil {
		return err
	}
	if err := keepOut(s.Data, e.File); err != nil {
		return err
	}
	write := func(w io.Writer) (int, error) { return e.writeRecords(ctx, w, s, c, format, filter) }
	if e.Acts {
		write = func(w io.Writer) (int, error) { return writeActs(ctx, w, s.Data) }
	}
	// What goes out is in the log before a file takes its name.
	entered := func(w io.Writer) error {
		count, err := write(w)
		if count > 0 || err == nil {
			enterExport(s, c, e.detail(format, count, err == nil))
		}
		return err
	}
	if e.File == "-" {
		err = entered(c.stdout)
	} else {
		err = export.ToFile(e.File, entered)
	}
	if e.Acts && err == nil {
		err = proveActs(ctx, s, c) // the file is there all the same
	}
	if ctx.Err() != nil {
		return errors.New("stopped before the end; a file that was there before is as it was")
	}
	return err
}

// writeRecords tells how many there were. It lets the folder go before it
// returns: the last one to do so tidies the database up, and a reader cannot.
func (e *exportCommand) writeRecords(ctx context.Context, w io.Writer, s *settings, c *console, f export.Format, filter store.Filter) (count int, err error) {
	var custody vault.Custody // records need no key, their secrets do
	if e.WithSecrets {
		if custody, err = s.custody(); err != nil {
			return 0, err
		}
	}
	records, err := store.OpenReader(s.Data, custody)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	var secrets export.Secrets
	if e.WithSecrets {
		if err := records.Locked(); err != nil {
			return 0, err
		}
		// Before the first of them leaves: what a pipe has taken cannot be taken back.
		if err := recordExport(s, e.detail(f, 0, false)); err != nil {
			return 0, fmt.Errorf("nothing was exported, for no key leaves without an entry in the log of acts: %w", err)
		}
		fmt.Fprintln(c.stderr, "passdesk: the export has the keys to credentials in it; keep it as safe as the credentials themselves.")
		secrets = func(i *store.Issuance) (string, error) { return keyOf(ctx, records, i, c.complain) }
	}
	err = export.Write(w, f, func(yield func(store.Issuance, error) bool) {
		for i, err := range records.All(ctx, filter) {
			if err == nil {
				count++
			}
			if !yield(i, err) {
				return
			}
		}
	}, e.options(ctx, c, records, secrets))
	return count, err
}

// keyOf gives the key that came with an issuance's credential. One that cannot
// be read any more is told, and keeps nobody from the others.
func keyOf(ctx context.Context, records *store.Reader, i *store.Issuance, tell func(string)) (string, error) {
	delivery, err := records.Delivery(ctx, i.DeliveryID)
	switch {
	case errors.Is(err, store.ErrDamaged):
		tell(fmt.Sprintf("message %q cannot be opened, its key is left out: %v", i.MessageID, err))
		return "", nil
	case errors.Is(err, store.ErrNotFound):
		if _, err := records.Issuance(ctx, i.ID); err == nil { // and not erased meanwhile
			tell(fmt.Sprintf("the body of message %q is missing, and its key with it", i.MessageID))
		}
		return "", nil
	case err != nil:
		return "", err
	}
	event, _ := crossmint.Decode(delivery.Body) // what cannot be read has no key
	return event.Secret.Reveal(), nil
}

// keepOut refuses a target among the records, "-" for standard output: replacing
// the database with an export of it would be the end of both.
func keepOut(data, target string) error {
	folder, err := os.Stat(data)
	if err != nil || target == "-" {
		return nil // there is nothing to harm
	}
	if resolved, err := filepath.EvalSymlinks(target); err == nil {
		target = resolved
	}
	if parent, err := os.Stat(filepath.Dir(target)); err == nil && os.SameFile(parent, folder) {
		return usageError{errors.New("this folder holds the records themselves; export to another")}
	}
	return nil
}

// keepOut is the same for the desk. Its error is a sentence.
func (p *program) keepOut(target string) error {
	if keepOut(p.dir, target) != nil {
		return sentence("This folder holds the records themselves. Choose another.")
	}
	return nil
}

func (e *exportCommand) format() (export.Format, error) {
	format := cmp.Or(e.Format, export.FormatOf(e.File))
	if format == "" && e.File == "-" && !e.Acts {
		format = export.CSV
	}
	switch {
	case e.Acts && (e.narrowed() || e.WithSecrets || e.BOM || len(e.Columns) > 0 || format != "" && format != export.NDJSON):
		return "", usageError{errors.New("the log of acts is written whole, as ndjson")}
	case e.Acts:
		return export.NDJSON, nil
	case format == "":
		return "", usageError{errors.New("the file's name does not tell the format; end it with .csv, .xlsx, .ndjson or .json, or say --format")}
	case e.BOM && format != export.CSV:
		return "", usageError{errors.New("--bom is for CSV; the other formats say themselves how they are encoded")}
	}
	for _, name := range e.Columns {
		if !slices.Contains(export.Columns(), name) {
			return "", usageError{fmt.Errorf("there is no column %q; the columns are %s", name, strings.Join(export.Columns(), ", "))}
		}
	}
	return format, nil
}

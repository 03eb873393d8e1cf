package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"slices"

	"passdesk/app/export"
	"passdesk/store"
	"passdesk/ui"
	"passdesk/ui/model"
)

// exporter writes records out for the desk. Its errors are sentences.
type exporter struct{ *program }

var _ ui.Exporter = exporter{}

// Columns names what a record has.
func (exporter) Columns() []string { return export.Columns() }

// Export writes what is wanted to its file. It is in the log of acts before the
// file takes its name.
func (e exporter) Export(ctx context.Context, wish model.Export, tell func(model.Progress)) (done model.Exported, err error) {
	if err := e.keepOut(wish.File); err != nil {
		return done, err
	}
	err = e.ready(ctx, wish)
	if err == nil {
		err = export.ToFile(wish.File, func(w io.Writer) (err error) {
			done, err = e.write(ctx, w, wish, tell)
			if done.Records == 0 && err != nil {
				return err // nothing was given out
			}
			// Without the entry nothing leaves; what broke off has one as well.
			return errors.Join(err, e.enterRecords(context.WithoutCancel(ctx), wish, done.Records, err == nil))
		})
	}
	switch {
	case err == nil:
		return done, nil
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return model.Exported{}, sentence("Nothing was exported; a file that was there before is as it was.").Then(whyNoExport(err))
}

// ready tells why keys cannot be given out, and enters that they are about to
// be: what a pipe has taken cannot be taken back.
func (e exporter) ready(ctx context.Context, wish model.Export) error {
	if !wish.Keys {
		return nil
	}
	if err := e.store.Locked(); err != nil {
		return err
	}
	return e.enterRecords(ctx, wish, 0, false)
}

// enterRecords puts an export of records into the log of acts.
func (e exporter) enterRecords(ctx context.Context, wish model.Export, count int64, complete bool) error {
	d := exportDetail{
		What: "records", Format: export.Format(wish.Format), Count: int(count),
		Secrets: wish.Keys, Complete: complete, File: filepath.Base(wish.File),
	}
	if wish.Keys {
		return e.enter(ctx, d)
	}
	return e.entered(ctx, d)
}

func (e exporter) write(ctx context.Context, w io.Writer, wish model.Export, tell func(model.Progress)) (done model.Exported, err error) {
	o := export.Options{Columns: wish.Columns, BOM: wish.Mark, Progress: func(p export.Progress) { tell(model.Progress(p)) }}
	if wish.Keys {
		o.Secrets = func(i *store.Issuance) (string, error) {
			return keyOf(ctx, e.store.Reader, i, func(string) { done.Keyless++ })
		}
	}
	records, err := e.records(ctx, wish.Rows, &o)
	if err != nil {
		return done, err
	}
	err = export.Write(w, export.Format(wish.Format), func(yield func(store.Issuance, error) bool) {
		for i, err := range records {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(i, err) {
				return
			}
			if err == nil {
				done.Records++
			}
		}
	}, o)
	return done, err
}

// records are those that are meant. How far they go is set in the options.
func (e exporter) records(ctx context.Context, which model.Which, o *export.Options) (iter.Seq2[store.Issuance, error], error) {
	switch which := which.(type) {
	case model.Found:
		list, err := e.store.List(ctx, which.Filter, which.Order)
		if err != nil {
			return nil, err
		}
		o.Total = int64(list.Len())
		return e.rows(ctx, func(yield func(int64) bool) {
			for i := range list.Len() {
				if !yield(list.ID(i)) {
					return
				}
			}
		}), nil
	case model.Picked:
		o.Total = int64(which.Count())
		return e.rows(ctx, which.IDs()), nil
	}
	newest, err := e.store.Newest(ctx, store.Filter{}, 1)
	if err != nil {
		return nil, err
	}
	if len(newest) > 0 {
		o.Last = newest[0].ID
	}
	return e.store.All(ctx, store.Filter{}), nil
}

// rowsAtOnce is how many records of a list are read at a time.
const rowsAtOnce = 1000

// rows reads records by id in that order. Those that are not there any more are
// left out.
func (e exporter) rows(ctx context.Context, ids iter.Seq[int64]) iter.Seq2[store.Issuance, error] {
	return func(yield func(store.Issuance, error) bool) {
		for some := range chunks(ids, rowsAtOnce) {
			rows, err := e.store.Rows(ctx, some)
			if err != nil {
				yield(store.Issuance{}, err)
				return
			}
			for _, i := range rows {
				if !yield(i, nil) {
					return
				}
			}
		}
	}
}

// chunks gives so many at a time, in a slice that is used again.
func chunks(ids iter.Seq[int64], size int) iter.Seq[[]int64] {
	return func(yield func([]int64) bool) {
		some := make([]int64, 0, size)
		for id := range ids {
			if some = append(some, id); len(some) < size {
				continue
			}
			if !yield(some) {
				return
			}
			some = some[:0]
		}
		if len(some) > 0 {
			yield(some)
		}
	}
}

// whyNoExport explains why a file could not be written.
func whyNoExport(err error) sentence {
	// The trouble with the log comes with that of the records.
	known := []error{store.ErrLocked, store.ErrChain, store.ErrDamaged}
	if file, is := errors.AsType[*export.FileError](err); is && !slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) }) {
		return fileTroubles[file.Trouble]
	}
	return why(err)
}

// fileTroubles says what can be wrong with the place that is written to.
var fileTroubles = map[error]sentence{
	export.ErrFull:     "The disk is full: free some space and try again.",
	export.ErrTooLarge: "The file would be larger than the disk or your account allows: export fewer records, or to another disk.",
	export.ErrDenied:   "That place cannot be written to: choose another, or make it writable.",
	export.ErrNoFolder: "There is no such folder: make it first, or choose another.",
	export.ErrFolder:   "A folder stands there: give the file a name of its own.",
	export.ErrNotEmpty: "That folder has something in it: choose another.",
	export.ErrOpen:     "Another program has the file open: close it there and try again.",
}

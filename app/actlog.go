package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"

	"passdesk/app/export"
	"passdesk/store"
	"passdesk/ui/model"
)

// Acts gives a page of the log of acts, those that wait to be entered first.
func (k keeper) Acts(ctx context.Context, before int64, limit int) (page []model.Act, err error) {
	var acts []store.Act
	if before == 0 {
		acts, err = k.store.NotedActs(ctx)
		slices.Reverse(acts)
	}
	if err == nil {
		var entered []store.Act
		entered, err = k.store.ActsBefore(ctx, before, limit)
		acts = append(acts, entered...)
	}
	for _, a := range acts {
		if err == nil {
			var one model.Act
			one, err = k.act(ctx, a)
			page = append(page, one)
		}
	}
	return page, said("The log cannot be read.", err)
}

// act says in words what an entry is about.
func (k keeper) act(ctx context.Context, a store.Act) (model.Act, error) {
	shown := model.Act{ID: a.ID, At: a.At, Kind: string(a.Kind), Detail: actWords(a)}
	if a.Issuance == 0 {
		return shown, nil
	}
	i, err := k.store.Issuance(ctx, a.Issuance)
	if errors.Is(err, store.ErrNotFound) { // erased
		err = nil
	}
	shown.About = cmp.Or(i.SubjectName, i.SubjectContact)
	return shown, err
}

// VerifyActs proves that the log is whole.
func (k keeper) VerifyActs(ctx context.Context) (int64, error) {
	n, err := k.store.VerifyActs(ctx)
	switch broken, is := errors.AsType[*store.ChainError](err); {
	case is && broken.End:
		return 0, sentence("The log is not as Passdesk wrote it: the mark at its end {{.Fault}}. Entries may have been taken away. Keep a copy of the folder and look who had access to this computer.").With("Fault", faultWords[broken.Fault])
	case is:
		return 0, sentence("The log is not as Passdesk wrote it: {{.Entry}}. Keep a copy of the folder and look who had access to this computer.").With("Entry", entryWords(broken))
	}
	return int64(n), said("The log could not be checked.", err)
}

// ExportActs writes the log to a file.
func (k keeper) ExportActs(ctx context.Context, file string) error {
	err := export.ToFile(file, func(w io.Writer) error {
		count, err := writeActs(ctx, w, k.dir)
		if err == nil {
			err = k.enter(ctx, exportDetail{What: "acts", Format: export.NDJSON, Count: count, Complete: true, File: filepath.Base(file)})
		}
		return err
	})
	return said("The log was not saved; a file that was there before is as it was.", err)
}

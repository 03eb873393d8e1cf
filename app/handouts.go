package main

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"time"

	"passdesk/app/export"
	"passdesk/store"
	"passdesk/ui/model"
)

// HandOut makes a folder with what passes are handed over with to many. It is in
// the log of acts before it takes its name.
func (e exporter) HandOut(ctx context.Context, wish model.Handout, tell func(int)) (done model.HandedOut, err error) {
	folder := filepath.Join(wish.Folder, wish.Name)
	if err := e.keepOut(folder); err != nil {
		return done, err
	}
	handout, err := e.handout(ctx, wish, tell)
	if err == nil {
		err = export.ToFolder(folder, func(dir string) (err error) {
			var written export.HandedOut
			written, done.IDs, err = e.handOut(ctx, handout, dir, folder, wish.Rows)
			done.Drafts, done.Revoked, done.NoLink = written.Drafts, written.Revoked, written.NoLink
			done.NoAddress, done.NoCode, done.Unprinted = written.NoAddress, written.NoCode, written.Unprinted
			if err == nil && written.Passes == 0 {
				return errNoPasses
			}
			if written.Passes == 0 {
				return err // nothing was given out
			}
			d := exportDetail{What: "handover", Format: "folder", Count: written.Passes, Complete: err == nil, File: filepath.Base(folder)}
			return errors.Join(err, e.entered(ctx, d))
		})
	}
	switch {
	case err == nil:
		done.Folder = folder
		return done, nil
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	}
	return model.HandedOut{}, sentence("No folder was made.").Then(whyNoHandout(err))
}

// errNoPasses means that a folder would be empty.
var errNoPasses = errors.New("there is no pass with a link among these")

func whyNoHandout(err error) sentence {
	switch {
	case errors.Is(err, errNoPasses):
		return "There is no pass with a link among these."
	case errors.Is(err, export.ErrTooMany):
		return "These are more than 20,000 passes, which is more than one folder should hold: narrow them down."
	}
	return whyNoExport(err)
}

// handout is what is wished for, with the message that staff write.
func (e exporter) handout(ctx context.Context, wish model.Handout, tell func(int)) (export.Handout, error) {
	h := export.Handout{Paper: export.A4, At: time.Now(), Progress: paced(tell)}
	if wish.Paper == "letter" {
		h.Paper = export.Letter
	}
	for _, p := range wish.Parts {
		h.Parts = append(h.Parts, export.Part(p))
	}
	letters, err := mailer(e).kept(ctx)
	if err != nil {
		return h, err
	}
	language := wish.Language
	if letters.Used != "" {
		language = letters.Used
	}
	h.Message = letters.in(language)
	h.Lettering, err = lettering()
	return h, err
}

// paced tells a few times a second.
func paced(tell func(int)) func(int64) {
	var told time.Time
	return func(n int64) {
		if now := time.Now(); now.Sub(told) > 200*time.Millisecond {
			told = now
			tell(int(n))
		}
	}
}

// handOut writes the passes into a folder and tells whose they are.
func (e exporter) handOut(ctx context.Context, h export.Handout, dir, final string, which model.Which) (done export.HandedOut, ids []int64, err error) {
	records, err := e.records(ctx, which, &export.Options{})
	if err != nil {
		return done, nil, err
	}
	done, err = h.Write(dir, final, passesOf(ctx, records, &ids))
	return done, ids, err
}

// passesOf leaves those that can be handed over, and notes whose have a link.
func passesOf(ctx context.Context, records iter.Seq2[store.Issuance, error], ids *[]int64) iter.Seq2[store.Issuance, error] {
	return func(yield func(store.Issuance, error) bool) {
		for i, err := range records {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil && (i.Status != store.Succeeded || i.SupersededBy != "") {
				continue
			}
			if err == nil && i.PassURL != "" && i.Unrevoked() {
				*ids = append(*ids, i.ID)
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

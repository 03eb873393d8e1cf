package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"passdesk/app/crossmint"
	"passdesk/app/export"
)

// SavePass writes a file that lies in a pass. It is in the log of acts before
// the file takes its name.
func (e exporter) SavePass(ctx context.Context, id int64, number int, file string) error {
	if err := e.keepOut(file); err != nil {
		return err
	}
	issuance, err := e.store.Issuance(ctx, id)
	if err == nil && !issuance.Unrevoked() {
		return sentence("Its credential is revoked, so its pass is not given out.")
	}
	var data []byte
	if err == nil {
		data, err = e.passFile(ctx, issuance.DeliveryID, number)
	}
	if err == nil {
		err = export.ToFile(file, func(w io.Writer) error {
			if _, err := w.Write(data); err != nil {
				return err
			}
			return e.entered(ctx, exportDetail{What: "pass", Format: "pkpass", Count: 1, Complete: true, File: filepath.Base(file)})
		})
	}
	if err == nil {
		return nil
	}
	reason := whyNoExport(err)
	if errors.Is(err, crossmint.ErrMalformed) {
		reason = "There is no such file in the delivery, or it is broken off."
	}
	return sentence("The pass was not saved; a file that was there before is as it was.").Then(reason)
}

// passFile reads one of the files in the pass that a delivery brought.
func (e exporter) passFile(ctx context.Context, delivery int64, number int) ([]byte, error) {
	found, err := e.store.Delivery(ctx, delivery)
	if err != nil {
		return nil, err
	}
	event, _ := crossmint.Decode(found.Body) // what cannot be read has no files
	if number < 0 || number >= len(event.Files) {
		return nil, crossmint.ErrMalformed
	}
	return event.Files[number].Open()
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"passdesk/app/crossmint"
	"passdesk/store"
)

// checkCommand checks the records, beside a desk that is receiving or without
// one.
type checkCommand struct {
	JSON bool `name:"json" help:"Print one object of JSON."`
}

// Run prints what it found on standard output, also when nothing could be
// checked, and fails unless all is well.
func (k *checkCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	custody, err := s.custody()
	if err != nil {
		return err
	}
	found, err := store.Check(ctx, s.Data, custody, reread)
	if ctx.Err() != nil {
		err = errors.New("stopped before the end")
	}
	if err != nil {
		found.Problems = append(found.Problems, err.Error())
	}
	show := showFigures
	if k.JSON {
		show = showFiguresJSON
	}
	if err := show(c.stdout, found); err != nil {
		return err
	}
	if !found.Fine() {
		return exitCode(exitFailed)
	}
	return nil
}

// reread reads a kept body as the door read it when it came.
func reread(d store.Delivery) (i store.Issuance) {
	defer func() {
		if recover() != nil { // the door has kept it unread
			i = store.Issuance{}
		}
	}()
	if d.Origin() != store.Delivered {
		return crossmint.DecodeOwn(d.Body).Issuance()
	}
	event, _ := crossmint.Decode(d.Body) // one that cannot be read is kept all the same
	return event.Issuance()
}

func showFigures(w io.Writer, found store.Report) error {
	_, err := fmt.Fprintf(w, "%d deliveries, %d issuances; %d bodies opened, %d bytes.\n", found.Deliveries, found.Issuances, found.Opened, found.Bytes)
	if err == nil && found.Fine() {
		_, err = fmt.Fprintln(w, "All is as it was received.")
	}
	listProblems(w, found)
	return err
}

// listProblems prints one problem a line.
func listProblems(w io.Writer, found store.Report) {
	for _, problem := range found.Problems {
		fmt.Fprintln(w, problem)
	}
	if found.Unlisted > 0 {
		fmt.Fprintf(w, "and %d more\n", found.Unlisted)
	}
}

func showFiguresJSON(w io.Writer, found store.Report) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		OK         bool     `json:"ok"`
		Deliveries int64    `json:"deliveries"`
		Issuances  int64    `json:"issuances"`
		Opened     int64    `json:"opened"`
		Bytes      int64    `json:"bytes"`
		Problems   []string `json:"problems"`
		Unlisted   int      `json:"unlisted"`
	}{found.Fine(), found.Deliveries, found.Issuances, found.Opened, found.Bytes, append([]string{}, found.Problems...), found.Unlisted})
}

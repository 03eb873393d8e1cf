package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"passdesk/app/export"
	"passdesk/store"
)

// exportDetail is what the log of acts says about an export. The file's folder
// is none of its business.
type exportDetail struct {
	What     string        `json:"what"` // "records", "acts", "person", "handover", "report", "roster" or "pass"
	Format   export.Format `json:"format"`
	Count    int           `json:"count"`
	Secrets  bool          `json:"secrets"`
	Complete bool          `json:"complete"`
	File     string        `json:"file"` // "-" for standard output
}

func (d exportDetail) text() string {
	text, err := json.Marshal(d)
	if err != nil {
		panic(err) // it is made of words and numbers
	}
	return string(text)
}

// enter puts an export of the desk into the log of acts, without which nothing
// leaves.
func (p *program) enter(ctx context.Context, d exportDetail) error {
	return p.store.Record(ctx, store.Act{Kind: store.ActExported, Detail: d.text()})
}

// entered is the same for what has no keys in it. While the log cannot be
// continued that is noted, which is enough: the rest can be read without
// Passdesk.
func (p *program) entered(ctx context.Context, d exportDetail) error {
	err := p.enter(context.WithoutCancel(ctx), d)
	if errors.Is(err, store.ErrLocked) || errors.Is(err, store.ErrChain) {
		return nil
	}
	return err
}

// enterExport puts an export of a command into the log of acts. That it cannot be
// is said, and keeps nobody from exporting: the records can be read without
// Passdesk.
func enterExport(s *settings, c *console, d exportDetail) {
	switch err := recordExport(s, d); {
	case errors.Is(err, store.ErrLocked), errors.Is(err, store.ErrChain):
		fmt.Fprintln(c.stderr, "passdesk: this export is noted, but not yet in the log of acts:", err)
	case err != nil:
		fmt.Fprintln(c.stderr, "passdesk: this export is not in the log of acts:", err)
	}
}

func (e *exportCommand) detail(f export.Format, count int, complete bool) exportDetail {
	d := exportDetail{What: "records", Format: f, Count: count, Secrets: e.WithSecrets, Complete: complete, File: filepath.Base(e.File)}
	if e.Acts {
		d.What = "acts"
	}
	return d
}

// recordExport is store.RecordBeside for an export.
func recordExport(s *settings, d exportDetail) error {
	custody, unusable := s.custody() // without one it is noted
	err := store.RecordBeside(s.Data, custody, store.Act{Kind: store.ActExported, Detail: d.text()})
	if err != nil {
		err = errors.Join(err, unusable)
	}
	return err
}

// actLine is an act as it is exported.
type actLine struct {
	ID        int64           `json:"id"` // 0 for one that is only noted
	At        string          `json:"at"`
	Kind      store.ActKind   `json:"kind"`
	MessageID string          `json:"message_id,omitempty"` // of the issuance it was about
	Detail    json.RawMessage `json:"detail,omitempty"`
	Unkeyed   bool            `json:"unkeyed"`
	Hash      string          `json:"hash"`
}

// writeActs writes the log of acts, then those that are only noted, and tells
// how many.
func writeActs(ctx context.Context, w io.Writer, dir string) (count int, err error) {
	r, err := store.OpenReader(dir, nil) // reading needs no key
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	page, err := r.Acts(ctx, 0, actsAtOnce)
	for len(page) > 0 && err == nil {
		if err = writePage(ctx, out, r, page); err == nil {
			count += len(page)
			page, err = r.Acts(ctx, page[len(page)-1].ID, actsAtOnce)
		}
	}
	if err != nil {
		return count, err
	}
	noted, err := r.NotedActs(ctx)
	if err == nil {
		err = writePage(ctx, out, r, noted)
	}
	if err != nil {
		return count, err
	}
	return count + len(noted), nil
}

// proveActs says that the log of acts is whole, or fails with store.ErrChain,
// or with store.ErrLocked when that cannot be told.
func proveActs(ctx context.Context, s *settings, c *console) (err error) {
	custody, err := s.custody()
	if err != nil {
		return err
	}
	r, err := store.OpenReader(s.Data, custody)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	n, err := r.VerifyActs(ctx)
	if err == nil {
		fmt.Fprintf(c.stderr, "The log of acts is whole: %d entries, with this export.\n", n)
	}
	return err
}

const actsAtOnce = 1000

func writePage(ctx context.Context, out *json.Encoder, r *store.Reader, acts []store.Act) error {
	for _, a := range acts {
		line := actLine{ID: a.ID, At: timestamp(a.At), Kind: a.Kind, Unkeyed: a.Unkeyed, Hash: a.Hash}
		if json.Valid([]byte(a.Detail)) {
			line.Detail = json.RawMessage(a.Detail)
		}
		if a.Issuance != 0 {
			i, err := r.Issuance(ctx, a.Issuance)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			line.MessageID = i.MessageID
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2/theme"
	"github.com/adrg/xdg"

	"passdesk/app/export"
	"passdesk/store"
)

// handoverCommand writes what passes are handed over with to many people at
// once, beside a desk that is receiving or without one.
type handoverCommand struct {
	Folder  string        `arg:"" help:"New folder to write."`
	Parts   []export.Part `enum:"mail-merge,drafts,qr,cards" placeholder:"PART" help:"Only these: mail-merge, drafts, qr, cards."`
	Message string        `placeholder:"FILE" help:"Message of the drafts: a line with Subject: and the text, with {{name}}, {{template}} and {{link}}."`
	From    string        `placeholder:"ADDRESS" help:"Sender of the drafts; by default the mail program's."`
	Paper   string        `enum:"a4,letter" default:"a4" placeholder:"a4|letter" help:"Paper of the cards (${default})."`
	Filter  string        `placeholder:"FILTER" help:"Only what this lets through, as in the desk's search box: 'template:diploma since:monday'."`
	All     bool          `help:"Also those that are marked as sent or confirmed."`
}

// Run writes the folder, and says what is in it and what is not. Nothing is
// marked as sent.
func (h *handoverCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	handout, err := h.handout()
	if err != nil {
		return err
	}
	filter, err := h.filter(time.Now())
	if err != nil {
		return err
	}
	if err := keepOut(s.Data, h.Folder); err != nil {
		return err
	}
	if isTerminal(c.stderr) {
		handout.Progress = func(n int64) { showProgress(c.stderr, export.Progress{Records: n}) }
	}
	var done export.HandedOut
	err = export.ToFolder(h.Folder, func(dir string) error {
		count, complete := 0, false
		defer func() { // in the log before the folder takes its name
			if count > 0 || complete {
				enterExport(s, c, exportDetail{What: "handover", Format: "folder", Count: count, Complete: complete, File: filepath.Base(h.Folder)})
			}
		}()
		done, err = h.write(ctx, dir, s, handout, filter)
		count, complete = done.Passes, err == nil
		return err
	})
	if handout.Progress != nil {
		fmt.Fprint(c.stderr, emptyLine)
	}
	if ctx.Err() != nil {
		return errors.New("stopped before the end; nothing was written")
	}
	if err == nil {
		tellHandedOut(c.stderr, done)
	}
	return err
}

func (h *handoverCommand) write(ctx context.Context, dir string, s *settings, handout export.Handout, filter store.Filter) (done export.HandedOut, err error) {
	records, err := store.OpenReader(s.Data, nil) // names and links need no key
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, records.Close()) }()
	return handout.Write(dir, h.Folder, records.All(ctx, filter))
}

// filter lets through what is issued, in view and, unless all is asked for, not
// handed over yet.
func (h *handoverCommand) filter(now time.Time) (store.Filter, error) {
	asked, err := parseFilter(h.Filter, now)
	if err != nil {
		return asked, err
	}
	asked.Latest, asked.Status = true, []store.Status{store.Succeeded}
	if !h.All {
		asked.Handover = []store.Handover{store.HandoverNew, store.HandoverCopied}
	}
	return asked, nil
}

// handout is what the flags ask for.
func (h *handoverCommand) handout() (export.Handout, error) {
	asked := export.Handout{Parts: h.Parts, From: h.From, At: time.Now(), Paper: export.A4}
	if h.Paper == "letter" {
		asked.Paper = export.Letter
	}
	if _, err := mail.ParseAddress(h.From); err != nil && h.From != "" {
		return asked, usageError{fmt.Errorf("--from: %q is no mail address", h.From)}
	}
	if h.Message != "" {
		text, err := os.ReadFile(h.Message)
		if err == nil {
			asked.Message, err = export.ParseMessage(string(text))
		}
		if err != nil {
			return asked, usageError{fmt.Errorf("--message: %w", err)}
		}
	}
	var err error
	asked.Lettering, err = lettering()
	return asked, err
}

// lettering sets names in the desk's font, and in the computer's what that
// lacks.
func lettering() (*export.Lettering, error) {
	return export.NewLettering([][]byte{theme.DefaultTextFont().Content()}, filepath.Join(xdg.CacheHome, "passdesk"))
}

// tellHandedOut says what staff have to see to themselves.
func tellHandedOut(w io.Writer, done export.HandedOut) {
	say := func(n int, format string) {
		if n > 0 {
			fmt.Fprintf(w, "passdesk: "+format+"\n", n)
		}
	}
	fmt.Fprintf(w, "passdesk: %d passes are in the folder, %d of them as a draft. None is marked as sent; mark them in the desk when they are.\n", done.Passes, done.Drafts)
	say(done.NoLink, "%d issuances have no pass link and are not in it.")
	say(done.Revoked, "%d credentials are revoked or being revoked, and their passes are not in it.")
	say(done.NoAddress, "%d passes have no draft, for their contact is no mail address.")
	say(done.NoCode, "%d links are too long for a QR code.")
	say(done.Unprinted, "%d cards lack letters of the name, for no font on this computer has them or it is too long; the contact stands below it.")
}

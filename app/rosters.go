package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"passdesk/app/export"
	"passdesk/app/roster"
	"passdesk/store"
	"passdesk/ui"
	"passdesk/ui/model"
)

// rosters keeps lists of expected people for the desk. Its errors are sentences.
type rosters struct {
	*program
	*scopes
}

var _ ui.Rosters = rosters{}

func newRosters(p *program) rosters { return rosters{p, &scopes{lists: map[string]*store.List{}}} }

// scopes are the issuances that rosters are about, by what these say. They are
// brought up to date when they are asked for.
type scopes struct {
	busy  sync.Mutex
	lists map[string]*store.List
}

// mostScopes is how many lists stay, 4 bytes for each of their issuances.
const mostScopes = 4

func (s *scopes) of(ctx context.Context, r *store.Reader, about string, now time.Time) (list *store.List, err error) {
	s.busy.Lock()
	defer s.busy.Unlock()
	if old := s.lists[about]; old != nil {
		list, err = r.Follow(ctx, old)
	} else {
		filter, _ := model.Parse(about, now, now.Location())
		list, err = r.List(ctx, roster.Scope(filter), store.Order{})
	}
	if err != nil {
		return nil, err
	}
	if len(s.lists) >= mostScopes && s.lists[about] == nil {
		clear(s.lists)
	}
	s.lists[about] = list
	return list, nil
}

// Rosters gives the lists that are kept, the newest first.
func (r rosters) Rosters(ctx context.Context) (entries []model.RosterEntry, err error) {
	all, err := r.store.Rosters(ctx)
	for _, one := range slices.Backward(all) {
		entries = append(entries, entryOf(one))
	}
	return entries, said("The lists cannot be read.", err)
}

func entryOf(one store.Roster) model.RosterEntry {
	return model.RosterEntry{ID: one.ID, Name: one.Name, File: one.File, ReadAt: one.ReadAt, About: one.About, People: len(one.People)}
}

// OpenRoster reads a file and guesses its columns.
func (rosters) OpenRoster(ctx context.Context, path string) (model.RosterFile, error) {
	file, err := roster.Open(ctx, path)
	return file, unreadable(err)
}

// RosterPeople gives those whom a file names.
func (rosters) RosterPeople(_ context.Context, f model.RosterFile) ([]store.Expected, error) {
	people, err := roster.People(f)
	return people, unreadable(err)
}

// rosterTroubles says why a file is no list of people.
var rosterTroubles = map[error]sentence{
	roster.ErrTooLarge:  "The file is too large: at most 64 MB, 50,000 people and 200 columns are read.",
	roster.ErrEmpty:     "There is nobody in this file.",
	roster.ErrProtected: "The file is protected by a password, or an Excel file of the old kind: save it as .xlsx without a password, or as CSV.",
	roster.ErrKind:      "This is neither a CSV file nor an Excel workbook (.xlsx): save it as one of them.",
	roster.ErrBroken:    "The workbook is damaged: open it in a spreadsheet program and save it again.",
	roster.ErrColumns:   "Say which column holds the email addresses, the names or the ids.",
}

// unreadable explains why a file is no list of people.
func unreadable(err error) error {
	for known, words := range rosterTroubles {
		if errors.Is(err, known) {
			return words
		}
	}
	return said("The file cannot be read.", err)
}

// KeepRoster keeps the people of a file under a name.
func (r rosters) KeepRoster(ctx context.Context, f model.RosterFile, name, about string) (int64, error) {
	people, err := roster.People(f)
	if err != nil {
		return 0, unreadable(err)
	}
	id, err := r.store.KeepRoster(ctx, store.Roster{Name: name, File: filepath.Base(f.File), ReadAt: time.Now().UTC(), About: about, People: people})
	if errors.Is(err, store.ErrRosters) {
		return 0, sentence("The list is not kept, for there are 100 already. Remove one that is not needed any more.")
	}
	return id, said("The list is not kept.", err)
}

// Reconcile tells how a list stands by now.
func (r rosters) Reconcile(ctx context.Context, id int64) (model.RosterStanding, error) {
	s, err := r.reconcile(ctx, id)
	if err == nil {
		s.Strangers, err = r.store.Rows(ctx, s.Unexpected[:min(len(s.Unexpected), model.MostStrangers)])
	}
	return s, said("It cannot be told how the list stands.", err)
}

func (r rosters) reconcile(ctx context.Context, id int64) (s model.RosterStanding, err error) {
	one, verdicts, err := r.store.Roster(ctx, id)
	if err != nil {
		return s, err
	}
	s.RosterEntry = entryOf(one)
	list, err := r.of(ctx, r.store.Reader, one.About, time.Now())
	if err == nil {
		s.Reconciled, err = roster.Reconcile(ctx, r.store.Reader, list, one.People, verdicts)
	}
	return s, err
}

// Judge keeps what staff said about an issuance.
func (r rosters) Judge(ctx context.Context, id int64, v store.Verdict) error {
	return said("This is not kept.", r.store.Judge(ctx, id, v))
}

// RemoveRoster removes a list.
func (r rosters) RemoveRoster(ctx context.Context, id int64) error {
	return said("The list is still there.", r.store.RemoveRoster(ctx, id))
}

// ExportRoster writes a list to a file.
func (r rosters) ExportRoster(ctx context.Context, id int64, path string) (count int, err error) {
	if err := r.keepOut(path); err != nil {
		return 0, err
	}
	format := export.FormatOf(path)
	if format == "" {
		return 0, sentence("End the file’s name with .xlsx or .csv.")
	}
	s, err := r.reconcile(ctx, id)
	if err == nil {
		count = len(s.Lines) + len(s.Unexpected)
		err = export.ToFile(path, func(w io.Writer) error {
			err := export.WriteRoster(w, format, expectedOf(ctx, r.store.Reader, s.Reconciled), format == export.CSV)
			return errors.Join(err, r.entered(ctx, exportDetail{What: "roster", Format: format, Count: count, Complete: err == nil, File: filepath.Base(path)}))
		})
	}
	if err != nil {
		return 0, sentence("Nothing was exported; a file that was there before is as it was.").Then(whyNoExport(err))
	}
	return count, nil
}

package ui

import (
	"context"

	"passdesk/store"
	"passdesk/ui/model"
)

// Rosters is what the desk needs to know who was expected. It is safe for
// concurrent use, and the desk never calls it on the UI thread. Its errors are
// sentences for staff.
type Rosters interface {
	// Rosters gives the lists that are kept, the newest first.
	Rosters(ctx context.Context) ([]model.RosterEntry, error)
	// OpenRoster reads a file and guesses its columns; nothing is kept.
	OpenRoster(ctx context.Context, path string) (model.RosterFile, error)
	// RosterPeople gives those whom a file names by the columns that are chosen.
	RosterPeople(ctx context.Context, f model.RosterFile) ([]store.Expected, error)
	// KeepRoster keeps them under a name. The list is about the issuances that a
	// filter in text lets through.
	KeepRoster(ctx context.Context, f model.RosterFile, name, about string) (id int64, err error)
	// Reconcile tells how a list stands by now.
	Reconcile(ctx context.Context, id int64) (model.RosterStanding, error)
	// Judge keeps what staff said about whether an issuance is a person's.
	Judge(ctx context.Context, id int64, v store.Verdict) error
	// RemoveRoster removes a list, with what staff said about it.
	RemoveRoster(ctx context.Context, id int64) error
	// ExportRoster writes a list with how it stands with each to a file, whose
	// name tells the format, and tells how many lines that is.
	ExportRoster(ctx context.Context, id int64, path string) (int, error)
}

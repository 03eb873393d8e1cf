package ui

import (
	"context"
	"time"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

// Backend is what the desk needs to know and to have done. It is safe for
// concurrent use, and the desk never calls it on the UI thread.
type Backend interface {
	// Watch gives a channel of capacity 1 that says, without a payload, that
	// something has changed. stop ends it.
	Watch() (wake <-chan struct{}, stop func())
	// Head gives the first limit issuances that the filter lets through, soon.
	Head(ctx context.Context, f store.Filter, o store.Order, limit int) ([]store.Issuance, error)
	// List gives all of them by id. Those of the order in which they came know
	// their places by a search; others may look at each.
	List(ctx context.Context, f store.Filter, o store.Order) (model.IDs, error)
	// Follow gives the next state of what List or Follow gave: the same if
	// nothing in it is different.
	Follow(ctx context.Context, list model.IDs) (model.IDs, error)
	// Rows gives issuances by id, without those that are not there any more.
	Rows(ctx context.Context, ids []int64) ([]store.Issuance, error)
	// Waiting counts the passes that are to be handed over.
	Waiting(ctx context.Context) (store.Waiting, error)
	// Templates counts the issuances of each template, the one used last first.
	Templates(ctx context.Context) ([]store.TemplateCount, error)
	// Causes counts the different causes of the failures in view.
	Causes(ctx context.Context) (int, error)
	// Counts counts each issuance once.
	Counts(ctx context.Context) (store.Counts, error)
	// Today counts what came in since the day began, and in the last hours.
	Today(ctx context.Context, began, now time.Time) (store.Today, error)
	// CountsAfter counts those that came after an issuance.
	CountsAfter(ctx context.Context, id int64) (store.Counts, error)
	// Detail gives everything about one issuance. It fails with store.ErrNotFound,
	// also for one that was erased.
	Detail(ctx context.Context, id int64) (model.Detail, error)
	// SetHandover notes how far passes have got; copying moves only those that
	// were new.
	SetHandover(ctx context.Context, to store.Handover, ids ...int64) (store.Handing, error)
	// UndoHandover takes that back, as far as nobody has gone on from there.
	UndoHandover(ctx context.Context, h store.Handing) error
	// SetNote keeps what staff wrote about an issuance; "" removes it. It fails
	// with store.ErrNoteTooLong.
	SetNote(ctx context.Context, id int64, note string) error
	// Failings gives the causes of the failures in view with what staff say about
	// them: those first that need a look.
	Failings(ctx context.Context) ([]model.Failing, error)
	// SetFailing keeps what staff say about a cause. It fails with
	// store.ErrNoteTooLong.
	SetFailing(ctx context.Context, fingerprint string, state store.FailureState) error
	// RevealKey gives the key that came with a credential, and enters into the
	// log of acts that it was shown; without the entry there is no key.
	RevealKey(ctx context.Context, id int64) (secret.Value[string], error)
}

// Keeper is what the desk needs to keep the records safe. It is safe for
// concurrent use, and the desk never calls it on the UI thread; Backup and
// Erase may take minutes. Its errors are sentences for staff: what happened,
// what was kept, what to do.
type Keeper interface {
	// Safety tells how safe the records are.
	Safety(ctx context.Context) (model.Safety, error)
	// NewCode makes a recovery code; the one before is void.
	NewCode(ctx context.Context) (secret.Value[string], error)

	// Backup writes a backup into a folder, proves it by reading it back, and
	// gives the file's path.
	Backup(ctx context.Context, folder string, passphrase secret.Value[string]) (file string, err error)
	// SetBackupPlan says when backups are made without being asked. Without a
	// passphrase the one that was set before stays.
	SetBackupPlan(ctx context.Context, plan model.BackupPlan, passphrase secret.Value[string]) error

	// Old counts the records that are older than so many months.
	Old(ctx context.Context, months int) (model.Old, error)
	// SetRetention says how long records are kept. Those that are older are
	// erased for good, now and from then on, while Passdesk runs.
	SetRetention(ctx context.Context, r model.Retention) error

	// Issuers are those whose credentials are taken for valid; none is any.
	Issuers(ctx context.Context) ([]string, error)
	// SetIssuers changes them. It refuses what is no issuer's DID or address.
	SetIssuers(ctx context.Context, issuers []string) error

	// Acts gives up to limit entries of the log of acts before an entry's id,
	// the newest first; 0 is from the newest on.
	Acts(ctx context.Context, before int64, limit int) ([]model.Act, error)
	// VerifyActs proves that the log is whole and tells its number of entries.
	VerifyActs(ctx context.Context) (int64, error)
	// ExportActs writes the log to a file as lines of JSON.
	ExportActs(ctx context.Context, file string) error

	// Person tells what is kept about the subject of an issuance.
	Person(ctx context.Context, id int64) (model.Person, error)
	// ExportPerson writes all of that to a file, keys among it if they are
	// asked for.
	ExportPerson(ctx context.Context, id int64, file string, withKeys bool) error
	// Erase erases a person's records for good. It refuses, without changing
	// anything, when there are others than the reader was shown.
	Erase(ctx context.Context, p model.Person) error
}

// Exporter writes records out for other programs to read. It is safe for
// concurrent use, and the desk never calls Export on the UI thread; it may take
// minutes.
type Exporter interface {
	// Columns names what can be written of a record, in the order of the file.
	Columns() []string
	// Export writes a file that takes its name only when it is complete; until
	// then, and after an error, one that was there before is as it was. It tells
	// a few times a second how far it is. Its errors are sentences for staff.
	Export(ctx context.Context, e model.Export, tell func(model.Progress)) (model.Exported, error)
	// HandOut makes a folder with what passes are handed over with to many; it is
	// there only when it is complete. It marks nothing as sent.
	HandOut(ctx context.Context, h model.Handout, tell func(passes int)) (model.HandedOut, error)
	// SavePass writes one of the files that lie in the pass of an issuance. One of
	// a credential that is revoked is not given out.
	SavePass(ctx context.Context, id int64, number int, file string) error
	// Report writes a page about what happened between two times, as staff write
	// them, "" for the start of today and for now: to a file, or for "" to one of
	// its own, to be looked at. It gives the file's path.
	Report(ctx context.Context, since, until, file string) (string, error)
}

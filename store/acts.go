package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"passdesk/store/vault"
)

// ActKind says what somebody did. Kinds are words that stay in the log for
// good; one that this version does not know is read all the same.
type ActKind string

// The kinds of acts.
const (
	ActBegan       ActKind = "began"        // the log was begun; Detail tells how many deliveries there were
	ActOpened      ActKind = "opened"       // a process took the folder, as the receiving one does
	ActLocked      ActKind = "locked"       // the same, without the key
	ActCopied      ActKind = "copied"       // a pass link was copied
	ActHandover    ActKind = "handover"     // staff said how far a pass has got, or took that back; Detail tells from where to where
	ActExported    ActKind = "exported"     // records left in a file or a stream
	ActCodeMade    ActKind = "code-made"    // a recovery code was made, which voids the one before
	ActCodeUsed    ActKind = "code-used"    // the recovery code opened the records
	ActKeysRenewed ActKind = "keys-renewed" // a new data key took the old one's place
	ActKeyRevealed ActKind = "key-revealed" // the key to a credential was shown
	ActErased      ActKind = "erased"       // a record was erased
	ActBackedUp    ActKind = "backed-up"    // a backup was written
	ActRestored    ActKind = "restored"     // the folder was made from a backup
	ActSettingsSet ActKind = "settings-set" // a setting was changed
	ActPromoted    ActKind = "promoted"     // a refused request was kept as a delivery after all
	ActDismissed   ActKind = "dismissed"    // refused requests were dismissed
	ActGapTicked   ActKind = "gap-ticked"   // staff said, or took back, that nothing is missing from a gap
	ActRevocation  ActKind = "revocation"   // a credential was to be revoked, or it came to an end
	ActNoted       ActKind = "noted"        // staff wrote, changed or removed a note
	ActRosterSet   ActKind = "roster-set"   // a list of expected people was kept, changed or removed; Detail tells how many
)

// Act is an entry of the log of acts: what somebody did with the records. It
// names issuances, not people.
type Act struct {
	ID       int64     // 1 for the first entry, then without gaps; given by the store
	At       time.Time // to the millisecond; the zero time is now
	Kind     ActKind
	Issuance int64  // 0 when it was not about one
	Detail   string // an object of JSON whose fields belong to the kind, or ""

	// Unkeyed tells that the act was noted while the key was missing. It is
	// certain only since the next entry that is not.
	Unkeyed bool
	// Hash stands for the log up to this entry, in hex. One that was written
	// down elsewhere shows later whether the log was put back to an older
	// state, which the log alone cannot.
	Hash string
}

// Record enters an act into the log. While the log cannot be continued the act
// is kept as a note, which enters the log when it can, and the error says why:
// ErrLocked or ErrChain. After other errors, which are those of Append, it was
// not kept.
func (s *Store) Record(ctx context.Context, act Act) error {
	noted, err := outcome(ctx, s.writer.do, func(b *batch) (noted, err error) {
		b.changed = true
		return record(b.ctx, b.conn, s.keys, act)
	})
	if err == nil {
		err = noted
	}
	if err != nil {
		return fmt.Errorf("record %s: %w", act.Kind, err)
	}
	return nil
}

// RecordBeside is Record for a process that does not hold the folder, while
// another may. It fails as Record and OpenReader do.
func RecordBeside(dir string, custody vault.Custody, act Act) error {
	err := beside(dir, func(db *sql.DB) error {
		// Not in the transaction: a keychain may take its time, and deliveries
		// must not wait for it.
		k, err := openKeys(db, custody)
		if err != nil {
			return err
		}
		var noted error
		err = transact(db, func(tx *sql.Tx) error {
			noted, err = record(context.Background(), tx, k, act)
			return err
		})
		if err == nil {
			err = noted
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("record %s: %w", act.Kind, err)
	}
	return nil
}

// Acts gives up to limit entries of the log that come after an entry's id,
// oldest first. It needs no key and proves nothing; VerifyActs does.
func (r *Reader) Acts(ctx context.Context, after int64, limit int) ([]Act, error) {
	return r.acts(ctx, " WHERE id > ? ORDER BY id LIMIT ?", after, limit)
}

// ActsBefore is Acts the other way round: up to limit entries that come before
// an entry's id, newest first; 0 is from the newest on.
func (r *Reader) ActsBefore(ctx context.Context, before int64, limit int) ([]Act, error) {
	return r.acts(ctx, " WHERE id < ? ORDER BY id DESC LIMIT ?", below(before), limit)
}

func (r *Reader) acts(ctx context.Context, which string, args ...any) ([]Act, error) {
	ctx, done := r.during(ctx)
	defer done()
	found, err := collect(ctx, r.db, func(row scanner) (Act, error) {
		e, err := scanEntry(row)
		return e.act(), err
	}, selectEntry+which, args...)
	if err != nil {
		return nil, fmt.Errorf("acts: %w", translate(err))
	}
	return found, nil
}

// detailOf writes Act.Detail.
func detailOf(detail any) (string, error) {
	text, err := json.Marshal(detail)
	return string(text), err
}

// NotedActs gives the acts that wait to be entered into the log, oldest first.
// Nothing protects them until they are.
func (r *Reader) NotedActs(ctx context.Context) ([]Act, error) {
	ctx, done := r.during(ctx)
	defer done()
	notes, err := readNotes(ctx, r.db)
	if err != nil {
		return nil, fmt.Errorf("noted acts: %w", translate(err))
	}
	var found []Act
	for _, n := range notes {
		found = append(found, n.act())
	}
	return found, nil
}

// actEntry is an act as its row holds it.
type actEntry struct {
	id       int64
	at       int64
	kind     string
	issuance sql.NullInt64
	detail   string
	unkeyed  int64
	previous []byte
	hash     []byte
}

func entryOf(a Act) actEntry {
	if a.At.IsZero() {
		a.At = time.Now()
	}
	return actEntry{
		at: a.At.UnixMilli(), kind: string(a.Kind), detail: a.Detail,
		issuance: sql.NullInt64{Int64: a.Issuance, Valid: a.Issuance != 0},
	}
}

func (e *actEntry) act() Act {
	return Act{
		ID: e.id, At: time.UnixMilli(e.at).UTC(), Kind: ActKind(e.kind), Issuance: e.issuance.Int64,
		Detail: e.detail, Unkeyed: e.unkeyed != 0, Hash: hex.EncodeToString(e.hash),
	}
}

const selectEntry = `SELECT id, at, kind, issuance, detail, unkeyed, previous, hash FROM act`

func scanEntry(row scanner) (e actEntry, err error) {
	err = row.Scan(&e.id, &e.at, &e.kind, &e.issuance, &e.detail, &e.unkeyed, &e.previous, &e.hash)
	return e, err
}

package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"passdesk/store/vault"
)

// ErrChain means that the log of acts is not as Passdesk wrote it. Errors that
// wrap it are a *ChainError.
var ErrChain = errors.New("the log of acts was tampered with")

// ChainError says where the log of acts stops being what was written.
type ChainError struct {
	Entry int64 // the first that is not in order
	End   bool  // it is not an entry, but the mark where the log ends
	Fault Fault
}

// Fault says what is wrong with an entry of the log of acts.
type Fault string

// The faults.
const (
	Changed Fault = "was changed"
	Missing Fault = "is missing"
	Added   Fault = "was added"
)

func (e *ChainError) Error() string {
	if e.End {
		return "the mark at the end of the log of acts " + string(e.Fault)
	}
	return fmt.Sprintf("entry %d of the log of acts %s", e.Entry, e.Fault)
}

// Is tells that every ChainError is an ErrChain.
func (e *ChainError) Is(target error) bool { return target == ErrChain }

// What the log's key is bound to, and what it makes tags for.
const (
	actPlace     = "log of acts"
	entryPurpose = "passdesk act entry v1"
	headPurpose  = "passdesk act head v1"
)

// transaction is what the writer's and other transactions have in common.
type transaction interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// record enters acts into the log, behind those that were noted. It takes the
// log's end from the database, for other processes write there too, and must
// run in a transaction that has the write lock. What cannot be entered is
// noted, and noted says why: nothing that people do fails because the log of it
// is locked or was tampered with.
func record(ctx context.Context, tx transaction, k *keys, acts ...Act) (noted, err error) {
	head, err := headToContinue(ctx, tx, k)
	switch {
	case errors.Is(err, ErrLocked), errors.Is(err, ErrChain):
		return err, note(ctx, tx, acts)
	case err != nil:
		return nil, err
	}
	entries, err := takeNotes(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, a := range acts {
		entries = append(entries, entryOf(a))
	}
	return nil, head.append(ctx, tx, entries)
}

// actHead is the log's end, and the key to continue it with.
type actHead struct {
	key     vault.Key
	entries int64
	hash    []byte // of the last entry
}

// headToContinue gives the log's end, of a new log if there is none.
func headToContinue(ctx context.Context, tx transaction, k *keys) (*actHead, error) {
	head, err := openHead(ctx, tx, k)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM act`).Scan(&last); err != nil {
		return nil, err
	}
	switch {
	case head == nil && last > 0:
		return nil, &ChainError{End: true, Fault: Missing}
	case head == nil:
		return begin(ctx, tx, k)
	case last > head.entries: // the place is taken
		return nil, &ChainError{Entry: head.entries + 1, Fault: Added}
	}
	return head, nil
}

// openHead reads the log's end. It fails with sql.ErrNoRows when there is
// none, with ErrLocked, and with a *ChainError when it is not what was written;
// it then still gives the key if that can be had.
func openHead(ctx context.Context, tx transaction, k *keys) (*actHead, error) {
	if _, _, err := k.now(); err != nil {
		return nil, err
	}
	h := new(actHead)
	var generation int64
	var wrapped, seal []byte
	var known bool
	err := tx.QueryRowContext(ctx, `SELECT generation, wrapped, entries, hash, seal,
		EXISTS (SELECT 1 FROM data_key d WHERE d.generation = h.generation) FROM act_head h`).
		Scan(&generation, &wrapped, &h.entries, &h.hash, &seal, &known)
	if err != nil {
		return nil, err
	}
	outer, err := k.of(generation)
	if err != nil {
		return nil, err
	}
	if outer.IsZero() && known {
		return nil, fmt.Errorf("%w: it has just been renewed", ErrLocked)
	}
	if h.key, err = outer.Unwrap(wrapped, actPlace); err != nil {
		return nil, &ChainError{End: true, Fault: Changed} // without the key nothing else can be told
	}
	want, err := h.seal()
	if err == nil && !hmac.Equal(want, seal) {
		err = &ChainError{End: true, Fault: Changed}
	}
	return h, err
}

// begin starts a log with a new key. That it begins is its first entry, and
// says how many deliveries there were: a log that begins late was removed, or
// is from before there was one.
func begin(ctx context.Context, tx transaction, k *keys) (*actHead, error) {
	var deliveries int64
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM delivery`).Scan(&deliveries); err != nil {
		return nil, err
	}
	h := &actHead{key: vault.NewKey(), hash: make([]byte, sha256.Size)}
	wrapped, err := k.wrap(h.key, actPlace)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO act_head (id, generation, wrapped, entries, hash, seal)
		VALUES (1, ?, ?, 0, x'', x'')`, wrapped.generation, wrapped.wrapped); err != nil {
		return nil, err
	}
	began := entryOf(Act{Kind: ActBegan, Detail: fmt.Sprintf(`{"deliveries":%d}`, deliveries)})
	return h, h.append(ctx, tx, []actEntry{began})
}

// append enters acts at the log's end and moves the end behind them.
func (h *actHead) append(ctx context.Context, tx transaction, entries []actEntry) error {
	insert, err := tx.PrepareContext(ctx, `INSERT INTO act (id, at, kind, issuance, detail, unkeyed, previous, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, e := range entries {
		e.id, e.previous = h.entries+1, h.hash
		if e.hash, err = e.tag(h.key); err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, e.id, e.at, e.kind, e.issuance, e.detail, e.unkeyed, e.previous, e.hash); err != nil {
			return err
		}
		h.entries, h.hash = e.id, e.hash
	}
	seal, err := h.seal()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE act_head SET entries = ?, hash = ?, seal = ?`, h.entries, h.hash, seal)
	return err
}

// seal is the tag that the log ends here.
func (h *actHead) seal() ([]byte, error) {
	message := binary.BigEndian.AppendUint64(nil, uint64(h.entries))
	return h.key.MAC(append(message, h.hash...), headPurpose)
}

// tag is what an entry's hash must be. Numbers have a fixed length and texts
// their length before them, so that no two entries make the same message.
func (e *actEntry) tag(key vault.Key) ([]byte, error) {
	var message []byte
	about := int64(0)
	if e.issuance.Valid {
		about = 1
	}
	for _, n := range []int64{e.id, e.at, about, e.issuance.Int64, e.unkeyed} {
		message = binary.BigEndian.AppendUint64(message, uint64(n))
	}
	for _, text := range []string{e.kind, e.detail, string(e.previous)} {
		message = binary.BigEndian.AppendUint64(message, uint64(len(text)))
		message = append(message, text...)
	}
	return key.MAC(message, entryPurpose)
}

// rewrapActs wraps the log's key with the data key in use. One that does not
// open is left alone: it is found when the log is verified.
func rewrapActs(ctx context.Context, tx transaction, k *keys) error {
	head, err := openHead(ctx, tx, k)
	if err != nil && !errors.Is(err, ErrChain) && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if head == nil {
		return nil
	}
	wrapped, err := k.wrap(head.key, actPlace)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE act_head SET generation = ?, wrapped = ?`, wrapped.generation, wrapped.wrapped)
	return err
}

package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
)

// VerifyActs proves that the log of acts is as it was written, as far as that
// can be told from inside: entries that were changed, removed, added, put in
// another order or cut off are found. That the whole folder was put back to an
// older state is not; Act.Hash is for that. Nor does it look at NotedActs.
//
// It gives how many entries are in order. It fails with a *ChainError, which is
// an ErrChain, at the first that is not, and with ErrLocked. It reads the log
// as it is at one moment, entry by entry, while others go on writing.
func (r *Reader) VerifyActs(ctx context.Context) (n int, err error) {
	ctx, done := r.during(ctx)
	defer done()
	tx, err := r.db.BeginTx(ctx, nil)
	if err == nil {
		defer tx.Rollback() // nothing was written
		n, err = verifyActs(ctx, tx, r.keys)
	}
	if err != nil {
		return n, fmt.Errorf("verify acts: %w", translate(err))
	}
	return n, nil
}

func verifyActs(ctx context.Context, tx *sql.Tx, k *keys) (int, error) {
	head, broken := openHead(ctx, tx, k)
	switch {
	case errors.Is(broken, sql.ErrNoRows):
		// Opening the folder with its key is an entry already.
		return 0, &ChainError{End: true, Fault: Missing}
	case broken != nil && !errors.Is(broken, ErrChain), head == nil:
		return 0, broken
	}
	// An entry that is not in order says more than an end that is not.
	chain := actHead{key: head.key, hash: make([]byte, sha256.Size)}
	if err := chain.follow(ctx, tx); err != nil {
		return int(chain.entries), err
	}
	switch {
	case broken != nil:
		return int(chain.entries), broken
	case chain.entries < head.entries:
		return int(chain.entries), &ChainError{Entry: chain.entries + 1, Fault: Missing}
	case chain.entries > head.entries:
		return int(head.entries), &ChainError{Entry: head.entries + 1, Fault: Added}
	case !hmac.Equal(chain.hash, head.hash):
		// Written as it stands, but not here: after an older copy of the file.
		return int(head.entries) - 1, &ChainError{Entry: head.entries, Fault: Changed}
	}
	return int(chain.entries), nil
}

// follow goes from the log's beginning to the last entry that is in order.
func (h *actHead) follow(ctx context.Context, tx *sql.Tx) error {
	return eachRow(ctx, tx, func(row scanner) error {
		e, err := scanEntry(row)
		if err == nil {
			err = h.step(e)
		}
		return err
	}, selectEntry+" ORDER BY id")
}

// step goes on to the next entry.
func (h *actHead) step(e actEntry) error {
	next := h.entries + 1
	switch {
	case e.id > next:
		return &ChainError{Entry: next, Fault: Missing}
	case e.id < next:
		return &ChainError{Entry: e.id, Fault: Added}
	}
	tag, err := e.tag(h.key)
	if err != nil {
		return err
	}
	if !bytes.Equal(e.previous, h.hash) || !hmac.Equal(e.hash, tag) {
		return &ChainError{Entry: next, Fault: Changed}
	}
	h.entries, h.hash = e.id, e.hash
	return nil
}

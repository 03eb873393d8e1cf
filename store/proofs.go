package store

import (
	"context"
	"fmt"
)

// Unproven gives ids of issuances that succeeded and whose proof is open or to
// be looked at again, looking at no more than limit, oldest first, from those
// after the mark that Proven has set. next is the mark to hand to Proven when they
// have been: it also passes what needs no proof.
func (r *Reader) Unproven(ctx context.Context, limit int) (ids []int64, next int64, err error) {
	ctx, done := r.during(ctx)
	defer done()
	err = eachRow(ctx, r.db, func(row scanner) error {
		var open bool
		err := row.Scan(&next, &open)
		if open {
			ids = append(ids, next)
		}
		return err
	}, `SELECT id, status = ? AND erased = 0 AND (proof = '' OR id <= (SELECT reprove FROM progress)) FROM issuance
		WHERE id > (SELECT proven FROM progress) ORDER BY id LIMIT ?`, Succeeded, limit)
	if err != nil {
		return nil, 0, fmt.Errorf("unproven: %w", translate(err))
	}
	return ids, next, nil
}

// Proven notes what proofs came to, by issuance, and that all issuances up to
// the mark have been looked at.
func (s *Store) Proven(ctx context.Context, verdicts map[int64]string, mark int64) error {
	err := s.writer.do(ctx, func(b *batch) error {
		for id, verdict := range verdicts {
			res, err := b.conn.ExecContext(b.ctx, `UPDATE issuance SET proof = ?1 WHERE id = ?2 AND erased = 0 AND proof <> ?1`, verdict, id)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil {
				return err
			} else if n > 0 {
				b.changed = true
			}
		}
		_, err := b.conn.ExecContext(b.ctx, `UPDATE progress SET proven = max(proven, ?)`, mark)
		return err
	})
	if err != nil {
		return fmt.Errorf("proven: %w", err)
	}
	return nil
}

// SetAndReprove is Set for a value that proofs are judged by: in the same commit
// all that were looked at come up in Unproven once more.
func (s *Store) SetAndReprove(ctx context.Context, name string, value []byte) error {
	return s.setWith(ctx, name, value, func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, `UPDATE progress SET proven = 0, reprove = (SELECT coalesce(max(id), 0) FROM issuance)`)
		return err
	})
}

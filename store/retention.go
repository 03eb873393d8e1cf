package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// oldChunk is how many old records are ordered to be erased in one transaction,
// for which deliveries wait.
const oldChunk = 500

// isOld is the condition that an issuance i with its delivery d is to go for its
// age, when what came before the time in milliseconds ?1 is. What stands for a
// younger record stays with it, and so does what the sender's API is still asked about.
var isOld = `i.erased = 0 AND NOT ` + isYoung("i", "d") + `
	AND NOT EXISTS (SELECT 1 FROM issuance n JOIN delivery e ON e.id = n.delivery_id WHERE n.superseded_by = i.id AND ` + isYoung("n", "e") + `)
	AND NOT EXISTS (SELECT 1 FROM revocation v WHERE v.issuance = i.id AND v.ended IS NULL)
	AND NOT EXISTS (SELECT 1 FROM watch w WHERE w.issuance = i.id AND w.ended IS NULL AND i.superseded_by IS NULL)`

// isYoung is the condition that an issuance with its delivery came in at ?1 or
// later. The sender's time counts beside ours, which may have been wrong. What had
// been refused came in when it was kept after all.
func isYoung(issuance, delivery string) string {
	return strings.NewReplacer("{i}", issuance, "{d}", delivery).Replace(`({i}.received_at >= ?1 OR {d}.sent_at >= ?1
		OR EXISTS (SELECT 1 FROM act a WHERE a.issuance = {i}.id AND a.kind = 'promoted' AND a.at >= ?1))`)
}

// Old counts records that came in before some time.
type Old struct {
	Records int64
	// SoleCopies is how many of them may hold a credential whose only copy is
	// here, see Person.
	SoleCopies int64
}

// Old counts the records that EraseOld would erase, sole copies among them. It
// looks at every row: about a second for a million.
func (r *Reader) Old(ctx context.Context, before time.Time) (old Old, err error) {
	ctx, done := r.during(ctx)
	defer done()
	err = r.db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE `+soleCopy+`)
		FROM issuance i JOIN delivery d ON d.id = i.delivery_id WHERE `+isOld, before.UnixMilli()).Scan(&old.Records, &old.SoleCopies)
	if err != nil {
		return Old{}, fmt.Errorf("old records: %w", translate(err))
	}
	return old, nil
}

// LastSent is when the sender sent what was kept last, by the sender's clock;
// zero when nothing is kept that a delivery brought.
func (r *Reader) LastSent(ctx context.Context) (time.Time, error) {
	ctx, done := r.during(ctx)
	defer done()
	var at int64
	err := r.db.QueryRowContext(ctx, `SELECT d.sent_at FROM issuance i JOIN delivery d ON d.id = i.delivery_id
		WHERE i.erased = 0 AND `+fromOutside+` ORDER BY i.id DESC LIMIT 1`).Scan(&at)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, fmt.Errorf("last sent: %w", translate(err))
	}
	return time.UnixMilli(at).UTC(), nil
}

// EraseOld erases as Erase does, but at most limit records, those that came in
// before a time, the oldest first, and tells how many. Those whose only copy may
// be here stay unless soleCopies is true. Whom they are about stays on rosters.
// What was found is erased even when an error comes behind it, but what is not
// old any more when its turn comes, as it is being revoked by now, stays. The errors are
// those of Erase. Which are old is found beside the writer, as Old does.
func (s *Store) EraseOld(ctx context.Context, before time.Time, soleCopies bool, limit int) (erased int, err error) {
	if before.UnixMilli() <= 0 {
		return 0, nil
	}
	for after := int64(0); err == nil && erased < limit; {
		var ids []int64
		ids, err = s.oldAfter(ctx, after, before, soleCopies, min(oldChunk, limit-erased))
		if err != nil || len(ids) == 0 {
			break
		}
		if err = s.order(ctx, ids, soleCopies, before.UnixMilli()); err == nil {
			erased += len(ids)
			after = ids[len(ids)-1]
		}
	}
	if erased > 0 {
		err = errors.Join(err, s.eraser.finish(ctx, s.life))
	}
	if err != nil {
		return erased, fmt.Errorf("erase old records: %w", err)
	}
	return erased, nil
}

// SetRetention is Set for RetentionSetting. What was ordered to be erased for its
// age by what was set before, and is not yet, stays in the same moment.
func (s *Store) SetRetention(ctx context.Context, value []byte) error {
	return s.setWith(ctx, RetentionSetting, value, func(b *batch) error {
		_, err := b.conn.ExecContext(b.ctx, `DELETE FROM erasure WHERE by_age <> 0`)
		return err
	})
}

func (r *Reader) oldAfter(ctx context.Context, after int64, before time.Time, soleCopies bool, limit int) ([]int64, error) {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := r.db.QueryContext(ctx, `SELECT i.id FROM issuance i JOIN delivery d ON d.id = i.delivery_id
		WHERE i.id > ?2 AND `+isOld+` AND (?3 OR NOT `+soleCopy+`) ORDER BY i.id LIMIT ?4`,
		before.UnixMilli(), after, soleCopies, limit)
	if err != nil {
		return nil, translate(err)
	}
	ids, err := scanIDs(rows)
	return ids, translate(err)
}

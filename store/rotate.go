package store

import (
	"context"
	"fmt"

	"passdesk/store/vault"
)

// RenewKey puts a new data key in the old one's place while deliveries arrive:
// what comes in from now on uses the new key, then every record's key is
// wrapped anew, and then the old key is gone. Killed at any point, it leaves a
// folder that opens with both keys, and goes on when the folder is opened
// again, or called for again. Renewals at once run one after the other. It fails
// with ErrLocked, or as Append does.
func (s *Store) RenewKey(ctx context.Context) error {
	err := s.renewAlone(ctx, func(ctx context.Context) error {
		if err := s.addKey(ctx); err != nil {
			return err
		}
		return s.finishRenewal(ctx)
	})
	if err != nil {
		return fmt.Errorf("renew the data key: %w", err)
	}
	return nil
}

// renewAlone keeps renewals apart: one would take the records that the other has
// still to come to for damaged.
func (s *Store) renewAlone(ctx context.Context, do func(context.Context) error) error {
	select {
	case s.renewing <- struct{}{}:
		defer func() { <-s.renewing }()
		return do(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// addKey makes a new data key, wrapped like the one in use, and uses it from
// then on.
func (s *Store) addKey(ctx context.Context) error {
	_, generation, err := s.keys.now()
	if err != nil {
		return err
	}
	key := vault.NewKey()
	generation++
	// Not left half-way: a key that is in the database and not in use here would
	// stand in the way of the next, and open nothing that others seal with it.
	err = s.writer.do(context.WithoutCancel(ctx), func(b *batch) error { return s.wrapNew(b, generation, key) })
	if err != nil {
		return err
	}
	s.keys.add(generation, key)
	return nil
}

// wrapNew wraps a new data key for the folder's custodian and for the recovery
// code, which need not be at hand.
func (s *Store) wrapNew(b *batch, generation int64, key vault.Key) error {
	put := func(custodian string, wrapped []byte) error {
		_, err := b.conn.ExecContext(b.ctx, `INSERT INTO data_key (generation, custodian, wrapped) VALUES (?, ?, ?)`,
			generation, custodian, wrapped)
		return err
	}
	var folder string
	var recovery []byte
	if err := b.conn.QueryRowContext(b.ctx, `SELECT folder, recovery FROM vault`).Scan(&folder, &recovery); err != nil {
		return err
	}
	wrapped, err := s.keys.outer.Wrap(key, folder)
	if err != nil {
		return err
	}
	if err := put(s.keys.custodian, wrapped); err != nil || recovery == nil {
		return err
	}
	if wrapped, err = vault.Recipient(recovery).Wrap(key); err != nil {
		return err
	}
	return put(recoverySlot, wrapped)
}

// finishRenewal wraps the keys of all records with the data key in use and
// forgets the older ones.
func (s *Store) finishRenewal(ctx context.Context) error {
	for _, t := range keyTables {
		if err := s.rewrapAll(ctx, t); err != nil {
			return err
		}
	}
	return s.writer.do(ctx, s.forgetOldKeys)
}

// rewrapAll wraps a table's keys with the data key in use, in portions, because
// deliveries wait for each.
func (s *Store) rewrapAll(ctx context.Context, t keyTable) error {
	for now := (rewrapped{last: t.first}); !now.all; {
		after := now.last
		next, err := outcome(ctx, s.writer.do, func(b *batch) (rewrapped, error) { return t.rewrapSome(b, s.keys, after) })
		if err != nil {
			return err
		}
		now = next
	}
	return nil
}

// forgetOldKeys ends a renewal. It fails with ErrDamaged while a record still
// has its key from an older data key: its own could not be opened.
func (s *Store) forgetOldKeys(b *batch) error {
	_, generation, err := s.keys.now()
	if err != nil {
		return err
	}
	var left int
	err = b.conn.QueryRowContext(b.ctx, `SELECT count(*) FROM record_key WHERE generation < ?`, generation).Scan(&left)
	if err == nil && left > 0 {
		err = fmt.Errorf("the keys of %d records do not open: %w", left, ErrDamaged)
	}
	if err != nil {
		return err
	}
	if err := rewrapActs(b.ctx, b.conn, s.keys); err != nil {
		return err
	}
	if _, err := b.conn.ExecContext(b.ctx, `DELETE FROM data_key WHERE generation < ?`, generation); err != nil {
		return err
	}
	_, err = record(b.ctx, b.conn, s.keys, Act{Kind: ActKeysRenewed})
	return err
}

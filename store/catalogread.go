package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// catalogChunk is how many issuances are read at a time: a read transaction
// that stays open keeps the WAL from shrinking.
const catalogChunk = 10_000

// Prepare reads what filters and orders need, which takes a second or two for a
// million issuances. Whoever needs it waits for that; whoever wants nobody to
// wait calls this early.
func (r *Reader) Prepare(ctx context.Context) error {
	ctx, done := r.during(ctx)
	defer done()
	if err := r.catalog.refresh(ctx, r.db); err != nil {
		return fmt.Errorf("prepare lists: %w", err)
	}
	return nil
}

// refresh brings the catalog up to what was committed when it was called. What
// was read stays when ctx ends before.
func (c *catalog) refresh(ctx context.Context, db *sql.DB) error {
	select {
	case c.busy <- struct{}{}:
		defer func() { <-c.busy }()
	case <-ctx.Done():
		return ctx.Err()
	}
	// The end of the changes first: what changes while rows are being read comes
	// up again the next time.
	var first, last, newest int64
	err := db.QueryRowContext(ctx, `SELECT (SELECT coalesce(min(id), 0) FROM change), (SELECT coalesce(max(id), 0) FROM change),
		(SELECT coalesce(max(id), 0) FROM issuance)`).Scan(&first, &last, &newest)
	if err != nil {
		return translate(err)
	}
	if c.cursor >= 0 && (c.cursor < first-1 || c.cursor > last || newest < c.newest()) { // changes were missed
		c.mu.Lock()
		c.wipe()
		c.mu.Unlock()
		c.cursor = -1
	}
	if c.cursor < 0 {
		c.cursor = last
	}
	if err := c.readChanged(ctx, db, last); err != nil {
		return err
	}
	if newest-c.newest() > 2*catalogChunk {
		if err := c.readMany(ctx, db, newest); err != nil {
			return err
		}
	}
	for c.newest() < newest {
		if err := c.readNext(ctx, db); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.whole = true
	return nil
}

// readChanged reads those again that changed, up to an entry of change.
func (c *catalog) readChanged(ctx context.Context, db *sql.DB, last int64) error {
	for c.cursor < last {
		to := min(c.cursor+catalogChunk, last)
		err := c.read(ctx, db, `i.id IN (SELECT issuance FROM change WHERE id > ? AND id <= ?) AND i.id <= ?`, c.cursor, to, c.newest())
		if err != nil {
			return err
		}
		c.cursor = to
	}
	return nil
}

// readNext reads on after the newest.
func (c *catalog) readNext(ctx context.Context, db *sql.DB) error {
	before := c.newest()
	err := c.read(ctx, db, `i.id > ? ORDER BY i.id LIMIT ?`, before, catalogChunk)
	if err == nil && c.newest() == before {
		err = ErrDamaged
	}
	return err
}

// cardColumns come with what is small in one number: a column that is read costs
// more than what it holds.
var cardColumns = `i.id, i.received_at, i.subject_name, i.subject_contact, i.template, coalesce(i.valid_until, 0x7fffffffffffffff),
	i.error, i.environment, i.proof, i.note, (i.status & 255) | ((i.handover & 255) << 8) | ((i.encryption <> 0) << 16) |
	((i.pass_url <> '') << 17) | ((i.superseded_by IS NOT NULL) << 18) | ((i.erased <> 0) << 19) |
	(` + isRevoked + ` << 20)`

// readMany reads up to an issuance, two portions at a time. What is not there any
// more is left to readNext, which tells a hole from damage.
func (c *catalog) readMany(ctx context.Context, db *sql.DB, newest int64) error {
	ctx, end := context.WithCancel(ctx)
	var busy sync.WaitGroup
	defer busy.Wait()
	defer end()
	type portion struct {
		rows []cardRow
		err  error
	}
	portions, from := make(chan chan portion, 1), c.newest()
	busy.Go(func() {
		defer close(portions)
		for ; from < newest; from += catalogChunk {
			one, after := make(chan portion, 1), from
			select {
			case portions <- one: // one is waited for, and one is ahead of it
			case <-ctx.Done():
				return
			}
			busy.Go(func() {
				rows, err := readCards(ctx, db, `i.id > ? AND i.id <= ? ORDER BY i.id`, after, min(after+catalogChunk, newest))
				one <- portion{rows, err}
			})
		}
	})
	for one := range portions {
		p := <-one
		if p.err == nil {
			p.err = c.takeAll(p.rows)
		}
		if p.err != nil {
			return p.err
		}
	}
	return ctx.Err()
}

// read takes cards over from the rows that a condition finds.
func (c *catalog) read(ctx context.Context, db *sql.DB, which string, args ...any) error {
	rows, err := readCards(ctx, db, which, args...)
	if err != nil {
		return err
	}
	return c.takeAll(rows)
}

// readCards reads what cards are made of.
func readCards(ctx context.Context, db *sql.DB, which string, args ...any) ([]cardRow, error) {
	rows, err := collect(ctx, db, scanCard, `SELECT `+cardColumns+` FROM issuance i WHERE `+which, args...)
	return rows, translate(err)
}

// takeAll puts cards in their places.
func (c *catalog) takeAll(rows []cardRow) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for n := range rows {
		if err := c.take(&rows[n]); err != nil {
			return err
		}
	}
	return nil
}

// cardRow is what a card is made of.
type cardRow struct {
	id            int64
	card          card
	kind          kind
	name, contact string
	erased        bool
}

func scanCard(row scanner) (r cardRow, err error) {
	var small int64
	err = row.Scan(&r.id, &r.card.received, &r.name, &r.contact, &r.kind.template, &r.card.until,
		&r.kind.failure, &r.kind.environment, &r.kind.proof, &r.kind.note, &small)
	r.kind.status, r.kind.handover = Status(small&255), Handover(small>>8&255)
	r.kind.encrypted, r.kind.linked = small>>16&1 == 1, small>>17&1 == 1
	r.kind.superseded, r.erased, r.kind.revoked = small>>18&1 == 1, small>>19&1 == 1, small>>20&1 == 1
	return r, err
}

// maxHole is how many ids in a row may have no issuance: none has, unless the
// database is damaged, and then memory must not go with it.
const maxHole = 1 << 20

// take puts a card in its place.
func (c *catalog) take(r *cardRow) error {
	if r.id <= 0 || r.id > c.newest()+maxHole {
		return fmt.Errorf("issuance %d: %w", r.id, ErrDamaged)
	}
	for c.newest() < r.id {
		c.cards = append(c.cards, card{})
	}
	c.touch(r.id)
	if r.erased {
		c.drop(r.id)
		return nil
	}
	k := &c.cards[r.id]
	k.received, k.until = r.card.received, r.card.until
	k.kind = c.kindID(r.kind)
	c.hold(k, r.name, r.contact)
	return nil
}

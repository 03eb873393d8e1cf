package ui

import (
	"context"

	"passdesk/store"
)

// seek goes on to the next row of the list that is to be handed over.
func (p *presenting) seek() { p.read(p.following(), isWaiting, text("present.nobody")) }

// following are the rows after the shown one, and then those before it.
func (p *presenting) following() (ids []int64) {
	list := p.desk.list.rows.List()
	if list == nil {
		return nil
	}
	from, n := p.place, list.Len() // the row that took its place is the next one
	if at := list.Index(p.row.ID); at >= 0 {
		from = at + 1
	}
	for k := 0; k < n && len(ids) < bulkMost; k++ {
		if id := list.ID((from + k) % n); id != p.row.ID {
			ids = append(ids, id)
		}
	}
	return ids
}

// read shows the first of some rows that is meant, as it stands in the store
// now. Whoever stands there by then sees nothing of the one before.
func (p *presenting) read(ids []int64, meant func(store.Issuance) bool, none string) {
	if p.looking {
		return
	}
	p.hide(text("present.looking"))
	p.looking = true
	ask(p.sheet, func(ctx context.Context) (store.Issuance, error) {
		return firstOf(ctx, p.desk.backend, ids, meant)
	}, func(i store.Issuance, err error) {
		p.looking = false
		switch {
		case err != nil:
			p.hide(text("present.unread"), p.again)
		case i.ID == 0:
			p.hide(none)
		default:
			p.show(i)
		}
	})
}

// recheck takes the pass out of sight if it is not one to be handed over any more,
// or another one by now.
func (p *presenting) recheck() {
	p.stale = false
	shown := p.row
	ask(p.sheet, func(ctx context.Context) ([]store.Issuance, error) {
		return p.desk.backend.Rows(ctx, []int64{shown.ID})
	}, func(rows []store.Issuance, err error) {
		switch {
		case !p.inSight || p.row.ID != shown.ID:
		case err != nil:
			p.stale = true // with the next tick
		case len(rows) > 0 && (rows[0].SupersededBy != "" || canPresent(rows[0]) && rows[0].PassURL != shown.PassURL):
			p.hide(text("present.newer"))
		case len(rows) == 0 || !canPresent(rows[0]):
			p.hide(text("present.gone"))
		}
	})
}

// firstOf is the first of some rows that is meant, or none.
func firstOf(ctx context.Context, b Backend, ids []int64, meant func(store.Issuance) bool) (store.Issuance, error) {
	for len(ids) > 0 {
		some := ids[:min(len(ids), rowsAtOnce)]
		ids = ids[len(some):]
		rows, err := b.Rows(ctx, some)
		if err != nil {
			return store.Issuance{}, err
		}
		found := map[int64]store.Issuance{}
		for _, i := range rows {
			found[i.ID] = i
		}
		for _, id := range some {
			if i, there := found[id]; there && meant(i) {
				return i, nil
			}
		}
	}
	return store.Issuance{}, nil
}

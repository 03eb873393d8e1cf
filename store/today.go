package store

import (
	"context"
	"fmt"
	"time"
)

// Today is what came in lately, of what is in view.
type Today struct {
	Issued, Failed int     // since the day began
	Hours          [24]int // in each of the last hours, the newest last
}

// Today counts what came in since the day began, and in the last 24 hours. It
// looks at those only.
func (r *Reader) Today(ctx context.Context, began, now time.Time) (Today, error) {
	ctx, done := r.during(ctx)
	defer done()
	c := r.catalog
	if err := c.refresh(ctx, r.db); err != nil {
		return Today{}, fmt.Errorf("today: %w", err)
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.today(began.UnixMilli(), now.UnixMilli()), nil
}

func (c *catalog) today(began, now int64) (t Today) {
	const hour = int64(time.Hour / time.Millisecond)
	first := min(began, now-int64(len(t.Hours))*hour)
	for id := c.newest(); id > 0; id-- {
		k := &c.cards[id]
		// Clocks are put back by an hour at most when nothing is wrong.
		if k.kind != 0 && k.received < first-hour {
			break
		}
		kind := &c.kinds[k.kind]
		if k.kind == 0 || kind.superseded {
			continue
		}
		if ago := now - k.received; ago >= 0 && ago < int64(len(t.Hours))*hour {
			t.Hours[len(t.Hours)-1-int(ago/hour)]++
		}
		switch {
		case k.received < began:
		case kind.status == Succeeded:
			t.Issued++
		case kind.status == Failed:
			t.Failed++
		}
	}
	return t
}

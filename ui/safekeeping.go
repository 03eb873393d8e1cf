package ui

import (
	"time"

	"passdesk/ui/model"
)

// safekeeping knows how safe the records are.
type safekeeping struct {
	lookout[model.Safety]
	keeper Keeper
	backup *backupScreen // the one that is writing a backup, even when it is closed; or nil
}

func newSafekeeping(k Keeper, c *chores, now func() time.Time, onRead func()) *safekeeping {
	return &safekeeping{
		lookout: lookout[model.Safety]{question: k.Safety, chores: c, now: now, onRead: onRead, stale: true},
		keeper:  k,
	}
}

package export

import (
	"time"
)

// Progress tells how far an export is.
type Progress struct {
	Records int64         // written so far
	Share   float64       // of the way, from 0 to 1; 0 while that is not known
	Left    time.Duration // until the end at the pace so far; 0 while that is not known
}

const (
	tellEvery = 200 * time.Millisecond
	lookEvery = 256 // records, because the clock costs more than a record's share of it
)

// pace follows an export.
type pace struct {
	options Options
	began   time.Time
	told    time.Time
	done    Progress
	now     func() time.Time
}

func newPace(o Options) *pace {
	p := &pace{options: o, now: time.Now}
	p.began = p.now()
	p.told = p.began
	return p
}

// step is called behind each record.
func (p *pace) step(id int64) {
	p.done.Records++
	if p.options.Progress == nil || p.done.Records%lookEvery != 0 {
		return
	}
	now := p.now()
	if now.Sub(p.told) < tellEvery {
		return
	}
	p.told = now
	switch {
	case p.options.Total > 0:
		p.done.Share = min(1, float64(p.done.Records)/float64(p.options.Total))
	case p.options.Last > 0:
		p.done.Share = min(1, float64(id)/float64(p.options.Last))
	}
	if p.done.Share > 0 {
		p.done.Left = time.Duration(float64(now.Sub(p.began)) * (1 - p.done.Share) / p.done.Share)
	}
	p.options.Progress(p.done)
}

func (p *pace) end() {
	if p.options.Progress != nil {
		p.options.Progress(Progress{Records: p.done.Records, Share: 1})
	}
}

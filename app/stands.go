package main

import (
	"time"

	"passdesk/app/doctor"
	"passdesk/app/tunnel"
	"passdesk/app/way"
	"passdesk/app/webhook"
)

// stands takes how the way in stands.
func (p *program) stands(st way.Status) {
	p.told.Store(&st)
	p.hearing.stands(st)
	p.onStands(st)
}

// lookAtClock finds out whether what is sent is refused because of it, which no
// test message notices: that is signed by the same clock.
func (p *program) lookAtClock() {
	off, _ := p.door.RefusesByClock()
	if p.clockOff.Swap(int64(off)) == int64(off) {
		return
	}
	p.hearing.again()
	p.hinder()
}

// off tells that what is sent is refused because of the clock.
func (p *program) off() bool { return p.clockOff.Load() != 0 }

// hinder tells the way in what turns deliveries away behind it, or is wrong with
// the records.
func (p *program) hinder() {
	p.hindering.Lock()
	defer p.hindering.Unlock()
	var why sentence
	if trouble := p.keeping.trouble(); trouble != nil {
		why = whileReceiving(trouble)
	} else if off := time.Duration(p.clockOff.Load()); off != 0 {
		why = clockRefuses(off)
	} else if p.damaged.Load() {
		why = damagedInPlaces
	}
	p.way.Hinder(why, time.Now())
}

// checked takes what the doctor has found.
func (p *program) checked(r doctor.Report) {
	p.way.Checked(r)
	p.onChecked(r)
}

// localURL is the endpoint's address on this computer.
func (p *program) localURL() string { return p.local.URL() + webhook.Path }

// address is the endpoint's as it stands now, "" while there is none.
func (p *program) address() string {
	if st := p.told.Load(); st != nil {
		return endpoint(st.URL)
	}
	return ""
}

// noTunnel makes the local listener, which stands for as long as the program
// runs, the way in.
func (p *program) noTunnel() {
	p.way.Tunnel(tunnel.Status{State: tunnel.Online, URL: p.local.URL(), At: time.Now()})
}

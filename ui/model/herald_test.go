package model

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"passdesk/store"
)

// heraldPlay plays hours at a desk in steps of a second.
type heraldPlay struct {
	herald Herald
	now    time.Time
	way    Connection
	who    Attention
	rows   []store.Issuance // the newest first
}

func newHeraldPlay() *heraldPlay {
	return &heraldPlay{now: time.Date(2026, 6, 12, 10, 0, 0, 0, time.UTC), way: Connection{State: Online}}
}

// pass lets seconds go by and gives what is told meanwhile, with the second.
func (p *heraldPlay) pass(seconds int) (told []string) {
	for n := range seconds {
		p.herald.Way(p.now, p.way)
		p.herald.Failures(p.now, p.rows[:min(len(p.rows), 4)], len(p.rows) > 4)
		if note := p.herald.Next(p.now, p.way, p.who); note.Kind != NoNote {
			told = append(told, fmt.Sprintf("%d %s", n, noteWords(note)))
		}
		p.now = p.now.Add(time.Second)
	}
	return told
}

func noteWords(n Note) string {
	switch n.Kind {
	case LostNote:
		return fmt.Sprintf("lost %d", n.Connection.State)
	case BackNote:
		return fmt.Sprintf("back after %v", n.Lasted)
	}
	return fmt.Sprintf("%d failed, more %v, %v, %d others", n.Count, n.More, n.Groups, n.Others)
}

func (p *heraldPlay) fail(reasons ...string) {
	for _, r := range reasons {
		p.rows = append([]store.Issuance{{ID: int64(len(p.rows) + 1), Status: store.Failed, Error: r}}, p.rows...)
	}
}

func TestHerald(t *testing.T) {
	for _, c := range []struct {
		name string
		play func(p *heraldPlay) []string
		want []string
	}{
		{"nothing happens", func(p *heraldPlay) []string { return p.pass(200) }, nil},
		{"what was there before", func(p *heraldPlay) []string { p.fail("old", "old"); return p.pass(200) }, nil},
		{"failures are gathered", func(p *heraldPlay) []string {
			p.pass(3)
			p.fail("no funds")
			told := p.pass(2)
			p.fail("no funds", "no funds")
			return append(told, p.pass(200)...)
		}, []string{"3 3 failed, more false, [{no funds 3}], 0 others"}},
		{"by their reasons", func(p *heraldPlay) []string {
			p.pass(3)
			for _, r := range []string{"b", "a", "c", "c", "d", "c", "e", "b", "mail x@example.org", "mail y@example.org"} {
				p.fail(r)
				p.herald.Failures(p.now, p.rows[:1], false)
			}
			return p.pass(200)
		}, []string{"5 10 failed, more false, [{c 3} {b 2} {mail … 2}], 3 others"}},
		{"not more than one a minute", func(p *heraldPlay) (told []string) {
			p.pass(3)
			for range 150 {
				p.fail("x")
				told = append(told, p.pass(1)...)
			}
			return append(told, p.pass(200)...)
		}, []string{"0 6 failed, more false, [{x 6}], 0 others", "0 60 failed, more false, [{x 60}], 0 others", "0 60 failed, more false, [{x 60}], 0 others", "35 24 failed, more false, [{x 24}], 0 others"}},
		{"a flood", func(p *heraldPlay) []string {
			p.pass(3)
			p.fail("x", "x", "x", "x", "x", "x", "x")
			return p.pass(200)
		}, []string{"5 4 failed, more true, [{x 4}], 0 others"}},
		{"what was settled meanwhile", func(p *heraldPlay) []string {
			p.pass(3)
			p.fail("x")
			p.rows[0].SupersededBy = "another"
			return p.pass(200)
		}, nil},
		{"in front", func(p *heraldPlay) []string {
			p.pass(3)
			p.who.Front = true
			p.fail("x")
			told := p.pass(20)
			p.who.Front = false
			return append(told, p.pass(200)...)
		}, nil},
		{"came while away, seen since", func(p *heraldPlay) []string {
			p.pass(3)
			p.fail("x")
			told := p.pass(3)
			p.who.Front = true
			p.pass(1)
			p.who.Front = false
			return append(told, p.pass(200)...)
		}, nil},
		{"quiet", func(p *heraldPlay) []string {
			p.pass(3)
			p.who.Quiet = true
			p.fail("x")
			p.way.State = Down
			told := p.pass(200)
			p.way.State = Online
			told = append(told, p.pass(5)...)
			p.who.Quiet = false
			return append(told, p.pass(200)...)
		}, nil},
		{"a short loss", func(p *heraldPlay) []string {
			p.pass(3)
			p.way.State = Reconnecting
			told := p.pass(60)
			p.way.State = Online
			return append(told, p.pass(200)...)
		}, nil},
		{"a long one", func(p *heraldPlay) []string {
			p.pass(3)
			p.way.State = Reconnecting
			told := p.pass(30)
			p.way.State = Down
			told = append(told, p.pass(90)...)
			p.way.State = Online
			return append(told, p.pass(200)...)
		}, []string{"30 lost 5", "0 back after 2m0s"}},
		{"one that was seen in the window is not told again", func(p *heraldPlay) []string {
			p.pass(3)
			p.who.Front = true
			p.way.State = Down
			told := p.pass(200)
			p.way.State = Online
			told = append(told, p.pass(1)...)
			p.who.Front = false
			return append(told, p.pass(200)...)
		}, nil},
		{"one that lasts is told when the reader turns away", func(p *heraldPlay) []string {
			p.pass(3)
			p.who.Front = true
			p.way.State = Down
			told := p.pass(200)
			p.who.Front = false
			told = append(told, p.pass(100)...)
			p.way.State = Local
			return append(told, p.pass(200)...)
		}, []string{"0 lost 5", "0 back after 5m0s"}},
		{"it never received", func(p *heraldPlay) []string {
			p.way.State = Connecting
			told := p.pass(100)
			p.way.State = Down
			return append(told, p.pass(200)...)
		}, nil},
		{"one after the other", func(p *heraldPlay) []string {
			p.pass(3)
			p.way.State = Down
			told := p.pass(57)
			p.fail("x")
			return append(told, p.pass(200)...)
		}, []string{"3 lost 5", "5 1 failed, more false, [{x 1}], 0 others"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.play(newHeraldPlay()); !reflect.DeepEqual(got, c.want) {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
}

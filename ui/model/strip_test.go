package model

import (
	"testing"
	"time"
)

// pressing has everything the matter at once, and drops the most pressing
// thing after each look.
func TestStripIsTheMostPressingOne(t *testing.T) {
	a := Affairs{
		Connection: Connection{State: Degraded, Message: "Nothing came through."}, Unreadable: true,
		Standing: Standing{
			Setup: Setup{URL: "https://b", Registered: "https://a", Secrets: []SigningSecret{{}}}, Genuine: 2, Unknown: 3,
			Gaps: 1, Gap: Gap{State: GapNeeds}, Skew: -2 * time.Minute,
		},
		Since:  true,
		Safety: Safety{Trouble: "The disk is full.", Waiting: DefaultNag}, SafetyKnown: true, Credentials: 1,
	}
	for _, c := range []struct {
		want Strip
		mend func()
	}{
		{WayStrip, func() { a.Connection.State = Online }},
		{UnreadableStrip, func() { a.Unreadable = false }},
		{ClockStrip, func() { a.Standing.Skew = -119 * time.Second }},
		{MovedStrip, func() { a.Standing.Setup.Registered = "https://b" }},
		{SecretStrip, func() { a.Standing.Unknown = 2 }},
		{GenuineStrip, func() { a.Standing.Genuine = 0 }},
		{GapStrip, func() { a.Standing.Gap.State = GapHeals }},
		{SinceStrip, func() { a.Since = false }},
		{PlanStrip, func() { a.Safety.Trouble = "" }},
		{BackupStrip, func() { a.Safety.Waiting = 1 }},
		{CodeStrip, func() { a.Safety.Code = true }},
		{NoStrip, func() {}},
	} {
		if got := a.Strip(func(Strip) bool { return false }); got != c.want {
			t.Fatalf("the strip is %v, want %v", got, c.want)
		}
		c.mend()
	}
}

func TestWhatIsPutOffMakesRoom(t *testing.T) {
	all := func(Strip) bool { return true }
	never := func(Strip) bool { return false }
	unsafe := Affairs{Safety: Safety{Waiting: DefaultNag}, SafetyKnown: true, Credentials: 1}
	demo, empty, unknown := unsafe, unsafe, unsafe
	demo.Demo, empty.Credentials, unknown.SafetyKnown = true, 0, false
	for name, c := range map[string]struct {
		a      Affairs
		putOff func(Strip) bool
		want   Strip
	}{
		"the way in cannot be":     {Affairs{Connection: Connection{State: Down, Message: "No token."}}, all, WayStrip},
		"nor unreadable records":   {Affairs{Unreadable: true}, all, UnreadableStrip},
		"the rest can":             {Affairs{Standing: Standing{Genuine: 1, Skew: time.Hour}}, all, NoStrip},
		"the next one comes up":    {unsafe, func(s Strip) bool { return s == BackupStrip }, CodeStrip},
		"a gap that heals":         {Affairs{Standing: Standing{Gaps: 1, Gap: Gap{State: GapHeals}}}, never, NoStrip},
		"a gap that goes on":       {Affairs{Standing: Standing{Gaps: 1}}, never, NoStrip},
		"a demonstration":          {demo, never, NoStrip},
		"nothing that can be lost": {empty, never, NoStrip},
		"nothing known":            {unknown, never, NoStrip},
	} {
		if got := c.a.Strip(c.putOff); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

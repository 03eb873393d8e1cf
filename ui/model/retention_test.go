package model

import "testing"

func TestRetention(t *testing.T) {
	old := Old{Records: 10, Sole: 7}
	for _, c := range []struct {
		now, before Retention
		going       int
		endangers   bool
	}{
		{Retention{}, Retention{}, 0, false},
		{Retention{}, Retention{12, true}, 0, false},
		{Retention{12, false}, Retention{}, 3, false},
		{Retention{12, true}, Retention{}, 10, true},
		{Retention{12, true}, Retention{12, false}, 10, true},
		{Retention{12, true}, Retention{12, true}, 10, false},
		{Retention{12, true}, Retention{24, true}, 10, true},
		{Retention{24, true}, Retention{12, true}, 10, false},
		{Retention{6, false}, Retention{12, true}, 3, false},
	} {
		if got := old.Going(c.now); got != c.going {
			t.Errorf("%+v: %d go, want %d", c.now, got, c.going)
		}
		if got := c.now.Endangers(c.before); got != c.endangers {
			t.Errorf("%+v after %+v endangers: %v", c.now, c.before, got)
		}
	}
}

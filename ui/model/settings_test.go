package model

import "testing"

func TestReadSettings(t *testing.T) {
	for _, c := range []struct {
		kept string
		want Settings
		bad  bool
	}{
		{kept: `{}`},
		{kept: `{"appearance":"dark","textSize":"large","language":"de","quiet":true,"endOnClose":true}`, want: Settings{DarkLook, LargeText, "de", true, true}},
		{kept: `{"appearance":"sepia","textSize":"huge","quiet":true,"of a newer version":[1]}`, want: Settings{Quiet: true}},
		{kept: `{"language":"a code that is longer than any language has"}`},
		{kept: `{"appearance":7}`, bad: true},
		{kept: `nonsense`, bad: true},
		{kept: ``, bad: true},
	} {
		got, err := ReadSettings([]byte(c.kept))
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("%s: got %+v, %v", c.kept, got, err)
		}
	}
}

func TestSettingsComeBackAsTheyWere(t *testing.T) {
	for _, look := range Appearances {
		for _, size := range TextSizes {
			for _, on := range []bool{false, true} {
				want := Settings{look, size, "pt", on, !on}
				kept, err := want.Kept()
				if err != nil {
					t.Fatal(err)
				}
				if got, err := ReadSettings(kept); got != want || err != nil {
					t.Errorf("%s: got %+v, %v", kept, got, err)
				}
			}
		}
	}
}

func FuzzReadSettings(f *testing.F) {
	f.Add([]byte(`{"appearance":"dark","textSize":"large","language":"de","quiet":true}`))
	f.Fuzz(func(t *testing.T, kept []byte) {
		s, err := ReadSettings(kept)
		if err != nil {
			return
		}
		again, err := s.Kept()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ReadSettings(again); err != nil || got != s {
			t.Errorf("%+v became %+v, %v", s, got, err)
		}
	})
}

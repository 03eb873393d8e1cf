package model

import (
	"slices"
	"testing"
)

func TestReadAddress(t *testing.T) {
	for _, c := range []struct {
		link, host string
		doubts     []Doubt
	}{
		{"https://www.crossmint.com/user/pass/1", "www.crossmint.com", nil},
		{"https://staging.crossmint.com:8443/x", "staging.crossmint.com:8443", nil},
		{"https://pässe.example/", "pässe.example", nil},
		{"http://www.crossmint.com/", "www.crossmint.com", []Doubt{NotSecure}},
		{"https://www.crossmint.com@passes.example/", "passes.example", []Doubt{NotHost}},
		{"https://www.xn--crssmint-9fg.com/", "www.xn--crssmint-9fg.com", []Doubt{Encoded}},
		{"https://XN--CRSSMINT-9FG.com/", "XN--CRSSMINT-9FG.com", []Doubt{Encoded}},
		{"https://crоssmint.com/", "crоssmint.com", []Doubt{Mixed}}, // its first о is Cyrillic
		{"https://кроссминт.рф/", "кроссминт.рф", nil},
		{"https://証明ショウ.みんな/", "証明ショウ.みんな", nil},
		{"https://αpple.example/", "αpple.example", []Doubt{Mixed}},
		{"https://cross\u200bmint.com/", "cross\uFFFDmint.com", []Doubt{Concealed}},
		{"https://moc.tnim\u202essorc.com/", "moc.tnim\uFFFDssorc.com", []Doubt{Concealed}},
		{"http://a@xn--b.com/", "xn--b.com", []Doubt{NotSecure, NotHost, Encoded}},
		{"javascript:alert(1)", "", []Doubt{NoPage}},
		{"file:///etc/passwd", "", []Doubt{NoPage}},
		{"https:///nowhere", "", []Doubt{NoPage}},
		{"-x", "", []Doubt{NoPage}},
		{"", "", []Doubt{NoPage}},
	} {
		a := ReadAddress(c.link)
		if a.Host != c.host || !slices.Equal(a.Doubts, c.doubts) {
			t.Errorf("%q: %q with doubts %v, want %q with %v", c.link, a.Host, a.Doubts, c.host, c.doubts)
		}
		if a.Opens() != (c.host != "") {
			t.Errorf("%q: opens %v", c.link, a.Opens())
		}
	}
}

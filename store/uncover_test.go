package store

import (
	"fmt"
	"slices"
	"testing"
)

func TestWhatAnErasedRowHidComesBack(t *testing.T) {
	row := func(status Status, credential, action string) Issuance {
		return Issuance{Status: status, CredentialID: credential, ActionID: action}
	}
	for name, c := range map[string]struct {
		rows  []Issuance
		erase []int64
		view  []int64
	}{
		"the one in view":        {[]Issuance{row(Failed, "", "a"), row(Succeeded, "c", "a")}, []int64{2}, []int64{1}},
		"the heavier comes back": {[]Issuance{row(Failed, "", "a"), row(Pending, "", "a"), row(Succeeded, "c", "a")}, []int64{3}, []int64{1}},
		"strangers come apart":   {[]Issuance{row(Failed, "c", ""), row(Failed, "", "a"), row(Succeeded, "c", "a")}, []int64{3}, []int64{1, 2}},
		"a link of a chain":      {[]Issuance{row(Pending, "", "a"), row(Failed, "c", "a"), row(Succeeded, "c", "")}, []int64{2}, []int64{3}},
		"one out of view":        {[]Issuance{row(Failed, "", "a"), row(Succeeded, "c", "a")}, []int64{1}, []int64{2}},
		"all":                    {[]Issuance{row(Failed, "", "a"), row(Succeeded, "c", "a")}, []int64{1, 2}, nil},
		"all, the other way":     {[]Issuance{row(Succeeded, "c", "a"), row(Failed, "", "a")}, []int64{1, 2}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openTemp(t)
			for n, i := range c.rows {
				if _, err := s.Append(t.Context(), Delivery{MessageID: fmt.Sprint(n)}, i); err != nil {
					t.Fatal(err)
				}
			}
			mustErase(t, s, c.erase...)
			rows, err := s.Newest(t.Context(), Filter{Latest: true}, 10)
			var view []int64
			for _, r := range rows {
				view = append([]int64{r.ID}, view...)
			}
			if err != nil || !slices.Equal(view, c.view) {
				t.Errorf("in view: %v, want %v (%v)", view, c.view, err)
			}
			mustCheckRows(t, dir)
		})
	}
}

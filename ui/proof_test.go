package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"passdesk/store"
)

func TestAProofThatFailsIsMarkedInTheList(t *testing.T) {
	for proof, want := range map[string]string{
		"": "✓", "valid": "✓", "cannot check offline": "✓", "a word of a later version": "✓",
		"expired": "○", "not yet valid": "○",
		"altered": "!", "carries unsigned fields": "!", "signed by someone else": "!",
	} {
		i := store.Issuance{Status: store.Succeeded, Proof: proof}
		if got := statusOf(i).sign; got != want {
			t.Errorf("%q: %s, want %s", proof, got, want)
		}
		i.Status = store.Failed
		if got := statusOf(i); got != signOf(store.Failed) {
			t.Errorf("a failure with proof %q: %s", proof, got.sign)
		}
	}
}

func TestDetailSaysWhatTheProofCameTo(t *testing.T) {
	for proof := range proofFaces {
		row := sampleRow(1, 1)
		row.Status, row.Proof = store.Succeeded, proof
		s := newStage(t, []store.Issuance{row}, Options{})
		s.load()
		s.key(fyne.KeyDown)
		s.readDetail()
		drawn := wordsOf(s.desk.detail.body) // wherever they wrap
		for _, want := range []string{text(proofFaces[proof].words), "Because of " + proof} {
			if !strings.Contains(drawn, want) {
				t.Errorf("%s: the pane does not say %q", proof, want)
			}
		}
	}
}

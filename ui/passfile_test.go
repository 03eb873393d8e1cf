package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"passdesk/store"
	"passdesk/ui/model"
)

// TestAPassFileIsSaved where the reader says, under the person's name, and not
// when the credential is revoked.
func TestAPassFileIsSaved(t *testing.T) {
	c := &clerk{}
	s := exporting(t, c)
	s.key(fyne.KeyDown)
	s.readDetail()
	d := s.desk.detail.shown
	d.Files = []model.PassFile{{Number: 0, Path: "apple", Size: 12 << 10}}
	s.desk.inPane(func() { s.desk.detail.show(d) })
	s.paneSays("apple", text("detail.pass_file", values{"Size": bytesText(12 << 10)}))
	name := ""
	s.desk.files.save = func(n string, then func(string)) { name = n; then("/home/ada/" + n) }
	s.tapPane(text("detail.save"))
	s.work()
	if want := fileName(d.Issuance.SubjectName) + ".pkpass"; name != want || len(c.passes) != 1 || !strings.HasSuffix(c.passes[0], " 0 /home/ada/"+want) {
		t.Errorf("saved %q as %q, want %q", c.passes, name, want)
	}
	if got, want := s.desk.toast.label.words, text("toast.pass_saved", values{"File": name}); got != want {
		t.Errorf("the toast says %q, want %q", got, want)
	}
	c.err = errors.New("The pass was not saved. The disk is full.")
	s.tapPane(text("detail.save"))
	s.work()
	if got := s.desk.toast.label.words; got != c.err.Error() {
		t.Errorf("the toast says %q", got)
	}
	d.Files, d.Issuance.Revoking = slices.Clone(d.Files), store.Revoked
	s.desk.inPane(func() { s.desk.detail.show(d) })
	s.paneSays("apple")
	if strings.Contains(s.paneWords(), text("detail.save")) {
		t.Error("the pass of a revoked credential is offered")
	}
}

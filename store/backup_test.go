package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"passdesk/store/vault"
)

// passphrase gives one that costs no time.
func passphrase(t testing.TB, text string) vault.Passphrase {
	t.Helper()
	p, err := vault.ParsePassphrase(text)
	if err != nil {
		t.Fatal(err)
	}
	return p.WithWork(4)
}

// marked is an issuance that is all in the body, so that it can be read out
// of it again.
func marked(n int) (Delivery, Issuance) {
	i := Issuance{
		EventType: "credential.creation.succeeded", Status: Succeeded, SubjectName: fmt.Sprintf("Ada %06d", n),
		SubjectContact: fmt.Sprintf("ada%d@example.org", n), SubjectID: "did:polygon:0xabc", Template: "Diploma 2026",
		CredentialID: fmt.Sprintf("urn:uuid:%06d", n), ActionID: fmt.Sprintf("act-%d", n), PassURL: fmt.Sprintf("https://pass.example.org/%d", n),
	}
	if n%5 == 0 {
		i.Status, i.Error, i.CredentialID = Failed, "insufficient funds", ""
	}
	body, err := json.Marshal(struct {
		Marker string
		Issuance
	}{fmt.Sprintf("only in body %06d", n), i})
	if err != nil {
		panic(err)
	}
	return Delivery{MessageID: fmt.Sprintf("msg_%06d", n), EventType: i.EventType, Body: body}, i
}

func rereadMarked(d Delivery) (i Issuance) {
	_ = json.Unmarshal(d.Body, &i) // a body that is not JSON says nothing
	return i
}

func appendMarked(t testing.TB, s *Store, from, to int) {
	t.Helper()
	for n := from; n <= to; n++ {
		d, i := marked(n)
		if _, err := s.Append(context.Background(), d, i); err != nil {
			t.Error(err)
		}
	}
}

// mustCheck wants a folder without problems and gives its report.
func mustCheck(t testing.TB, dir string, custody vault.Custody) Report {
	t.Helper()
	found, err := Check(t.Context(), dir, custody, rereadMarked)
	if err != nil || !found.Fine() {
		t.Fatalf("check: %q, %v", found.Problems, err)
	}
	return found
}

// onlyThese wants a folder to hold nothing else.
func onlyThese(t testing.TB, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), databaseName+"-") { // SQLite's own
			names = append(names, e.Name())
		}
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("%s holds %q, want %q", dir, names, want)
	}
}

func restoreFile(t testing.TB, file, dir string, p vault.Passphrase, custody vault.Custody) (Report, error) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return Restore(t.Context(), dir, f, p, func(string) vault.Custody { return custody })
}

func TestBackupRoundTripWhileReceiving(t *testing.T) {
	const before = 2000
	s, dir := openTemp(t)
	var clients sync.WaitGroup
	for c := range 8 { // shared commits
		clients.Go(func() { appendMarked(t, s, c*before/8+1, (c+1)*before/8) })
	}
	clients.Wait()
	code, err := RenewRecovery(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	stop, acknowledged := make(chan struct{}), 0
	var load sync.WaitGroup
	load.Go(func() {
		for n := before + 1; ; n++ {
			select {
			case <-stop:
				acknowledged = n - 1
				return
			default:
				appendMarked(t, s, n, n)
			}
		}
	})
	out, p := t.TempDir(), passphrase(t, "correct horse")
	file := filepath.Join(out, "records.passdesk")
	kept, err := Backup(t.Context(), dir, file, p, testCustody)
	close(stop)
	load.Wait()
	if err != nil || !kept.Fine() || kept.Deliveries < before || kept.Opened != kept.Deliveries || kept.Issuances != kept.Deliveries {
		t.Fatalf("%+v, %v", kept, err)
	}
	onlyThese(t, out, "records.passdesk")
	onlyThese(t, dir, databaseName, lockName)
	mustNotHold(t, out)
	if text, _ := os.ReadFile(file); bytes.Contains(text, []byte("example.org")) {
		t.Error("the backup shows whom it is about")
	}
	if all := mustCheck(t, dir, testCustody); all.Deliveries != int64(acknowledged) {
		t.Errorf("%d deliveries, %d were acknowledged", all.Deliveries, acknowledged)
	}

	// On another computer, whose key is another.
	there := filepath.Join(t.TempDir(), "new", "folder")
	elsewhere := vault.Custody{vault.Given(vault.NewKey())}
	restored, err := restoreFile(t, file, there, p, elsewhere)
	if err != nil || restored.Deliveries != kept.Deliveries || restored.Bytes != kept.Bytes {
		t.Fatalf("restored %+v, %v; backed up %+v", restored, err, kept)
	}
	onlyThese(t, there, databaseName)
	onlyThese(t, filepath.Dir(there), "folder")
	mustCheck(t, there, elsewhere)
	if err := Recover(there, code, testCustody); err != nil {
		t.Errorf("the recovery code: %v", err)
	}
	again, err := Open(there, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	appendMarked(t, again, before*10, before*10)
	for n := range before {
		want, _ := marked(n + 1)
		d, err := again.Delivery(t.Context(), int64(n+1))
		if err != nil || !bytes.Contains(d.Body, []byte("only in body")) || len(d.Body) < len(want.Body)-20 {
			t.Fatalf("delivery %d: %q, %v", n+1, d.Body, err)
		}
	}
	if found, err := again.Newest(t.Context(), Filter{Search: "ada 000077"}, 10); err != nil || len(found) != 1 {
		t.Errorf("search: %v, %v", found, err)
	}
}

// smallBackup gives a folder with a few records and a backup of it.
func smallBackup(t *testing.T) (s *Store, dir, file string, p vault.Passphrase) {
	t.Helper()
	s, dir = openTemp(t)
	appendMarked(t, s, 1, 5)
	file, p = filepath.Join(t.TempDir(), "b"), passphrase(t, "correct horse")
	if _, err := Backup(t.Context(), dir, file, p, testCustody); err != nil {
		t.Fatal(err)
	}
	return s, dir, file, p
}

func TestRestoreRefuses(t *testing.T) {
	_, _, file, p := smallBackup(t)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) []byte {
		text := bytes.Clone(whole)
		text[at] ^= 4
		return text
	}
	body := bytes.Index(whole, []byte("\n---")) + 60 // behind age's header
	parent := t.TempDir()
	dir := filepath.Join(parent, "restored")
	for name, c := range map[string]struct {
		text []byte
		p    vault.Passphrase
		want error
	}{
		"another passphrase":            {whole, passphrase(t, "wrong horse"), vault.ErrWrongPassphrase},
		"no passphrase":                 {whole, vault.Passphrase{}, vault.ErrNoKey},
		"nothing":                       {nil, p, ErrNotBackup},
		"another file":                  {[]byte("SQLite format 3\x00"), p, ErrNotBackup},
		"cut short by one":              {whole[:len(whole)-1], p, ErrNotBackup},
		"cut at a chunk":                {whole[:body+20+64<<10], p, ErrNotBackup},
		"half":                          {whole[:len(whole)/2], p, ErrNotBackup},
		"something behind":              {append(bytes.Clone(whole), 0), p, ErrNotBackup},
		"first line":                    {flipped(3), p, ErrNotBackup},
		"first chunk":                   {flipped(body), p, ErrNotBackup},
		"middle":                        {flipped(len(whole) / 2), p, ErrNotBackup},
		"last byte":                     {flipped(len(whole) - 1), p, ErrNotBackup},
		"an age file of something else": {sealed(t, p, "hello\n"), p, ErrNotBackup},
		"a later format":                {sealed(t, p, `{"passdesk_backup":2}`+"\n"), p, ErrNewer},
		"less than it says":             {sealed(t, p, `{"passdesk_backup":1,"size":9,"code":"`+vault.NewCode().Letters()+`"}`+"\nshort"), p, ErrNotBackup},
		"no database":                   {sealed(t, p, `{"passdesk_backup":1,"size":5,"code":"`+vault.NewCode().Letters()+`"}`+"\nshort"), p, ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Restore(t.Context(), dir, bytes.NewReader(c.text), c.p, func(string) vault.Custody { return testCustody })
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			onlyThese(t, parent)
		})
	}
}

// sealed seals a text as a backup is.
func sealed(t *testing.T, p vault.Passphrase, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := p.Seal(&out)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRestoreTakesNoPlaceThatIsTaken(t *testing.T) {
	s, dir, file, p := smallBackup(t)
	if _, err := restoreFile(t, file, dir, p, testCustody); !errors.Is(err, ErrOccupied) {
		t.Errorf("over the records: %v", err)
	}
	mustCheck(t, dir, testCustody)
	appendMarked(t, s, 6, 6)
	taken := t.TempDir()
	if err := os.WriteFile(filepath.Join(taken, ".hidden"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := restoreFile(t, file, taken, p, testCustody); !errors.Is(err, ErrOccupied) {
		t.Errorf("beside a hidden file: %v", err)
	}
	onlyThese(t, taken, ".hidden")
	empty := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(empty, link); err != nil {
		t.Fatal(err)
	}
	if _, err := restoreFile(t, file, link, p, testCustody); err != nil {
		t.Errorf("into an empty folder, behind a link: %v", err)
	}
	mustCheck(t, empty, testCustody)
	// With the key in a file, which has to come along.
	there := filepath.Join(t.TempDir(), "there")
	keptIn := func(dir string) vault.Custody { return vault.Custody{vault.File(filepath.Join(dir, "key"))} }
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), there, bytes.NewReader(text), p, keptIn); err != nil {
		t.Fatal(err)
	}
	mustCheck(t, there, keptIn(there))
	if _, err := Restore(t.Context(), filepath.Join(there, "below"), bytes.NewReader(text), p, func(string) vault.Custody { return nil }); !errors.Is(err, vault.ErrNoCustody) {
		t.Errorf("nowhere for the key: %v", err)
	}
	onlyThese(t, there, "key", databaseName)
}

package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"passdesk/app/simulator"
	"passdesk/app/webhook"
	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui/model"
)

var testPhrase = secret.Of(testPassphrase)

// takeTestFolder takes a folder as the desk does, with messages in it that came
// through the door.
func takeTestFolder(t *testing.T, kind simulator.Kind, count int) *program {
	t.Helper()
	p := take(t, &settings{Tunnel: "none", SigningSecret: []hidden{{secret.Of(testSecret)}}})
	issuer := simulator.Issuer{Seed: 5, Kind: kind, Day: time.Now(), Prove: true}
	for n := range count {
		p.deliver(t, issuer.Message(n))
	}
	return p
}

// take takes a folder of the test's own.
func take(t *testing.T, s *settings) *program {
	t.Helper()
	s.Data, s.Listen, s.VaultKey = filepath.Join(t.TempDir(), "data"), "127.0.0.1:0", hidden{secret.Of(testVault)}
	p, err := takeFolder(s, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// deliver hands a signed message to the door, which must take it.
func (p *program) deliver(t *testing.T, m simulator.Message) {
	t.Helper()
	if code := p.knock(m, p.door.Secrets().Signer(), time.Now()); code != http.StatusNoContent {
		t.Fatalf("status %d", code)
	}
}

// knock hands a message, signed with a secret at a time, to the door.
func (p *program) knock(m simulator.Message, s webhook.Secret, at time.Time) (status int) {
	r := httptest.NewRequest(http.MethodPost, webhook.Path, strings.NewReader(string(m.Body)))
	s.Sign(r.Header, m.ID, at, m.Body)
	w := httptest.NewRecorder()
	p.door.ServeHTTP(w, r)
	return w.Code
}

// prove checks the proofs that are open.
func (p *program) prove(t *testing.T) (verdicts []string) {
	t.Helper()
	one := &prover{p.store, p.trust, p.log, time.Now}
	for more := true; more; {
		var err error
		if more, err = one.some(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i, err := range p.store.All(t.Context(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(verdicts, i.Proof) {
			verdicts = append(verdicts, i.Proof)
		}
	}
	return verdicts
}

func (p *program) kinds(t *testing.T) (kinds []string) {
	t.Helper()
	page, err := keeper{p}.Acts(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range page {
		kinds = append(kinds, strings.TrimSpace(a.Kind+" "+a.Detail.String()))
	}
	return kinds
}

func TestSafety(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 3)
	k := keeper{p}
	safety := func() model.Safety {
		t.Helper()
		s, err := k.Safety(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if got := safety(); got.Custodian != "environment" || got.Code || !got.Backup.IsZero() || got.Waiting != 3 {
		t.Errorf("%+v", got)
	}
	code, err := k.NewCode(t.Context())
	if err != nil || len(code.Reveal()) != 39 {
		t.Errorf("%d letters, %v", len(code.Reveal()), err)
	}
	folder := t.TempDir()
	file, err := k.Backup(t.Context(), folder, testPhrase)
	if err != nil || filepath.Dir(file) != folder {
		t.Fatal(file, err)
	}
	if got := safety(); !got.Code || got.Waiting != 0 || time.Since(got.Backup) > time.Minute {
		t.Errorf("%+v", got)
	}
	for _, c := range []struct {
		folder string
		phrase string
		says   string
	}{
		{p.dir, "correct horse battery", "holds the records themselves"},
		{filepath.Join(folder, "gone"), "correct horse battery", "no such place"},
		{folder, "short", "at least 8"},
	} {
		if _, err := k.Backup(t.Context(), c.folder, secret.Of(c.phrase)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.folder, err, c.says)
		}
	}
	want := "backed-up 3 deliveries, " + filepath.Base(file)
	if got := p.kinds(t); got[0] != want || got[1] != "code-made" {
		t.Errorf("%q, want %q first", got, want)
	}
	if n, err := k.VerifyActs(t.Context()); err != nil || n != int64(len(p.kinds(t))) {
		t.Errorf("%d, %v", n, err)
	}
}

func TestPlannedBackups(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 2)
	k, folder := keeper{p}, filepath.Join(t.TempDir(), "back[ups]")
	now := time.Now()
	p.planner.now = func() time.Time { return now }
	made := func() []string {
		t.Helper()
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	plan := model.BackupPlan{Folder: folder, Every: time.Hour, Keep: 2, Nag: 7}
	for says, set := range map[string]func() error{
		"no such folder":               func() error { return k.SetBackupPlan(t.Context(), plan, testPhrase) },
		"holds the records themselves": func() error { return k.SetBackupPlan(t.Context(), model.BackupPlan{Folder: p.dir}, testPhrase) },
	} {
		if err := set(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := k.SetBackupPlan(t.Context(), plan, secret.Value[string]{}); err == nil || !strings.Contains(err.Error(), "at least 8") {
		t.Errorf("without a passphrase: %v", err)
	}
	p.planner.look(t.Context())
	if got := made(); got != nil {
		t.Errorf("without a plan %v were made", got)
	}
	if err := k.SetBackupPlan(t.Context(), plan, testPhrase); err != nil {
		t.Fatal(err)
	}
	if s, err := k.Safety(t.Context()); err != nil || s.Plan != plan {
		t.Errorf("%+v, %v", s, err)
	}
	others := filepath.Join(folder, "passdesk-auto-another-20200101-000000.backup")
	if err := os.WriteFile(others, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 { // one an hour, and none between
		p.planner.look(t.Context())
		p.planner.look(t.Context())
		now = now.Add(61 * time.Minute)
	}
	if got := made(); len(got) != 3 || !slices.Contains(got, filepath.Base(others)) {
		t.Errorf("two should be kept, beside another folder's: %v", got)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	newest := filepath.Join(folder, slices.Max(slices.DeleteFunc(made(), func(n string) bool { return n == filepath.Base(others) })))
	mustRun(t, withPassphrase(testPassphrase, "restore", newest, "--data", restored))
	if got := exported(t, restored); len(got) != 2 {
		t.Errorf("the backup holds %d", len(got))
	}

	if err := os.Rename(folder, folder+"-unplugged"); err != nil {
		t.Fatal(err)
	}
	p.planner.look(t.Context())
	if s, _ := k.Safety(t.Context()); !strings.Contains(s.Trouble.String(), "plug the disk in") {
		t.Errorf("trouble is %q", s.Trouble)
	}
	if err := os.Rename(folder+"-unplugged", folder); err != nil {
		t.Fatal(err)
	}
	before := made()
	p.planner.look(t.Context()) // too early to try again
	if got := made(); !slices.Equal(got, before) {
		t.Errorf("tried again at once: %v", got)
	}
	now = now.Add(planRetry)
	p.planner.look(t.Context())
	if s, _ := k.Safety(t.Context()); s.Trouble != "" || slices.Equal(made(), before) {
		t.Errorf("it is not made later: %q", s.Trouble)
	}

	plan.Keep = 1
	if err := k.SetBackupPlan(t.Context(), plan, secret.Value[string]{}); err != nil {
		t.Errorf("the passphrase of before does not stay: %v", err)
	}
	if err := k.SetBackupPlan(t.Context(), model.BackupPlan{Nag: 9}, secret.Value[string]{}); err != nil {
		t.Fatal(err)
	}
	if kept, err := readPlan(t.Context(), p.store.Reader); err != nil || kept.Folder != "" || !kept.passphrase.IsZero() || kept.Nag != 9 {
		t.Errorf("%+v, %v", kept, err)
	}
}

// TestPlannedBackupsThatTheLogDoesNotTake: there are no more of them than planned.
func TestPlannedBackupsThatTheLogDoesNotTake(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 2)
	change(t, p.dir, `UPDATE act_head SET entries = entries + 1`)
	k, folder, now := keeper{p}, t.TempDir(), time.Now()
	p.planner.now = func() time.Time { return now }
	if err := k.SetBackupPlan(t.Context(), model.BackupPlan{Folder: folder, Every: 24 * time.Hour}, testPhrase); err != nil {
		t.Fatal(err)
	}
	for range 3 * 24 {
		p.planner.look(t.Context())
		now = now.Add(time.Hour)
	}
	if made, err := filepath.Glob(filepath.Join(folder, "*"+backupSuffix)); err != nil || len(made) != 3 {
		t.Errorf("made %v, %v", made, err)
	}
	if s, err := k.Safety(t.Context()); err != nil || !strings.Contains(s.Trouble.String(), "log of acts") {
		t.Errorf("nobody is told: %q, %v", s.Trouble, err)
	}
}

func TestPlannedBackupsAreMadeWhileReceiving(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 1)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.planner.run(ctx)
	}()
	folder := t.TempDir()
	if err := (keeper{p}).SetBackupPlan(ctx, model.BackupPlan{Folder: folder}, testPhrase); err != nil {
		t.Fatal(err)
	}
	for range 400 {
		if s, err := (keeper{p}).Safety(ctx); err != nil || s.Waiting == 0 {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	if made, _ := filepath.Glob(filepath.Join(folder, "*"+backupSuffix)); len(made) != 1 {
		t.Errorf("made %v", made)
	}
	stop()
	<-ended
}

func TestTrustedIssuers(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 2)
	k := keeper{p}
	all := p.prove(t)
	if !slices.Contains(all, "valid") {
		t.Fatalf("nothing is valid to begin with: %v", all)
	}
	if err := k.SetIssuers(t.Context(), []string{"nonsense"}); err == nil || !strings.Contains(err.Error(), "“nonsense”") {
		t.Errorf("%v", err)
	}
	const stranger = "did:polygon:0x71c7656ec7ab88b098defb751b7401b5f6d00042"
	if err := k.SetIssuers(t.Context(), []string{" " + strings.ToUpper(stranger[:3]) + stranger[3:]}); err == nil {
		t.Error("took DID: in capitals")
	}
	if err := k.SetIssuers(t.Context(), []string{stranger}); err != nil {
		t.Fatal(err)
	}
	if got := p.prove(t); !slices.Equal(got, []string{"signed by someone else"}) {
		t.Errorf("%v", got)
	}
	b := backend{p.store, p.trust}
	detail, err := b.Detail(t.Context(), 1)
	if err != nil || detail.Proof.Verdict != "signed by someone else" {
		t.Errorf("%+v, %v", detail.Proof, err)
	}
	again := new(trust) // as the next start reads it
	if err := again.load(t.Context(), p.store.Reader); err != nil || len(again.now().issuers) != 1 {
		t.Errorf("%v, %v", again.now(), err)
	}
	if words, err := k.Issuers(t.Context()); err != nil || !slices.Equal(words, []string{stranger}) {
		t.Errorf("%v, %v", words, err)
	}
	if err := k.SetIssuers(t.Context(), []string{stranger, detail.Proof.Issuer}); err != nil {
		t.Fatal(err)
	}
	if got := p.prove(t); !slices.Contains(got, "valid") {
		t.Errorf("%v", got)
	}
	if err := p.store.Set(t.Context(), trustSetting, []byte("{")); err != nil {
		t.Fatal(err)
	}
	if err := p.trust.load(t.Context(), p.store.Reader); err == nil {
		t.Error("takes rubbish")
	}
	if detail, err := b.Detail(t.Context(), 1); err != nil || detail.Proof.Verdict != "cannot check offline" {
		t.Errorf("with unreadable issuers %+v, %v", detail.Proof, err)
	}
}

func TestAPersonsRecords(t *testing.T) {
	p := takeTestFolder(t, simulator.Encrypted, 1)
	k := keeper{p}
	person, err := k.Person(t.Context(), 1)
	if err != nil || person.Name == "" || person.Sole != 1 || len(person.Templates) != 1 {
		t.Fatalf("%+v, %v", person, err)
	}
	kept, err := p.store.Delivery(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	key, err := backend{p.store, p.trust}.RevealKey(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "person.json")
	read := func(withKeys bool) (text string, record map[string]any) {
		t.Helper()
		if err := k.ExportPerson(t.Context(), 1, file, withKeys); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(file)
		var all struct{ Records []map[string]any }
		if err == nil {
			err = json.Unmarshal(raw, &all)
		}
		if err != nil || len(all.Records) != 1 {
			t.Fatalf("%v: %s", err, raw)
		}
		return string(raw), all.Records[0]
	}
	text, record := read(false)
	if strings.Contains(text, key.Reveal()) {
		t.Error("the key is in it unasked")
	}
	if !strings.Contains(text, person.Name) || record["credential"] == nil || record["record"].(map[string]any)["subject_name"] != person.Name {
		t.Errorf("it lacks something: %s", text)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, record = read(true); record["secret"] != key.Reveal() || record["delivery"] != string(kept.Body) {
		t.Error("the key or the delivery is not in it")
	}
	want := []string{"exported all about one person, 1 records, with keys, person.json", "exported all about one person, 1 records, person.json", "key-revealed"}
	if got := p.kinds(t); !slices.Equal(got[:3], want) {
		t.Errorf("%q", got)
	}
	if err := k.ExportPerson(t.Context(), 1, filepath.Join(file, "nowhere"), false); err == nil {
		t.Error("saved where nothing can be")
	}

	// Somebody else's record does not matter, another of the same person does.
	p.deliver(t, simulator.Issuer{Seed: 5, Kind: simulator.Encrypted}.Message(1))
	p.deliver(t, simulator.Message{ID: "msg_later", Body: kept.Body})
	if err := k.Erase(t.Context(), person); err == nil || !strings.Contains(err.Error(), "came in meanwhile") {
		t.Errorf("%v", err)
	}
	if person, err = k.Person(t.Context(), 1); err != nil || len(person.IDs) != 2 {
		t.Fatalf("%+v, %v", person, err)
	}
	if err := k.Erase(t.Context(), person); err != nil {
		t.Fatal(err)
	}
	if got := newestIDs(t, p.store); !slices.Equal(got, []int64{2}) {
		t.Errorf("left are %v", got)
	}
	if _, err := k.Person(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "not there any more") {
		t.Errorf("%v", err)
	}
	p.deliver(t, simulator.Message{ID: "msg_later", Body: kept.Body}) // it is acknowledged, and stays away
	if got := newestIDs(t, p.store); !slices.Equal(got, []int64{2}) {
		t.Errorf("a retry brought it back: %v", got)
	}
}

// TestAMissingBodyHoldsNoPersonBack: what is left of the records can be saved.
func TestAMissingBodyHoldsNoPersonBack(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 1)
	k := keeper{p}
	person, err := k.Person(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	change(t, p.dir, `DELETE FROM payload`)
	file := filepath.Join(t.TempDir(), "person.json")
	if err := k.ExportPerson(t.Context(), 1, file, true); err != nil {
		t.Fatal(err)
	}
	if text := string(read(t, file)); !strings.Contains(text, person.Name) || !strings.Contains(text, "The delivery is missing.") {
		t.Errorf("%s", text)
	}
}

func newestIDs(t *testing.T, s *store.Store) (ids []int64) {
	t.Helper()
	rows, err := s.Newest(t.Context(), store.Filter{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

func TestActsPageByPage(t *testing.T) {
	p := takeTestFolder(t, simulator.Succeeded, 4)
	k := keeper{p}
	for id := int64(1); id <= 4; id++ {
		if _, err := (backend{p.store, p.trust}).SetHandover(t.Context(), store.HandoverCopied, id); err != nil {
			t.Fatal(err)
		}
	}
	var ids []int64
	for before := int64(0); ; {
		page, err := k.Acts(t.Context(), before, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			ids = append(ids, a.ID)
			if a.Kind == string(store.ActCopied) && a.About == "" {
				t.Errorf("%d is about nobody", a.ID)
			}
		}
		before = page[len(page)-1].ID
	}
	if !slices.IsSortedFunc(ids, func(a, b int64) int { return int(b - a) }) || ids[len(ids)-1] != 1 || len(ids) != int(ids[0]) {
		t.Errorf("%v", ids)
	}
	file := filepath.Join(t.TempDir(), "acts.jsonl")
	if err := k.ExportActs(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), "\n") != len(ids) {
		t.Errorf("%d entries are saved as %q, %v", len(ids), text, err)
	}
	if got := p.kinds(t)[0]; !strings.HasPrefix(got, "exported the log of acts, ") {
		t.Errorf("%q", got)
	}
}

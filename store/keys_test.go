package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"passdesk/store/vault"
)

// marker is a body that nothing else in a folder contains.
func marker(n int) []byte { return fmt.Appendf(nil, `{"marker":"only in body %06d"}`, n) }

// mustNotHold searches every file of a folder for what bodies contain.
func mustNotHold(t *testing.T, dir string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("only in body")) {
			t.Errorf("%s holds a body in clear", f.Name())
		}
	}
}

func appendMarker(t *testing.T, s *Store, n int) {
	t.Helper()
	if _, err := s.Append(t.Context(), Delivery{MessageID: fmt.Sprint(n), Body: marker(n)}, Issuance{}); err != nil {
		t.Error(err)
	}
}

// mustRead wants every delivery from 1 to n with its body.
func mustRead(t *testing.T, r *Reader, n int) {
	t.Helper()
	for id := 1; id <= n; id++ {
		if d, err := r.Delivery(t.Context(), int64(id)); err != nil || !bytes.Equal(d.Body, marker(id)) {
			t.Fatalf("delivery %d: %q, %v", id, d.Body, err)
		}
	}
}

func TestBodiesAreSealedFromTheFirstByte(t *testing.T) {
	s, dir := openTemp(t)
	for n := 1; n <= 300; n++ {
		appendMarker(t, s, n)
	}
	mustNotHold(t, dir) // with the WAL in place
	mustRead(t, s.Reader, 300)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	mustNotHold(t, dir)
}

// oldFolder makes a folder as it was before there was a vault.
func oldFolder(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	db, err := connectNew(filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	scripts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	if err := step(db, scripts[0], 1); err != nil {
		t.Fatal(err)
	}
	p := newPacker()
	for id := 1; id <= n; id++ {
		sum := sha256.Sum256(marker(id))
		if _, err := db.Exec(`INSERT INTO delivery (message_id, event_type, endpoint, sent_at, received_at, body_sha256) VALUES (?, '', '', 0, 0, ?)`, fmt.Sprint(id), sum[:]); err != nil {
			t.Fatal(err)
		}
		// Stored, not squeezed, so that a search finds it.
		clear := append([]byte{formatClear}, p.enc.EncodeAll(marker(id), nil)...)
		if !bytes.Contains(clear, []byte("only in body")) {
			t.Fatal("the marker does not survive compression")
		}
		if _, err := db.Exec(`INSERT INTO payload (delivery_id, body) VALUES (?, ?)`, id, clear); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOldFoldersAreSealed(t *testing.T) {
	const n = 3*sealChunk + 7
	dir := oldFolder(t, n)
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustNotHold(t, dir)
	mustRead(t, s.Reader, n)
	appendMarker(t, s, n+1)
	mustRead(t, s.Reader, n+1)
}

func TestSealingGoesOnAfterAnInterruption(t *testing.T) {
	const n = 3 * sealChunk
	dir := oldFolder(t, n)
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := prepare(db, testCustody, time.Now()); err != nil {
		t.Fatal(err)
	}
	k, err := openKeys(db, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sealSome(db, k, 0); err != nil {
		t.Fatal(err)
	}
	db.Close()
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustNotHold(t, dir)
	mustRead(t, s.Reader, n)
}

func TestWithoutItsKeyAFolderIsLocked(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	appendMarker(t, s, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		custody vault.Custody
		want    error
	}{
		"another key":       {vault.Custody{vault.Given(vault.NewKey())}, vault.ErrWrongKey},
		"another custodian": {vault.Custody{vault.File(filepath.Join(dir, "key"))}, ErrLocked},
		"nobody":            {nil, ErrLocked},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(dir, c.custody)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if err := s.Locked(); !errors.Is(err, ErrLocked) || !errors.Is(err, c.want) {
				t.Errorf("Locked: %v", err)
			}
			if _, err := s.Append(t.Context(), Delivery{MessageID: "x", Body: marker(2)}, Issuance{}); !errors.Is(err, ErrLocked) {
				t.Errorf("Append: %v, want ErrLocked", err)
			}
			if _, err := s.Delivery(t.Context(), 1); !errors.Is(err, ErrLocked) {
				t.Errorf("Delivery: %v, want ErrLocked", err)
			}
			if err := s.RenewKey(t.Context()); !errors.Is(err, ErrLocked) {
				t.Errorf("RenewKey: %v, want ErrLocked", err)
			}
			if rows, err := s.Newest(t.Context(), Filter{}, 10); err != nil || len(rows) != 1 {
				t.Errorf("the list: %v, %v", rows, err)
			}
		})
	}
	s, err = Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustRead(t, s.Reader, 1)
}

func TestALostKeychainLosesNothing(t *testing.T) {
	keyring.MockInit()
	dir := t.TempDir()
	keychain := vault.Custody{vault.Keychain{}}
	s, err := Open(dir, keychain)
	if err != nil {
		t.Fatal(err)
	}
	appendMarker(t, s, 1)
	if err := Recover(dir, vault.NewCode(), keychain); !errors.Is(err, ErrNoRecovery) {
		t.Errorf("before there is a code: %v", err)
	}
	void, err := RenewRecovery(dir, keychain) // beside the store that receives
	if err != nil {
		t.Fatal(err)
	}
	code, err := RenewRecovery(dir, keychain)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RenewKey(t.Context()); err != nil { // the code is not at hand
		t.Fatal(err)
	}
	appendMarker(t, s, 2)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	keyring.MockInit() // everything in it is gone
	if _, err := RenewRecovery(dir, keychain); !errors.Is(err, ErrLocked) {
		t.Errorf("a new code without a key: %v", err)
	}
	if err := Recover(dir, void, keychain); !errors.Is(err, vault.ErrWrongKey) {
		t.Errorf("a code that was renewed: %v", err)
	}
	file := vault.Custody{vault.File(filepath.Join(dir, "passdesk.key"))}
	if err := Recover(dir, code, file); err != nil {
		t.Fatal(err)
	}
	s, err = Open(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mustRead(t, s.Reader, 2)
	if _, err := RenewRecovery(t.TempDir(), file); !errors.Is(err, ErrMissing) {
		t.Errorf("an empty folder: %v", err)
	}
}

func generations(t *testing.T, s *Store) (dataKeys, records int) {
	t.Helper()
	row := s.db.QueryRow(`SELECT (SELECT count(DISTINCT generation) FROM data_key), (SELECT count(DISTINCT generation) FROM record_key)`)
	if err := row.Scan(&dataKeys, &records); err != nil {
		t.Fatal(err)
	}
	return dataKeys, records
}

func TestRenewKeyUnderLoad(t *testing.T) {
	s, dir := openTemp(t)
	const before, during = 2*sealChunk + 1, 300
	for n := 1; n <= before; n++ {
		appendMarker(t, s, n)
	}
	var load sync.WaitGroup
	load.Go(func() {
		for n := before + 1; n <= before+during; n++ {
			appendMarker(t, s, n)
		}
	})
	for range 3 {
		if err := s.RenewKey(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	load.Wait()
	if dataKeys, records := generations(t, s); dataKeys != 1 || records != 1 {
		t.Errorf("%d data keys, %d generations of records", dataKeys, records)
	}
	mustRead(t, s.Reader, before+during)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	mustRead(t, again.Reader, before+during)
}

func TestAnInterruptedRenewalGoesOn(t *testing.T) {
	s, dir := openTemp(t)
	const n = 2*sealChunk + 1
	for id := 1; id <= n; id++ {
		appendMarker(t, s, id)
	}
	if err := s.addKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.writer.do(t.Context(), func(b *batch) error {
		_, err := deliveryKeys.rewrapSome(b, s.keys, deliveryKeys.first)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	mustRead(t, s.Reader, n) // half under either key
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	mustRead(t, again.Reader, n)
	for range 500 {
		if dataKeys, _ := generations(t, again); dataKeys == 1 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if dataKeys, records := generations(t, again); dataKeys != 1 || records != 1 {
		t.Errorf("%d data keys, %d generations of records", dataKeys, records)
	}
	mustRead(t, again.Reader, n)
}

func TestADamagedRecordKeepsTheOldKey(t *testing.T) {
	s, dir := openTemp(t)
	for n := 1; n <= 3; n++ {
		appendMarker(t, s, n)
	}
	spoil(t, dir, `UPDATE record_key SET wrapped = zeroblob(60) WHERE delivery_id = 2`)
	if err := s.RenewKey(context.Background()); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	if _, err := s.Delivery(t.Context(), 2); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	mustRead(t, s.Reader, 1)
	if dataKeys, _ := generations(t, s); dataKeys != 2 {
		t.Errorf("%d data keys, want the old one as well", dataKeys)
	}
}

func TestRecordsCannotChangePlaces(t *testing.T) {
	s, dir := openTemp(t)
	appendMarker(t, s, 1)
	appendMarker(t, s, 2)
	spoil(t, dir, `UPDATE record_key SET wrapped = (SELECT wrapped FROM record_key WHERE delivery_id = 2) WHERE delivery_id = 1`)
	if _, err := s.Delivery(t.Context(), 1); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
}

// TestAReaderOutlivesARenewal: an export runs on while the keys are renewed.
func TestAReaderOutlivesARenewal(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 20)
	if err := s.Set(t.Context(), "token", []byte("a value")); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReader(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for range 3 {
		if err := s.RenewKey(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d, err := r.Delivery(t.Context(), 3); err != nil || d.MessageID != "msg_000003" {
			t.Errorf("%+v, %v", d, err)
		}
		if value, err := r.Setting(t.Context(), "token"); string(value) != "a value" || err != nil {
			t.Errorf("%q, %v", value, err)
		}
		if _, err := r.VerifyActs(t.Context()); err != nil {
			t.Error(err)
		}
	}
	spoil(t, dir, `UPDATE record_key SET generation = 77 WHERE delivery_id = 4`)
	if _, err := r.Delivery(t.Context(), 4); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
}

// spoil changes a folder's database from outside.
func spoil(t *testing.T, dir, change string) {
	t.Helper()
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(change); err != nil {
		t.Fatal(err)
	}
}

//go:build keychain

package vault_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"passdesk/store"
	"passdesk/store/vault"
)

// password unlocks the keychains of these tests.
const password = "only in tests"

// mustBeSame wants two keys to be one.
func mustBeSame(t *testing.T, one, other vault.Key) {
	t.Helper()
	sealed, err := one.Seal([]byte("x"), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(sealed, ""); err != nil {
		t.Errorf("another key: %v", err)
	}
}

func mustBeMissing(t *testing.T, folder string) {
	t.Helper()
	if _, err := (vault.Keychain{}).Get(folder); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("%s: %v, want ErrMissing", folder, err)
	}
}

func TestKeychainKeepsKeys(t *testing.T) {
	if !session(t, nil) {
		return
	}
	daemon := startKeyring(t, password)
	mustBeMissing(t, "one")
	made, err := vault.Keychain{}.Make("one")
	if err != nil {
		t.Fatal(err)
	}
	mustBeMissing(t, "two")
	mustBeMissing(t, "on")
	mustKeep := func() {
		t.Helper()
		got, err := vault.Keychain{}.Get("one")
		if err != nil {
			t.Fatal(err)
		}
		mustBeSame(t, made, got)
	}
	mustKeep()
	again, err := vault.Keychain{}.Make("one")
	if err != nil {
		t.Fatal(err)
	}
	mustBeSame(t, made, again) // nothing was replaced
	mustKeep()
	if _, err := (vault.Keychain{}).Make("two"); err != nil {
		t.Fatal(err)
	}
	mustKeep()
	daemon.stop()
	startKeyring(t, password) // as after a new log-in
	mustKeep()
}

// prompter is what asks the user for the keychain's password.
const prompter = "org.gnome.keyring.SystemPrompter"

// TestKeychainThatIsShut: whatever the keychain's state, there is an answer
// within the bound, nothing is lost, and it works again once it is open.
func TestKeychainThatIsShut(t *testing.T) {
	if !session(t, nil) {
		return
	}
	if _, err := (vault.Keychain{}).Get("one"); !errors.Is(err, vault.ErrKeychainShut) {
		t.Errorf("without a service: %v, want ErrKeychainShut", err)
	}
	daemon := startKeyring(t, password)
	dir := filepath.Join(t.TempDir(), "records")
	receive(t, dir)
	before := wrappings(t, dir)

	daemon.signal(syscall.SIGSTOP)
	hurry(func() { mustBeLocked(t, dir, vault.ErrKeychainSlow) })
	daemon.signal(syscall.SIGCONT)
	mustHold(t, dir, 1)

	daemon.stop()
	mustBeLocked(t, dir, vault.ErrKeychainShut) // no service
	locked := startKeyring(t, "")
	mustBeLocked(t, dir, vault.ErrKeychainShut) // and nobody whom it could ask
	if _, err := (vault.Keychain{}).Make("two"); !errors.Is(err, vault.ErrKeychainShut) {
		t.Errorf("making a key in a locked keychain: %v", err)
	}
	locked.stop()
	startKeyring(t, password)
	mustHold(t, dir, 1)
	mustBeMissing(t, "two")
	if wrappings(t, dir) != before {
		t.Error("the keys in the database are others")
	}
}

// TestKeychainAsksAndNobodyAnswers has the keychain ask the user, who is away.
func TestKeychainAsksAndNobodyAnswers(t *testing.T) {
	// It never takes the name that it was started for, and ends with the bus.
	if !session(t, map[string]string{prompter: `/bin/sh -c "exec dbus-monitor >/dev/null 2>&1"`}) {
		return
	}
	dir := filepath.Join(t.TempDir(), "records")
	daemon := startKeyring(t, password)
	receive(t, dir)
	daemon.stop()
	locked := startKeyring(t, "")
	hurry(func() {
		mustBeLocked(t, dir, vault.ErrKeychainSlow)
		// A new folder's key goes where it can be kept.
		_, custodian, err := vault.Standard(t.TempDir(), vault.Key{}).Make("two")
		if err != nil || custodian.Name() != vault.FileName {
			t.Errorf("kept by %v, %v", custodian, err)
		}
	})
	locked.stop()
	startKeyring(t, password)
	mustHold(t, dir, 1)
}

// TestKeychainOpensRecords: processes that come later find the key in the
// keychain, and when all in it is lost, the recovery code puts a new one there.
func TestKeychainOpensRecords(t *testing.T) {
	if !session(t, nil) {
		return
	}
	if dir := os.Getenv(onlyRead); dir != "" {
		mustHold(t, dir, 1)
		return
	}
	daemon := startKeyring(t, password)
	dir := filepath.Join(t.TempDir(), "records")
	receive(t, dir)
	code, err := store.RenewRecovery(dir, vault.Standard(dir, vault.Key{}))
	if err != nil {
		t.Fatal(err)
	}
	readInAnotherProcess(t, dir)
	before := wrappings(t, dir)

	daemon.wipe()
	startKeyring(t, password)
	mustBeLocked(t, dir, vault.ErrMissing)
	if wrappings(t, dir) != before {
		t.Error("the keys in the database are others")
	}
	mustBeMissing(t, folderOf(t, dir)) // none was made in the lost one's place
	if err := store.Recover(dir, vault.NewCode(), vault.Standard(dir, vault.Key{})); !errors.Is(err, vault.ErrWrongKey) {
		t.Errorf("another code: %v", err)
	}
	if err := store.Recover(dir, code, vault.Standard(dir, vault.Key{})); err != nil {
		t.Fatal(err)
	}
	if _, err := (vault.Keychain{}).Get(folderOf(t, dir)); err != nil {
		t.Errorf("the new key is not in the keychain: %v", err)
	}
	readInAnotherProcess(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "passdesk.key")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key lies beside the records: %v", err)
	}
}

// hurry does what ends only with the keychain's patience.
func hurry(do func()) { vault.WithPatience(time.Second, do) }

// body is what the tests receive.
var body = []byte(`{"type":"test"}`)

// receive makes a folder with one delivery.
func receive(t *testing.T, dir string) {
	t.Helper()
	s, err := store.Open(dir, vault.Standard(dir, vault.Key{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Locked(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), store.Delivery{MessageID: "1", Body: body}, store.Issuance{}); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// mustHold wants a folder to open, with a delivery.
func mustHold(t *testing.T, dir string, id int64) {
	t.Helper()
	s, err := store.Open(dir, vault.Standard(dir, vault.Key{}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if d, err := s.Delivery(t.Context(), id); err != nil || !bytes.Equal(d.Body, body) {
		t.Errorf("%q, %v", d.Body, err)
	}
}

// mustBeLocked wants a folder to open without its keys, and to say why.
func mustBeLocked(t *testing.T, dir string, why error) {
	t.Helper()
	s, err := store.Open(dir, vault.Standard(dir, vault.Key{}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Locked(); !errors.Is(err, store.ErrLocked) || !errors.Is(err, why) {
		t.Errorf("Locked: %v, want %v", err, why)
	}
	_, err = s.Append(t.Context(), store.Delivery{MessageID: "2", Body: body}, store.Issuance{})
	if !errors.Is(err, store.ErrLocked) {
		t.Errorf("Append: %v, want ErrLocked", err)
	}
}

// onlyRead names the folder that another process is to read.
const onlyRead = "PASSDESK_TEST_KEYCHAIN_READ"

func readInAnotherProcess(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1", "-test.v")
	cmd.Env = append(os.Environ(), onlyRead+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("another process: %v\n%s", err, out)
	}
}

// folderOf gives the name that a folder's key is kept under.
func folderOf(t *testing.T, dir string) string {
	return ask(t, dir, `SELECT folder FROM vault`)
}

// wrappings gives a folder's data keys as they are stored.
func wrappings(t *testing.T, dir string) string {
	return ask(t, dir, `SELECT group_concat(generation || custodian || hex(wrapped)) FROM data_key`)
}

func ask(t *testing.T, dir, question string) (answer string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "passdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(question).Scan(&answer); err != nil || answer == "" {
		t.Fatalf("%s: %q, %v", question, answer, err)
	}
	return answer
}

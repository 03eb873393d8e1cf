package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/zalando/go-keyring"
)

// Custodian keeps one key for each folder of records.
type Custodian interface {
	// Name is what the folder remembers its custodian by.
	Name() string
	// Get gives the folder's key. It fails with ErrMissing when there is none,
	// and with another error when there is no telling.
	Get(folder string) (Key, error)
	// Make keeps a new key for the folder and gives it, once it is certain
	// that Get will. It replaces none that is there.
	Make(folder string) (Key, error)
}

// Custody is the custodians at hand, the preferred one first.
type Custody []Custodian

// Standard is where keys are kept: with given, if it is a key, and otherwise
// in the keychain or, where there is none, in a file in dir.
func Standard(dir string, given Key) Custody {
	if !given.IsZero() {
		return Custody{Given(given)}
	}
	return Custody{Keychain{}, File(filepath.Join(dir, "passdesk.key"))}
}

// Make has the first custodian that can keep a key make one. It fails with
// ErrNoCustody, wrapping what the custodians said.
func (c Custody) Make(folder string) (Key, Custodian, error) {
	var refusals []error
	for _, custodian := range c {
		key, err := custodian.Make(folder)
		if err == nil {
			return key, custodian, nil
		}
		refusals = append(refusals, fmt.Errorf("%s: %w", custodian.Name(), err))
	}
	return Key{}, nil, fmt.Errorf("%w: %w", ErrNoCustody, errors.Join(refusals...))
}

// Given is the custodian of a key that the program was started with. It keeps
// the same key for every folder.
func Given(k Key) Custodian { return given{k} }

type given struct{ key Key }

func (given) Name() string { return "environment" }

func (g given) Get(string) (Key, error) { return g.key, nil }

func (g given) Make(string) (Key, error) { return g.key, nil }

// FileName is what a File is called.
const FileName = "file"

// File is the custodian of last resort: a file that only the user can read.
// Whoever reads the user's files reads the key as well.
type File string

// Name is FileName.
func (File) Name() string { return FileName }

// Get reads the file. The folder is the one it lies in.
func (f File) Get(string) (Key, error) {
	text, err := os.ReadFile(string(f))
	if errors.Is(err, os.ErrNotExist) {
		return Key{}, ErrMissing
	}
	if err != nil {
		return Key{}, err
	}
	return ParseKey(string(text))
}

// Make writes the file whole or not at all. A key that is there already is
// as good as a new one.
func (f File) Make(folder string) (Key, error) {
	if key, err := f.Get(folder); !errors.Is(err, ErrMissing) {
		return key, err
	}
	key := NewKey()
	file, err := os.CreateTemp(filepath.Dir(string(f)), ".passdesk-key-*") // mode 0600
	if err != nil {
		return Key{}, err
	}
	_, err = file.WriteString(key.base64() + "\n")
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), string(f))
	}
	if err != nil {
		return Key{}, errors.Join(err, os.Remove(file.Name()))
	}
	return key, syncFolder(filepath.Dir(string(f)))
}

// syncFolder makes a new name in a folder last through a power cut, on systems
// that can.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// keychainService is what the entries are filed under.
const keychainService = "Passdesk"

// keychainPatience bounds how long a keychain may take to answer: it may be
// asking the user for a password, and then needs a while, or hang. It is a
// variable because the tests cannot wait that long.
var keychainPatience = 60 * time.Second

// The failures of a keychain.
var (
	ErrKeychainSlow = errors.New("the keychain does not answer; unlock it and try again")
	ErrKeychainShut = errors.New("the keychain is locked, or there is none")
)

// Keychain is the system's: Keychain on macOS, Credential Manager on Windows,
// the Secret Service elsewhere.
type Keychain struct{}

// Name is "keychain".
func (Keychain) Name() string { return "keychain" }

// Get asks the keychain, which may ask the user. It fails with ErrKeychainSlow
// and ErrKeychainShut as well.
func (Keychain) Get(folder string) (Key, error) {
	text, err := patiently(func() (string, error) { return keyring.Get(keychainService, folder) })
	if errors.Is(err, keyring.ErrNotFound) {
		return Key{}, ErrMissing
	}
	if err != nil {
		return Key{}, err
	}
	return ParseKey(text)
}

// Make stores a key in the keychain and reads it back. A key that is there
// already is as good as a new one: whoever stored it was interrupted.
func (c Keychain) Make(folder string) (Key, error) {
	if key, err := c.Get(folder); !errors.Is(err, ErrMissing) {
		return key, err
	}
	text := NewKey().base64()
	_, err := patiently(func() (string, error) { return "", keyring.Set(keychainService, folder, text) })
	if err != nil {
		return Key{}, err
	}
	return c.Get(folder)
}

// patiently bounds a call to the keychain, which takes no context, and names
// its failures: the systems' own words are about their insides.
func patiently(call func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		text, err := call()
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		if a.err != nil && !errors.Is(a.err, keyring.ErrNotFound) {
			return "", fmt.Errorf("%w (%w)", ErrKeychainShut, a.err)
		}
		return a.text, a.err
	case <-time.After(keychainPatience):
		return "", ErrKeychainSlow
	}
}

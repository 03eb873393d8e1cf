package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"passdesk/store"
	"passdesk/store/vault"
)

// backupPassphrase is the variable that a backup's passphrase is taken from.
// There is no flag for it: other users can read a command line.
const backupPassphrase = "PASSDESK_BACKUP_PASSPHRASE"

// parsePassphrase is a variable because the tests cannot wait for a derivation
// that takes a second, or ten where races are looked for.
var parsePassphrase = vault.ParsePassphrase

// backupCommand writes a backup, beside a desk that is receiving or without one.
type backupCommand struct {
	File string `arg:"" help:"File to write. The passphrase is read from PASSDESK_BACKUP_PASSPHRASE or standard input."`
}

// Run says that there is a backup only after it has been read back.
func (b *backupCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	custody, err := s.custody()
	if err != nil {
		return err
	}
	passphrase, err := readPassphrase(ctx, c, true)
	if ctx.Err() != nil {
		return errors.New("stopped; nothing was written")
	}
	if err != nil {
		return err
	}
	found, err := store.Backup(ctx, s.Data, b.File, passphrase, custody)
	listProblems(c.stderr, found)
	if ctx.Err() != nil {
		return errors.New("stopped before the end; a file that was there before is as it was")
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%s holds %d deliveries, %d of them opened to check, and was read back whole.\n", b.File, found.Deliveries, found.Opened)
	b.enter(s.Data, custody, found, c)
	if !found.Fine() {
		return errors.New("the records have problems, and so has the backup; it is written because there was none before")
	}
	return nil
}

// enter puts the backup into the log of acts. That it cannot be is said; the
// backup is as good.
func (b *backupCommand) enter(dir string, custody vault.Custody, found store.Report, c *console) {
	if err := store.RecordBeside(dir, custody, store.BackupAct(b.File, found)); err != nil {
		fmt.Fprintln(c.stderr, "passdesk: this backup is not in the log of acts:", err)
	}
}

// restoreCommand makes the data folder out of a backup.
type restoreCommand struct {
	File string `arg:"" help:"Backup to read, into the folder of --data, which must be empty or missing. The passphrase is read from PASSDESK_BACKUP_PASSPHRASE or standard input."`
}

// Run restores all or nothing.
func (r *restoreCommand) Run(s *settings, c *console) error {
	ctx, stop := untilSignal()
	defer stop()
	if _, err := s.custody(); err != nil {
		return err
	}
	file, err := os.Open(r.File)
	if err != nil {
		return err
	}
	defer file.Close()
	passphrase, err := readPassphrase(ctx, c, false)
	if ctx.Err() != nil {
		return errors.New("stopped; nothing was restored")
	}
	if err != nil {
		return err
	}
	found, err := store.Restore(ctx, s.Data, file, passphrase, func(dir string) vault.Custody {
		there := *s
		there.Data = dir
		custody, _ := there.custody() // could be read before
		return custody
	})
	switch {
	case ctx.Err() != nil:
		return errors.New("stopped before the end; nothing was restored")
	case errors.Is(err, vault.ErrWrongPassphrase):
		return errors.New("this is not the passphrase of this backup; nothing was restored")
	case err != nil:
		return err
	}
	fmt.Fprintf(c.stdout, "%s holds %d deliveries again; %d of them opened to check. The recovery code is the one they had.\n", s.Data, found.Deliveries, found.Opened)
	if !found.Fine() {
		listProblems(c.stderr, found)
		return errors.New("the records are restored, with the problems that they had when they were backed up")
	}
	return nil
}

// readPassphrase takes the passphrase from the environment or from standard
// input. Somebody who types a new one, unseen, types it twice.
func readPassphrase(ctx context.Context, c *console, anew bool) (none vault.Passphrase, err error) {
	text := os.Getenv(backupPassphrase)
	if text == "" {
		if text, err = typed(ctx, c, "Passphrase: "); err != nil {
			return none, err
		}
		if anew && atTerminal() {
			again, err := typed(ctx, c, "The same again: ")
			if err != nil {
				return none, err
			}
			if again != text {
				return none, errors.New("the two passphrases differ; nothing was written")
			}
		}
	}
	passphrase, err := parsePassphrase(text)
	if err != nil {
		return none, fmt.Errorf("%w; give it in %s or on standard input", err, backupPassphrase)
	}
	return passphrase, nil
}

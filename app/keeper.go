package main

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"time"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/ui"
	"passdesk/ui/model"
)

// keeper does for the desk what keeps the records safe. Its errors are
// sentences.
type keeper struct{ *program }

var _ ui.Keeper = keeper{}

// Safety tells how safe the records are.
func (k keeper) Safety(ctx context.Context) (model.Safety, error) {
	s := model.Safety{Custodian: k.store.Custodian(), Trouble: k.planner.why(), Unerased: k.reaper.why()}
	backed, err := k.store.Backed(ctx)
	if err == nil {
		s.Backup, s.Waiting = backed.At, backed.Waiting
		s.Code, err = k.store.HasRecovery(ctx)
	}
	if err == nil && k.locked == nil {
		var plan backupPlan
		plan, err = readPlan(ctx, k.store.Reader)
		s.Plan = plan.BackupPlan
	}
	if err == nil && k.locked == nil {
		s.Retention, err = readRetention(ctx, k.store.Reader)
		if errors.Is(err, store.ErrDamaged) { // then nothing is erased, until it is set anew
			s.Unerased, err = why(err), nil
		}
	}
	return s, said("It cannot be told how safe the records are.", err)
}

// NewCode makes a recovery code.
func (k keeper) NewCode(context.Context) (secret.Value[string], error) {
	code, err := store.RenewRecovery(k.dir, k.custody)
	if err != nil {
		return secret.Value[string]{}, said("No code was made; one of before is still good.", err)
	}
	return secret.Of(code.Letters()), nil
}

// Backup writes a backup into a folder.
func (k keeper) Backup(ctx context.Context, folder string, passphrase secret.Value[string]) (string, error) {
	file := filepath.Join(folder, "passdesk-"+time.Now().Format("2006-01-02-150405")+backupSuffix)
	found, err := makeBackup(ctx, k.store, k.dir, k.custody, file, passphrase)
	switch {
	case err != nil:
		return "", whyNoBackup(err)
	case !found.Fine():
		return "", sentence("It was written to {{.File}}, but the records themselves have problems, which passdesk check names.").With("File", file)
	}
	return file, nil
}

// SetBackupPlan says when backups are made without being asked.
func (k keeper) SetBackupPlan(ctx context.Context, plan model.BackupPlan, passphrase secret.Value[string]) error {
	return k.planner.set(ctx, plan, passphrase)
}

// Old counts the records that are older than so many months.
func (k keeper) Old(ctx context.Context, months int) (model.Old, error) {
	old, err := k.reaper.old(ctx, months)
	return old, said("It cannot be told how many records are older.", err)
}

// SetRetention says how long records are kept.
func (k keeper) SetRetention(ctx context.Context, r model.Retention) error {
	return said("Nothing was changed.", k.reaper.set(ctx, r))
}

// Issuers are those whose credentials are taken for valid.
func (k keeper) Issuers(context.Context) (words []string, err error) {
	known := k.trust.now()
	if err := cmp.Or(k.locked, known.unread); err != nil {
		return nil, said("The trusted issuers cannot be read.", err)
	}
	for _, i := range known.issuers {
		words = append(words, i.String())
	}
	return words, nil
}

// SetIssuers changes them.
func (k keeper) SetIssuers(ctx context.Context, words []string) error {
	issuers, err := parseIssuers(words)
	if err != nil {
		return err
	}
	return said("Nothing was changed.", k.trust.set(ctx, k.store, issuers))
}

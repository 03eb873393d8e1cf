package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"passdesk/store"
	"passdesk/store/secret"
	"passdesk/store/vault"
	"passdesk/ui/model"
)

// planSetting is the name under which the plan for backups is kept.
const planSetting = "backup plan"

// backupPlan says when backups are made without being asked.
type backupPlan struct {
	model.BackupPlan
	passphrase secret.Value[string]
}

// keptPlan is the plan as it lies in the settings, where it is sealed.
type keptPlan struct {
	Folder     string        `json:"folder"`
	Every      time.Duration `json:"every"` // in nanoseconds
	Keep       int           `json:"keep"`
	Nag        int           `json:"nag"`
	Passphrase string        `json:"passphrase"`
}

func readPlan(ctx context.Context, r *store.Reader) (backupPlan, error) {
	value, err := r.Setting(ctx, planSetting)
	if err != nil || value == nil {
		return backupPlan{}, err
	}
	var k keptPlan
	if err := json.Unmarshal(value, &k); err != nil {
		return backupPlan{}, fmt.Errorf("backup plan: %w", err)
	}
	p := backupPlan{BackupPlan: model.BackupPlan{Folder: k.Folder, Every: k.Every, Keep: k.Keep, Nag: k.Nag}}
	if k.Passphrase != "" {
		p.passphrase = secret.Of(k.Passphrase)
	}
	return p, nil
}

func (p backupPlan) save(ctx context.Context, s *store.Store) error {
	value, err := json.Marshal(keptPlan{p.Folder, p.Every, p.Keep, p.Nag, p.passphrase.Reveal()})
	if err != nil {
		return err
	}
	return s.Set(ctx, planSetting, value)
}

// fit refuses a plan that cannot work for the records in a folder. Its error is
// a sentence.
func (p *backupPlan) fit(records string) error {
	if _, err := vault.ParsePassphrase(p.passphrase.Reveal()); err != nil {
		return sentence("The passphrase needs at least 8 characters. Nothing was changed.")
	}
	folder, err := os.Stat(p.Folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return sentence("There is no such folder. Nothing was changed. Choose one that is there, best on another disk.")
	case err != nil || !folder.IsDir():
		return sentence("That is no folder that can be read. Nothing was changed. Choose another.")
	}
	if own, err := os.Stat(records); err == nil && os.SameFile(own, folder) {
		return sentence(amongRecords)
	}
	p.Every = cmp.Or(p.Every, 24*time.Hour)
	return nil
}

package main

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"time"
	"unicode/utf8"

	"passdesk/app/crossmint"
	"passdesk/app/export"
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

// Acts gives a page of the log of acts, those that wait to be entered first.
func (k keeper) Acts(ctx context.Context, before int64, limit int) (page []model.Act, err error) {
	var acts []store.Act
	if before == 0 {
		acts, err = k.store.NotedActs(ctx)
		slices.Reverse(acts)
	}
	if err == nil {
		var entered []store.Act
		entered, err = k.store.ActsBefore(ctx, before, limit)
		acts = append(acts, entered...)
	}
	for _, a := range acts {
		if err == nil {
			var one model.Act
			one, err = k.act(ctx, a)
			page = append(page, one)
		}
	}
	return page, said("The log cannot be read.", err)
}

// act says in words what an entry is about.
func (k keeper) act(ctx context.Context, a store.Act) (model.Act, error) {
	shown := model.Act{ID: a.ID, At: a.At, Kind: string(a.Kind), Detail: actWords(a)}
	if a.Issuance == 0 {
		return shown, nil
	}
	i, err := k.store.Issuance(ctx, a.Issuance)
	if errors.Is(err, store.ErrNotFound) { // erased
		err = nil
	}
	shown.About = cmp.Or(i.SubjectName, i.SubjectContact)
	return shown, err
}

// VerifyActs proves that the log is whole.
func (k keeper) VerifyActs(ctx context.Context) (int64, error) {
	n, err := k.store.VerifyActs(ctx)
	switch broken, is := errors.AsType[*store.ChainError](err); {
	case is && broken.End:
		return 0, sentence("The log is not as Passdesk wrote it: the mark at its end {{.Fault}}. Entries may have been taken away. Keep a copy of the folder and look who had access to this computer.").With("Fault", faultWords[broken.Fault])
	case is:
		return 0, sentence("The log is not as Passdesk wrote it: {{.Entry}}. Keep a copy of the folder and look who had access to this computer.").With("Entry", entryWords(broken))
	}
	return int64(n), said("The log could not be checked.", err)
}

// ExportActs writes the log to a file.
func (k keeper) ExportActs(ctx context.Context, file string) error {
	err := export.ToFile(file, func(w io.Writer) error {
		count, err := writeActs(ctx, w, k.dir)
		if err == nil {
			err = k.enter(ctx, exportDetail{What: "acts", Format: export.NDJSON, Count: count, Complete: true, File: filepath.Base(file)})
		}
		return err
	})
	return said("The log was not saved; a file that was there before is as it was.", err)
}

// Person tells what is kept about the subject of an issuance.
func (k keeper) Person(ctx context.Context, id int64) (model.Person, error) {
	found, err := k.store.Person(ctx, id)
	if err != nil {
		return model.Person{}, said("This person’s records cannot be read.", err)
	}
	p := model.Person{IDs: found.IDs, Sole: found.SoleCopies}
	listed, err := k.store.OnRosters(ctx, found.IDs)
	if err != nil && !errors.Is(err, store.ErrLocked) { // what no key opens here, nobody can read
		return model.Person{}, said("This person’s records cannot be read.", err)
	}
	for _, l := range listed {
		p.Lists = append(p.Lists, l.Roster)
	}
	for _, i := range found.Issuances {
		p.Name = cmp.Or(p.Name, i.SubjectName)
		p.Contact = cmp.Or(p.Contact, i.SubjectContact)
		if i.Template != "" && !slices.Contains(p.Templates, i.Template) {
			p.Templates = append(p.Templates, i.Template)
		}
	}
	return p, nil
}

// ExportPerson writes all that is kept about a person to a file. It is in the
// log of acts before the file takes its name.
func (k keeper) ExportPerson(ctx context.Context, id int64, file string, withKeys bool) error {
	found, err := k.store.Person(ctx, id)
	var listed []store.Listed
	if err == nil {
		listed, err = k.store.OnRosters(ctx, found.IDs)
	}
	if err == nil {
		err = export.ToFile(file, func(w io.Writer) error {
			err := export.WritePerson(w, time.Now(), func(yield func(export.PersonRecord, error) bool) {
				for _, id := range found.IDs {
					if !yield(k.personRecord(ctx, id, withKeys)) {
						return
					}
				}
			}, listed)
			if err == nil {
				err = k.enter(ctx, exportDetail{What: "person", Format: "json", Count: len(found.IDs), Secrets: withKeys, Complete: true, File: filepath.Base(file)})
			}
			return err
		})
	}
	return said("Nothing was saved; a file that was there before is as it was.", err)
}

// personRecord reads one record with all that came with it. What cannot be
// opened any more is said in it and keeps nobody from the rest.
func (k keeper) personRecord(ctx context.Context, id int64, withKeys bool) (r export.PersonRecord, err error) {
	if r.Issuance, err = k.store.Issuance(ctx, id); err != nil {
		return r, err
	}
	delivery, err := k.store.Delivery(ctx, r.Issuance.DeliveryID)
	if errors.Is(err, store.ErrDamaged) {
		r.Trouble = "The delivery cannot be opened any more: it is damaged."
		return r, nil
	}
	if err != nil {
		return r, err
	}
	// What cannot be read has no credential and no key.
	r.Credential, _ = crossmint.FindCredential(delivery.Body, crossmint.Secret{})
	if !withKeys {
		r.Delivery = crossmint.Pretty(delivery.Body)
		return r, nil
	}
	event, _ := crossmint.Decode(delivery.Body)
	r.Secret = event.Secret.Reveal()
	r.Delivery = string(delivery.Body)
	if !utf8.Valid(delivery.Body) {
		r.Delivery, r.Trouble = base64.StdEncoding.EncodeToString(delivery.Body), "The delivery is no text; it is given in base64."
	}
	return r, nil
}

// Erase erases a person's records for good, if they are still those that the
// reader was shown.
func (k keeper) Erase(ctx context.Context, p model.Person) error {
	if len(p.IDs) == 0 {
		return sentence("There is nothing to erase.")
	}
	now, err := k.store.Person(ctx, p.IDs[0])
	if err != nil {
		return said("Nothing was erased.", err)
	}
	if !sameIDs(now.IDs, p.IDs) || now.SoleCopies != p.Sole {
		return sentence("Another record of this person came in meanwhile, so nothing was erased. Close this and open the person’s records again.")
	}
	err = k.store.Erase(ctx, p.IDs, p.Sole > 0)
	if err == nil {
		return nil
	}
	if _, there := k.store.Issuance(context.WithoutCancel(ctx), p.IDs[0]); errors.Is(there, store.ErrNotFound) {
		return said("The records are gone from every list, but traces of them may still lie on the disk. They go when Passdesk is started again.", err)
	}
	return said("The erasing has not come to its end. If it was begun, Passdesk ends it at its next start.", err)
}

func sameIDs(a, b []int64) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// enter puts an export into the log of acts, without which nothing leaves.
func (k keeper) enter(ctx context.Context, d exportDetail) error {
	return k.store.Record(ctx, store.Act{Kind: store.ActExported, Detail: d.text()})
}

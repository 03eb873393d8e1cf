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
	"passdesk/ui/model"
)

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
	switch {
	case errors.Is(err, store.ErrDamaged):
		r.Trouble = "The delivery cannot be opened any more: it is damaged."
		return r, nil
	case errors.Is(err, store.ErrNotFound):
		r.Trouble = "The delivery is missing."
		return r, nil
	case err != nil:
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

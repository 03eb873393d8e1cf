package main

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"passdesk/assets/say"
	"passdesk/store"
	"passdesk/store/vault"
)

// What staff read when something is wrong: what happened, what was kept, and
// what to do next.

const noSecret = "No signing secret is set, so nothing that comes in can be believed. " +
	"Copy it from the endpoint’s page in the Crossmint console and enter it under ⚙ › Set up."

const leadsElsewhere = "What is sent to the public address does not arrive here. The tunnel is opened anew to find out where it leads."

// clockRefuses explains why deliveries are refused while the clock is ahead by
// off.
func clockRefuses(off time.Duration) say.Sentence {
	const so = "so what Crossmint sends is refused. " +
		"It is put aside, and Crossmint will send it again. Set the clock right; receiving then goes on by itself."
	s := say.Sentence("This computer’s clock is {{.By}} ahead of Crossmint’s, " + so)
	if off < 0 {
		s = "This computer’s clock is {{.By}} behind Crossmint’s, " + so
	}
	return s.With("By", roughly(off.Abs()))
}

// roughly writes how far a clock is off: nobody needs the seconds of an hour.
func roughly(d time.Duration) say.Sentence {
	if d < 2*time.Hour {
		return say.Sentence("{{.N}} min").With("N", int(d.Round(time.Minute).Minutes()))
	}
	if d < 48*time.Hour {
		return say.Sentence("{{.N}} hours").With("N", int(d.Round(time.Hour).Hours()))
	}
	return say.Sentence("{{.N}} days").With("N", int(d.Round(24*time.Hour).Hours()/24))
}

const lostAll = "Receiving has ended. What was received before is kept, and Crossmint will send again what it cannot deliver now. " +
	"Close Passdesk and open it again."

const damagedInPlaces = "Some of the records are damaged, as the last end was not in good order. What comes in is kept all the same. " +
	"Make a backup under another name, have passdesk check say what is damaged, and restore an earlier backup into a new folder for that."

// atStart explains why the desk cannot open.
func atStart(err error) say.Sentence {
	switch {
	case errors.Is(err, store.ErrInUse):
		return "Passdesk is already running with this folder. Look for its window, or end the other program that receives into it."
	case errors.Is(err, store.ErrNewer):
		return "The records were written by a newer version of Passdesk and have not been touched. Install the newest version."
	case errors.Is(err, store.ErrForeign):
		return "The file in place of the records is not Passdesk's. It has not been touched; move it away, or choose another folder. Should it have held the records, restore a backup into a new folder."
	case errors.Is(err, store.ErrDamaged):
		return "The records are damaged. They have not been touched; restore a backup into a new folder."
	case errors.Is(err, store.ErrGone):
		return "The file with the records is gone or empty, and no new one was made in its place. Put it back where it was, or restore a backup into a new folder."
	case errors.Is(err, store.ErrBusy):
		return "Another program holds the records. End backup or cleaning programs that work on the folder and open Passdesk again; the records are as they were."
	case errors.Is(err, store.ErrFull):
		return "The disk is full. Free some space and open Passdesk again; the records are as they were."
	case errors.Is(err, store.ErrReadOnly):
		return "The folder with the records cannot be written to. Make it writable and open Passdesk again; the records are as they were."
	case addressTaken(err):
		return "Another program has the address that Passdesk listens on. End that program and open Passdesk again; the records are as they were."
	}
	return "Something is in the way. The records are as they were; the line below says what it was."
}

// whileReceiving explains why deliveries are refused at the moment.
func whileReceiving(err error) say.Sentence {
	const kept = " What was received before is kept, and Crossmint will send again what is refused now. "
	switch {
	case errors.Is(err, store.ErrFull):
		return "The disk is full." + kept + "Free some space; receiving then goes on by itself."
	case errors.Is(err, store.ErrReadOnly):
		return "The folder with the records cannot be written to." + kept + "Make it writable; receiving then goes on by itself."
	case errors.Is(err, store.ErrLocked):
		return "The key to the records is missing, so nothing is received that could not be opened again." + kept +
			"Unlock the keychain and restart Passdesk, or bring the key back with passdesk recovery --use and the recovery code."
	case errors.Is(err, context.DeadlineExceeded):
		return "The disk answers too slowly." + kept + "End what keeps it busy; receiving then goes on by itself."
	case errors.Is(err, store.ErrBusy):
		return "Another program holds the records." + kept + "End backup or cleaning programs that work on the folder; receiving then goes on by itself."
	case errors.Is(err, store.ErrGone):
		return "The file with the records was moved or deleted." + kept + "Put it back where it was; receiving then goes on by itself. Do not end Passdesk before that: what was deleted is lost with its end."
	case errors.Is(err, store.ErrDamaged):
		return "The records are damaged." + kept + "Close Passdesk and restore a backup."
	}
	return "The disk does not take new records." + kept + "Check the disk, then restart Passdesk."
}

// sentence is an error that staff read as it is.
type sentence = say.Sentence

// said puts what became of a wish before why it failed; nil stays nil.
func said(outcome sentence, err error) error {
	if err == nil {
		return nil
	}
	return outcome.Then(why(err))
}

// why explains an error of the records or the disk.
func why(err error) sentence {
	switch {
	case errors.Is(err, context.Canceled):
		return "Passdesk was closed meanwhile."
	case errors.Is(err, store.ErrLocked):
		return "The key to the records is missing: bring it back with passdesk recovery --use and the recovery code."
	case errors.Is(err, store.ErrFull), errors.Is(err, syscall.ENOSPC):
		return "The disk is full: free some space and try again."
	case errors.Is(err, store.ErrReadOnly), errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return "That place cannot be written to: choose another, or make it writable."
	case errors.Is(err, os.ErrNotExist):
		return "There is no such place any more: plug the disk in, or choose another."
	case errors.Is(err, store.ErrBusy):
		return "Another program holds the records: end backup or cleaning programs that work on the folder and try again."
	case errors.Is(err, store.ErrNotFound):
		return "The record is not there any more."
	case errors.Is(err, store.ErrChain):
		return "The log of acts is not as Passdesk wrote it: have passdesk check look at the folder."
	case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrForeign), errors.Is(err, store.ErrGone):
		return "The records are damaged or not where they were: have passdesk check look at the folder."
	}
	return "The disk reported a fault: check it and try again."
}

const amongRecords = "This folder holds the records themselves, and a backup beside them is lost with them. Choose another, best on another disk."

// whyNoBackup explains why a backup could not be made.
func whyNoBackup(err error) sentence {
	switch {
	case errors.Is(err, store.ErrAmong):
		return amongRecords
	case errors.Is(err, vault.ErrPassphrase):
		return "The passphrase needs at least 8 characters."
	case errors.Is(err, store.ErrNotFile):
		return "Something that is no file stands where the backup should. Choose another folder."
	case errors.Is(err, store.ErrUnproven):
		return "It could not be read back as it was written, so it was thrown away. Use another disk."
	case errors.Is(err, store.ErrDamaged):
		return "The records have problems, so the earlier backup was left as it is. Have passdesk check name them."
	}
	return why(err)
}

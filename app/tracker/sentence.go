package tracker

import (
	"errors"

	"passdesk/app/crossmint/api"
	"passdesk/assets/say"
	"passdesk/store"
)

// Sentence says for staff how something watched stands, and what to do about
// it.
func Sentence(w store.Watching) say.Sentence {
	switch {
	case w.Origin == store.Delivered:
		return "Its webhook has arrived."
	case w.Origin == store.Fetched:
		return "Fetched, not delivered: this is Crossmint’s copy, without signature, pass and key. Its webhook has not arrived."
	case w.Status == store.Succeeded:
		return "Crossmint says that it succeeded, but its webhook has not arrived, so there is no credential and no pass here. Have it sent again in the Crossmint console, or fetch what can be fetched."
	case w.Status == store.Failed:
		return "Crossmint says that it failed."
	}
	switch w.Said {
	case "":
		return "It has not been asked about yet."
	case SaidPending:
		return "Crossmint is still at it."
	case SaidSilent:
		return "Crossmint has been at it for 30 days. It is not asked about any more; look in the Crossmint console."
	case SaidDelegated:
		return "It cannot be fetched: with delegated storage Crossmint keeps no copy. Have it sent again in the Crossmint console."
	case SaidScope:
		return "The API key may not ask this: in the Crossmint console give it the scopes nfts.create and credentials.read. It stays on the list."
	case SaidUnknown:
		if w.Ended.IsZero() {
			return "Crossmint does not know this id yet. If it stays so, look whether it is whole and whether the key is for its environment."
		}
		return "Crossmint does not know this id, so it is not asked about any more. Look whether it is whole and whether the key is for its environment."
	}
	return "Crossmint’s answer could not be read. It stays on the list."
}

// Why says for staff why Crossmint could not be asked; what was kept, and what
// to do.
func Why(err error) say.Sentence {
	switch {
	case errors.Is(err, api.ErrNoKey):
		return "No API key of this environment is set: make one in the Crossmint console under API Keys, and set it here."
	case errors.Is(err, api.ErrEnvironment):
		return "The API key is for another environment. It was not used."
	case errors.Is(err, ErrWhich):
		return "It is not known whether it is in staging or in production, so nobody was asked."
	case errors.Is(err, api.ErrKeyRefused):
		return "Crossmint does not accept the API key. Nothing is lost; look in the Crossmint console whether it is still there, and set another."
	case errors.Is(err, api.ErrScope):
		return "The API key lacks a permission. Nothing is lost; in the Crossmint console give it the scopes nfts.create and credentials.read."
	case errors.Is(err, api.ErrDelegated):
		return "It cannot be fetched: with delegated storage Crossmint keeps no copy. Have it sent again in the Crossmint console."
	case errors.Is(err, api.ErrNotFound):
		return "Crossmint does not know this id. Look whether it is whole and whether the key is for its environment."
	case errors.Is(err, api.ErrBusy):
		return "Crossmint asks to slow down. Nothing is lost; Passdesk asks again by itself."
	case errors.Is(err, api.ErrFault):
		return "Crossmint has a fault. Nothing is lost, receiving goes on, and Passdesk asks again by itself."
	case errors.Is(err, api.ErrUnreachable):
		return "Crossmint cannot be reached. Nothing is lost; look whether the computer is online. Passdesk asks again by itself."
	case errors.Is(err, api.ErrAnswer):
		return "Crossmint’s answer could not be read. Nothing is lost; try again later, or update Passdesk."
	case errors.Is(err, store.ErrRevoking):
		return "This credential is being revoked already, or has been."
	}
	return "Crossmint refused. Nothing was changed here."
}

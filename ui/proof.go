package ui

import (
	"fyne.io/fyne/v2"

	"passdesk/store"
)

// proofFace is how a verdict on a credential's proof looks.
type proofFace struct {
	sign       string
	words      string // key
	tone, soft fyne.ThemeColorName
	alarming   bool // worth a mark in the list
}

// proofFaces are the verdicts by the words that the records hold.
var proofFaces = map[string]proofFace{
	"valid":                   {"✓", "proof.valid", colorSuccess, colorSuccessSoft, false},
	"expired":                 {"○", "proof.expired", colorWarning, colorWarningSoft, true},
	"not yet valid":           {"○", "proof.early", colorWarning, colorWarningSoft, true},
	"altered":                 {"!", "proof.altered", colorDanger, colorDangerSoft, true},
	"carries unsigned fields": {"!", "proof.unsigned", colorDanger, colorDangerSoft, true},
	"signed by someone else":  {"!", "proof.other", colorDanger, colorDangerSoft, true},
	"cannot check offline":    {"◆", "proof.unknown", colorMuted, colorIdle, false},
}

// revokingFaces are the marks of credentials that are revoked, or on their way
// there.
var revokingFaces = map[store.Revoking]statusSign{
	store.PerhapsRevoked: {"?", "revoke.perhaps", colorWarning, colorWarningSoft},
	store.BeingRevoked:   {"◌", "revoke.going", colorWarning, colorWarningSoft},
	store.Revoked:        {"⊘", "revoke.revoked", colorDanger, colorDangerSoft},
}

// statusOf is the mark of an issuance in the list: its status, unless there is a
// reason not to hand its credential over: it is revoked, or its proof is bad.
func statusOf(i store.Issuance) statusSign {
	if mark, on := revokingFaces[i.Revoking]; on && i.Status == store.Succeeded {
		return mark
	}
	if face := proofFaces[i.Proof]; i.Status == store.Succeeded && face.alarming {
		return statusSign{face.sign, face.words, face.tone, face.soft}
	}
	return signOf(i.Status)
}

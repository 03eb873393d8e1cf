package ui

import (
	"slices"

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

// statusOf is the mark of an issuance in the list: its status, unless the proof
// of its credential is a reason not to hand it over.
func statusOf(i store.Issuance) statusSign {
	if face := proofFaces[i.Proof]; i.Status == store.Succeeded && face.alarming {
		return statusSign{face.sign, face.words, face.tone, face.soft}
	}
	return signOf(i.Status)
}

// proof says whether the credential is what its issuer signed, and why.
func (d *detail) proof() []fyne.CanvasObject {
	face, known := proofFaces[d.shown.Proof.Verdict]
	if !known || d.shown.Issuance.Status != store.Succeeded {
		return nil
	}
	words := []fyne.CanvasObject{newInk(face.sign+"  "+text(face.words), face.tone, textSize, fyne.TextStyle{Bold: true})}
	for _, reason := range d.shown.Proof.Reasons {
		words = append(words, paragraph(reason, quietLook))
	}
	facts := card(face.soft, words...)
	if issuer := d.shown.Proof.Issuer; issuer != "" {
		facts = append(facts, newIDFact(text("detail.issuer"), issuer, d.wait, func() { d.onCopyText(issuer) }))
	}
	return slices.Concat([]fyne.CanvasObject{newRule(), gap(12), newCaption(text("detail.proof")), gap(8)}, facts, []fyne.CanvasObject{gap(4)})
}

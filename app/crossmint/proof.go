package crossmint

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"passdesk/assets/say"
)

const (
	proofType   = "EthereumEip712Signature2021"
	primaryType = "VerifiableCredential"
)

// Check says whether a credential in clear is what its issuer signed, at the
// time now and without asking anybody: the proof EthereumEip712Signature2021
// by an issuer did:<chain>:<address>. When some issuers are pinned, only
// theirs are valid; without, it is for the caller to know who Finding.Issuer
// is. That a credential was revoked cannot be seen offline.
//
// It is stricter than Crossmint's own check. Every key of every object has to
// be signed (the proof itself excepted), every signed field has to be there and
// to have its type, no key may stand twice, the dates have to be readable, and
// numbers are taken as they are written. credential is left unchanged. Texts
// of more than 5 MiB, 100,000 values or 64 levels are not checked.
func Check(credential []byte, now time.Time, pinned ...Issuer) Finding {
	var f Finding
	message, err := readStrict(credential)
	if err == nil {
		id, _ := message["id"].(string)
		f.CredentialID = clean(id, maxID)
		err = f.check(message, now, pinned)
	}
	if err != nil {
		reason := say.Of(err)
		if o, ok := errors.AsType[*objection](err); ok {
			f.Verdict, reason = o.verdict, o.reason
		}
		f.Reasons = []say.Sentence{reason}
		return f
	}
	f.Verdict = Valid
	f.Reasons = []say.Sentence{
		"The issuer's own key signed every field of it.",
		"Whether it was revoked since cannot be seen offline.",
	}
	return f
}

// check returns the first objection to a credential, in the order of weight,
// and takes its proof out.
func (f *Finding) check(credential map[string]any, now time.Time, pinned []Issuer) error {
	id, issuer, err := issuerOf(credential)
	f.Issuer = clean(id, maxID)
	if err != nil {
		return err
	}
	p, err := takeProof(credential)
	if err != nil {
		return err
	}
	digest, unsigned, err := p.data.digest()
	if err != nil {
		return err
	}
	signer, err := recoverSigner(digest, p.signature)
	if err != nil {
		return err
	}
	if signer != issuer.address && signer != p.claimed {
		return altered("It is not what the issuer signed: it was changed afterwards, or another key signed it.")
	}
	f.Signer = signer.String()
	if signer != issuer.address {
		return &objection{OtherSigner, "The key that signed it is not the issuer's."}
	}
	if len(pinned) > 0 && !slices.ContainsFunc(pinned, func(i Issuer) bool { return i.covers(issuer) }) {
		return &objection{OtherSigner, "The issuer is not one of the pinned issuers."}
	}
	if len(unsigned) > 0 {
		return &objection{UnsignedFields, say.Sentence("The signature does not cover {{.Fields}}.").With("Fields", list(unsigned))}
	}
	return inTime(credential, now)
}

// proof is what a credential says about its signature.
type proof struct {
	data      typedData
	signature string
	// claimed is the key that verificationMethod names, zero for none. It is
	// not signed and proves nothing alone. But a signature that is this key's
	// shows that nothing was changed since, whosever it is; any other that is
	// not the issuer's is only a number that a changed text came out as.
	claimed address
}

// takeProof moves the proof out of a credential; what is left was signed.
func takeProof(credential map[string]any) (proof, error) {
	stated, has := credential["proof"]
	if !has {
		return proof{}, cannotCheck("The credential carries no proof.")
	}
	delete(credential, "proof")
	object, _ := stated.(map[string]any)
	if kind, _ := object["type"].(string); kind != proofType {
		return proof{}, cannotCheck(say.Sentence("Its proof is of another kind than {{.Kind}}.").With("Kind", proofType))
	}
	signature, signed := object["proofValue"].(string)
	terms, _ := object["eip712"].(map[string]any)
	domain, hasDomain := terms["domain"].(map[string]any)
	if !signed || !hasDomain {
		return proof{}, cannotCheck("Its proof lacks the signature or the terms it was signed in.")
	}
	if primary, _ := terms["primaryType"].(string); primary != primaryType {
		return proof{}, cannotCheck(say.Sentence("What was signed is not called a {{.Kind}}.").With("Kind", primaryType))
	}
	types, err := readSchema(terms["types"])
	if err != nil {
		return proof{}, err
	}
	p := proof{data: typedData{types, primaryType, domain, credential}, signature: signature}
	method, _ := object["verificationMethod"].(string)
	method, _, _ = strings.Cut(method, "#")
	if named, err := ParseIssuer(method); err == nil {
		p.claimed = named.address
	}
	return p, nil
}

// list names the first places.
func list(places []*place) string {
	const most = 10
	names := make([]string, 0, most)
	for _, p := range places[:min(most, len(places))] {
		names = append(names, p.String())
	}
	text := strings.Join(names, ", ")
	if more := len(places) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

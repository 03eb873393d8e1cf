package crossmint

import "passdesk/assets/say"

// Verdict is what the offline check of a credential comes to. The zero value
// is CannotCheck, so that what was never checked does not pass for valid.
type Verdict uint8

// The verdicts, worst first. From UnsignedFields on, the issuer's own key is
// known to have signed.
const (
	CannotCheck    Verdict = iota // nothing can be said without asking somebody
	Altered                       // the signature is not for this content
	OtherSigner                   // intact, but signed by another than it should be
	UnsignedFields                // it says more than was signed
	NotYetValid                   // signed, for later
	Expired                       // signed, and over
	Valid                         // signed by the issuer, whole, and in its time
)

// String returns the words for people and for scripts.
func (v Verdict) String() string {
	switch v {
	case Valid:
		return "valid"
	case Expired:
		return "expired"
	case NotYetValid:
		return "not yet valid"
	case Altered:
		return "altered"
	case UnsignedFields:
		return "carries unsigned fields"
	case OtherSigner:
		return "signed by someone else"
	}
	return "cannot check offline"
}

// Finding is a verdict with what it rests on. Its texts are bounded and free of
// control characters. Reasons name fields, but of their values only dates.
type Finding struct {
	Verdict      Verdict
	Reasons      []say.Sentence // plain sentences, the weightiest first; at least one
	CredentialID string         // as the credential has it, signed or not
	Issuer       string         // the DID that it names as its issuer, signed or not
	Signer       string         // 0x…, whose key signed it; "" when that is unknown
}

// objection is a reason against a credential, on its way to the Finding.
type objection struct {
	verdict Verdict
	reason  say.Sentence
}

func (o *objection) Error() string { return o.reason.String() }

func altered(reason say.Sentence) error { return &objection{Altered, reason} }

func cannotCheck(reason say.Sentence) error { return &objection{CannotCheck, reason} }

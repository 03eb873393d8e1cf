package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"passdesk/app/crossmint"
	"passdesk/assets/say"
)

// The exit codes of verify, beside exitFine for a valid credential.
const (
	exitNotValid   = exitFailed
	exitCannotTell = 2
)

// verifyCommand checks a credential without asking anybody, unless told to ask
// Crossmint as well.
type verifyCommand struct {
	File   string             `arg:"" help:"File with a credential or with the body of a delivery, - for standard input."`
	Secret hidden             `placeholder:"HEX" help:"Key that opens an encrypted credential; by default the one that came with it."`
	Issuer []crossmint.Issuer `sep:"none" placeholder:"DID" help:"Only this issuer's credentials are valid: did:<chain>:<address>, or an address; may be repeated."`
	Online bool               `help:"Ask Crossmint too, which sees whether it was revoked. It needs an API key, and sends the credential there."`
	JSON   bool               `name:"json" help:"Print one object of JSON."`
}

// Run prints the verdict on standard output, also when the file cannot be
// read, and ends with its exit code.
func (v *verifyCommand) Run(s *settings, c *console) error {
	found, credential := v.check()
	var asked *opinion
	if v.Online {
		asked = askOpinion(s, credential)
	}
	show := showText
	if v.JSON {
		show = showJSON
	}
	if err := show(c.stdout, found, asked); err != nil {
		return err
	}
	offline, online := verdictCode(found.Verdict), asked.code()
	switch {
	case offline == exitNotValid, online == exitNotValid: // whatever the other cannot tell
		return exitCode(exitNotValid)
	case offline != exitFine, online != exitFine:
		return exitCode(exitCannotTell)
	}
	return nil
}

func verdictCode(v crossmint.Verdict) int {
	switch v {
	case crossmint.Valid:
		return exitFine
	case crossmint.CannotCheck:
		return exitCannotTell
	}
	return exitNotValid
}

// check comes to a finding about the file, whatever is in it, and gives the
// credential that it found.
func (v *verifyCommand) check() (crossmint.Finding, []byte) {
	text, err := v.read()
	if err != nil {
		return crossmint.Finding{Reasons: []say.Sentence{say.Plain("The file cannot be read: " + err.Error() + ".")}}, nil
	}
	credential, err := crossmint.FindCredential(text, crossmint.NewSecret(v.Secret.Reveal()))
	if err != nil {
		return crossmint.Finding{Reasons: []say.Sentence{whyNoCredential(err)}}, nil
	}
	return crossmint.Check(credential, time.Now(), v.Issuer...), credential
}

func (v *verifyCommand) read() (text []byte, err error) {
	const limit = 5 << 20 // as large as a delivery may be
	from := os.Stdin
	if v.File != "-" {
		if from, err = os.Open(v.File); err != nil {
			return nil, err
		}
		defer from.Close()
	}
	text, err = io.ReadAll(io.LimitReader(from, limit+1))
	if len(text) > limit {
		return nil, errors.New("it is larger than 5 MiB")
	}
	return text, err
}

// whyNoCredential explains an error of FindCredential.
func whyNoCredential(err error) say.Sentence {
	switch {
	case errors.Is(err, crossmint.ErrNoKey):
		return "The credential is encrypted. Give its key with --secret."
	case errors.Is(err, crossmint.ErrHolderOnly):
		return "The credential is encrypted for its holder, whose wallet alone can open it."
	case errors.Is(err, crossmint.ErrKey):
		return "The key is not one of 32 bytes in hex or base64."
	case errors.Is(err, crossmint.ErrSealed):
		return "The key does not open the credential: it is another one's, or the encrypted text was changed."
	case errors.Is(err, crossmint.ErrPayload):
		return "The encrypted text is not whole."
	case errors.Is(err, crossmint.ErrNoCredential):
		return "There is no credential in the file."
	}
	return "The file is not a JSON object, or something stands behind it."
}

// showText prints the verdict on the first line and what it rests on below.
func showText(w io.Writer, f crossmint.Finding, asked *opinion) error {
	text := f.Verdict.String() + "\n"
	for _, reason := range f.Reasons {
		text += "  " + reason.String() + "\n"
	}
	for _, line := range []struct{ name, value string }{
		{"credential", f.CredentialID}, {"issuer", f.Issuer}, {"signer", f.Signer},
	} {
		if line.value != "" {
			text += fmt.Sprintf("  %s: %s\n", line.name, line.value)
		}
	}
	_, err := io.WriteString(w, text+asked.text())
	return err
}

// showJSON prints all of a finding. Nothing in it tells whom the credential is
// about.
func showJSON(w io.Writer, f crossmint.Finding, asked *opinion) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Verdict      string         `json:"verdict"`
		Reasons      []say.Sentence `json:"reasons"`
		Issuer       string         `json:"issuer"`
		Signer       string         `json:"signer"`
		CredentialID string         `json:"credential_id"`
		Online       *opinion       `json:"online,omitempty"`
	}{f.Verdict.String(), f.Reasons, f.Issuer, f.Signer, f.CredentialID, asked})
}

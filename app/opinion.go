package main

import (
	"errors"

	"passdesk/app/crossmint/api"
	"passdesk/app/tracker"
	"passdesk/assets/say"
)

// opinion is what Crossmint says about a credential, beside what can be seen
// offline.
type opinion struct {
	Verdict     string       `json:"verdict"` // valid, revoked, expired, invalid, or "cannot ask"
	Environment string       `json:"environment,omitempty"`
	At          string       `json:"at"`
	Message     say.Sentence `json:"message,omitempty"`
}

const cannotAsk = "cannot ask"

// askOpinion asks Crossmint about a credential in clear, nil for none.
func askOpinion(s *settings, credential []byte) *opinion {
	ctx, stop := untilSignal()
	defer stop()
	o := &opinion{Verdict: cannotAsk, At: now()}
	if credential == nil {
		o.Message = "There is no credential in clear that Crossmint could be asked about."
		return o
	}
	known, err := s.onlineBeside(ctx)
	if err != nil {
		o.Message = say.Plain("The API key cannot be used: " + err.Error() + ".")
		return o
	}
	clients := known.all()
	switch len(clients) {
	case 0:
		o.Message = tracker.Why(api.ErrNoKey)
		return o
	case 1:
	default:
		o.Message = "There are keys for several environments. Give the one it was issued in with --api-key."
		return o
	}
	o.Environment = string(clients[0].Environment())
	v, err := clients[0].Verify(ctx, credential)
	if err != nil {
		o.Message = tracker.Why(err)
		if failure, ok := errors.AsType[*api.Error](err); ok && failure.Status != 0 {
			o.Message = o.Message.Then(say.Plain("(" + failure.Error() + ")"))
		}
		return o
	}
	o.Verdict, o.At, o.Message = string(v.Opinion), timestamp(v.At), say.Plain(v.Says)
	return o
}

// code is the exit code that it stands for; not having asked is fine.
func (o *opinion) code() int {
	switch {
	case o == nil, o.Verdict == string(api.Good):
		return exitFine
	case o.Verdict == cannotAsk:
		return exitCannotTell
	}
	return exitNotValid
}

// text is what stands below the offline verdict.
func (o *opinion) text() string {
	if o == nil {
		return ""
	}
	text := "online: " + o.Verdict + "\n"
	if o.Message != "" {
		text += "  " + o.Message.String() + "\n"
	}
	if o.Environment != "" {
		text += "  asked: Crossmint " + o.Environment + ", " + o.At + "\n"
	}
	return text
}

package tunnel

import (
	"errors"
	"regexp"
	"strings"

	"passdesk/assets/say"
)

// advice is what a code of ngrok means to the staff.
type advice struct {
	message say.Sentence
	later   say.Sentence // replaces message when the trouble is stubborn
	heals   bool         // worth trying again without other settings
}

const (
	getToken  = "Copy yours from dashboard.ngrok.com/get-started/your-authtoken into the settings."
	getDomain = "Enter a domain that dashboard.ngrok.com/domains lists for your account, or leave the field empty."
	update    = "ngrok no longer accepts this version of the program. Install the newest one."
	badName   = "The ngrok domain is not a valid domain name. " + getDomain
	paidName  = "Your ngrok plan does not allow this domain. " + getDomain
)

// codes holds the refusals that staff can do something about; see
// https://ngrok.com/docs/errors for all of them. ngrok's own text is not
// shown: it speaks to programmers, and that of 105 to 107 quotes the token.
var codes = map[string]advice{
	"ERR_NGROK_4018": {message: "There is no ngrok authtoken. " + getToken},
	"ERR_NGROK_105":  {message: "The ngrok authtoken is not complete or not an authtoken. " + getToken},
	"ERR_NGROK_106":  {message: "The ngrok authtoken is of an old kind that ngrok no longer accepts. " + getToken},
	"ERR_NGROK_107":  {message: "ngrok does not accept the authtoken; it may have been revoked. " + getToken},
	"ERR_NGROK_123":  {message: "The e-mail address of your ngrok account is not confirmed. Confirm it at dashboard.ngrok.com/user/settings and connect again."},
	"ERR_NGROK_108": {
		heals:   true,
		message: "Your ngrok account has too many agents online (the free plan allows 3). Close ngrok on other computers; this one keeps trying.",
	},
	"ERR_NGROK_120":   {message: update},
	"ERR_NGROK_121":   {message: update},
	"ERR_NGROK_124":   {message: "ngrok does not accept how this program introduces itself. Please report this to its makers."},
	"ERR_NGROK_313":   {message: paidName},
	"ERR_NGROK_314":   {message: paidName},
	"ERR_NGROK_319":   {message: "The ngrok domain is not reserved for your account. " + getDomain},
	"ERR_NGROK_320":   {message: "The ngrok domain belongs to another account. Check that domain and authtoken are of the same account."},
	"ERR_NGROK_326":   {message: badName},
	"ERR_NGROK_327":   {message: badName},
	"ERR_NGROK_355":   {message: badName},
	"ERR_NGROK_15002": {message: "Your ngrok plan needs a domain. " + getDomain},
	"ERR_NGROK_15013": {message: "Your ngrok account has no domain yet. Create the free one at dashboard.ngrok.com/domains and connect again."},
	"ERR_NGROK_334": {
		heals:   true,
		message: "The address is still online from an earlier connection, which ngrok has not given up yet. Trying again.",
		later:   "The address is in use by another computer or program. Stop receiving there; this one keeps trying.",
	},
	"ERR_NGROK_337":  {message: "ngrok could not collect the payment for your account. Update it at dashboard.ngrok.com/billing/payment-method."},
	"ERR_NGROK_9009": {message: "Connecting through a proxy needs a paid ngrok plan. Connect without the proxy, or upgrade at dashboard.ngrok.com/billing."},
}

// trouble is what to say about an interruption.
type trouble struct {
	code           string
	message, later say.Sentence
}

var codePattern = regexp.MustCompile(`ERR_NGROK_\d+`)

// codeOf finds ngrok's code in an error of the SDK, which carries it in one of
// three ways: returned errors have Code, those inside events have ErrorCode,
// and a refused re-bind is a bare text.
func codeOf(err error) string {
	if coded, ok := errors.AsType[interface {
		error
		Code() string
	}](err); ok && coded.Code() != "" {
		return coded.Code()
	}
	if coded, ok := errors.AsType[interface {
		error
		ErrorCode() string
	}](err); ok && coded.ErrorCode() != "" {
		return coded.ErrorCode()
	}
	return codePattern.FindString(err.Error())
}

// stopped is an endpoint closed from the service's side.
type stopped struct{ err error }

func (s stopped) Error() string { return "endpoint stopped: " + s.err.Error() }
func (s stopped) Unwrap() error { return s.err }

const reported say.Sentence = "ngrok reports a problem that is explained at https://ngrok.com/docs/errors/{{.Code}}"

// explain puts an error of the SDK into plain words.
func explain(err error) trouble {
	code := codeOf(err)
	if known, ok := codes[code]; ok {
		return trouble{code: code, message: known.message, later: known.later}
	}
	if code != "" {
		return trouble{code: code, message: reported.With("Code", strings.ToLower(code))}
	}
	if _, ok := errors.AsType[stopped](err); ok {
		return trouble{message: "ngrok has closed the address: somebody stopped it on ngrok's dashboard, or the service did. Opening it again."}
	}
	return trouble{message: whyUnreached(err)}
}

// refusal gives the error to end with when ngrok's answer to a log-in or a
// bind is final, else nil.
func refusal(err error) *Error {
	code := codeOf(err)
	if code == "" || codes[code].heals {
		return nil
	}
	return &Error{Code: code, Message: explain(err).message}
}

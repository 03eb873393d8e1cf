package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// The causes that callers can tell apart.
var (
	ErrNoKey       = errors.New("there is no API key")
	ErrEnvironment = errors.New("the API key is for another environment")
	ErrUnreachable = errors.New("it cannot be reached")
	ErrBusy        = errors.New("it is asked too often")
	ErrFault       = errors.New("there is a fault at Crossmint")
	ErrKeyRefused  = errors.New("the API key is not accepted")
	ErrScope       = errors.New("the API key lacks the permission")
	ErrNotFound    = errors.New("nothing is known under this id")
	ErrDelegated   = errors.New("no copy is kept there, because storage is delegated")
	ErrRefused     = errors.New("it was refused")
	ErrAnswer      = errors.New("the answer cannot be read")
)

// Error is why a call came to nothing.
type Error struct {
	Op         string        // what was wanted
	Status     int           // of the answer, 0 when none came
	Code       string        // Crossmint's own word for it, if it gave one
	Excerpt    string        // of the answer, on one line, without what may be secret or personal
	RetryAfter time.Duration // what Crossmint asked for, 0 for nothing

	cause  error
	effect bool
}

func (e *Error) Error() string {
	text := e.Op + ": " + e.cause.Error()
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.Code != "" {
		text += ", " + e.Code
	}
	if e.Excerpt != "" {
		text += ": " + e.Excerpt
	}
	return text
}

// Unwrap gives the cause, one of those above or the context's.
func (e *Error) Unwrap() error { return e.cause }

// MayHaveHappened tells that no answer came to a call that changes something,
// so that nobody here knows whether it did.
func (e *Error) MayHaveHappened() bool { return e.effect }

// refusal reads an answer that is none.
func (c *Client) refusal(k call, answer *http.Response, body []byte) *Error {
	e := &Error{Op: k.op, Status: answer.StatusCode, Excerpt: c.excerpt(body), cause: ErrRefused}
	var o object
	_ = json.Unmarshal(body, &o) // it may be anything
	e.Code = c.code(o)
	switch status := answer.StatusCode; {
	case status == http.StatusTooManyRequests:
		e.cause, e.RetryAfter = ErrBusy, retryAfter(answer.Header, c.clock.Now())
	case status == http.StatusRequestTimeout, status >= 500:
		e.cause, e.RetryAfter = ErrFault, retryAfter(answer.Header, c.clock.Now())
		// A proxy may say so after it has passed the call on.
		e.effect = k.changes()
	case status < 400: // a redirect, which is not followed and says nothing about what was asked
		e.cause = ErrAnswer
	case status == http.StatusUnauthorized:
		e.cause = ErrKeyRefused
	case delegated(body):
		e.cause = ErrDelegated
	case status == http.StatusForbidden:
		e.cause = ErrScope
	case status == http.StatusNotFound, status == http.StatusGone:
		e.cause = ErrNotFound
	}
	return e
}

// delegated looks for the word that an undocumented refusal must have in it.
func delegated(body []byte) bool {
	return bytes.Contains(bytes.ToLower(body[:min(len(body), 64<<10)]), []byte("delegated"))
}

// longestWait bounds how long an answer can make us wait.
const longestWait = 5 * time.Minute

// retryAfter reads the header, in seconds or as a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(text); err == nil {
		wait = time.Duration(min(max(seconds, 0), int(longestWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longestWait)
}

// code is a short word of Crossmint's for what went wrong.
func (c *Client) code(o object) string {
	word := o.text("code", "errorCode")
	if word == "" {
		word = o.within("error").text("code", "name")
	}
	if !ValidID(word) || len(word) > 64 {
		return ""
	}
	return c.redact(word)
}

// What an excerpt must not show. Quoted is what was sent, mostly.
var (
	markup   = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<[^>]*>`)
	telltale = regexp.MustCompile(`[\w.+-]+@[\w.-]+|\b[sc]k_[A-Za-z0-9_]+|[A-Za-z0-9+/=_-]{24,}|0x[0-9A-Fa-f]{8,}|"[^"]*"|` + "`[^`]*`" + `|https?://\S+|urn:\S+|did:\S+`)
)

// maxExcerpt bounds an excerpt, in characters.
const maxExcerpt = 160

// excerpt gives what an answer says for people: the message in an object, or
// the text of a page.
func (c *Client) excerpt(body []byte) string {
	text := string(body[:min(len(body), 16<<10)])
	var o object
	if json.Unmarshal(body, &o) == nil {
		text = o.message()
	} else {
		text = markup.ReplaceAllString(text, " ")
	}
	return c.redact(text)
}

// message is what an object says for people, at the usual places.
func (o object) message() string {
	for _, from := range []object{o, o.within("error"), o.within("data")} {
		if text := from.text("message", "error", "reason", "detail"); text != "" {
			return text
		}
	}
	return ""
}

// redact cuts a text to one short line without what may be secret or personal.
func (c *Client) redact(text string) string {
	if key := c.key.Reveal(); key != "" {
		text = strings.ReplaceAll(text, key, "…")
	}
	text = telltale.ReplaceAllString(strings.ToValidUTF8(text, "�"), "…")
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if runes := []rune(text); len(runes) > maxExcerpt {
		text = string(runes[:maxExcerpt-1]) + "…"
	}
	return text
}

// Package api asks Crossmint: how an action stands, for a credential that it
// keeps, whether a credential is good, and to revoke one. It answers what
// webhooks do not, and none of it is needed to receive them.
//
// What it answers is documented in part, so reading is tolerant; every answer
// is bounded in size and time. Errors are an *Error, whose cause can be told
// with errors.Is. No error shows a key, nor an address that was asked.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// attemptTimeout is how long one answer may take, its body included.
	attemptTimeout = 20 * time.Second
	// maxAnswer bounds the body of an answer: a credential may be as large as a
	// delivery.
	maxAnswer = 6 << 20
	// maxID bounds the ids that are asked about, in bytes.
	maxID = 256
)

// Config is what a Client is made of.
type Config struct {
	Key Key
	// Base is where to ask, such as https://staging.crossmint.com/api; "" for
	// the key's own environment. Another than that must be on this computer.
	Base string
	// Limits bound how often is asked. All clients of a program share one.
	Limits *Limits
	// Transport carries the calls; nil for a plain one.
	Transport http.RoundTripper
	// Clock is the time; nil for the real one.
	Clock Clock
}

// Client asks Crossmint on behalf of one project in one environment. It may be
// used from any goroutine. Use New.
type Client struct {
	key    Key
	base   string
	http   *http.Client
	limits *quota
	clock  Clock
	once   bool
}

// New makes a client. It fails with ErrEnvironment when the key is not for the
// address, so that no key ever gets to where it does not belong.
func New(c Config) (*Client, error) {
	if c.Key.IsZero() {
		return nil, ErrNoKey
	}
	base, err := baseFor(c.Key.Environment(), c.Base)
	if err != nil {
		return nil, err
	}
	if c.Clock == nil {
		c.Clock = System
	}
	if c.Limits == nil {
		c.Limits = NewLimits(c.Clock)
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	return &Client{
		key: c.Key, base: base, clock: c.Clock, limits: c.Limits.of(c.Key),
		http: &http.Client{
			Transport: c.Transport,
			// A redirect would carry the key to wherever it leads.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Once gives a client that tries nothing again, for whoever comes back anyway.
func (c *Client) Once() *Client {
	once := *c
	once.once = true
	return &once
}

// Environment is the world that the client asks in.
func (c *Client) Environment() Environment { return c.key.Environment() }

// Project is the id of the project that the key belongs to.
func (c *Client) Project() string { return c.key.Project() }

// call is one request to be made.
type call struct {
	op     string // what is wanted, for errors
	method string
	path   string
	body   []byte
	write  bool // counts as one; and may not be tried again, unless again says so
	again  bool // changes nothing there, so it may
}

// changes tells that it makes a difference whether it was heard.
func (k call) changes() bool { return k.write && !k.again }

// do makes a call, again if it may be, and gives the body of a good answer.
func (c *Client) do(ctx context.Context, k call) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		if err := c.limits.wait(ctx, k.write); err != nil {
			return nil, &Error{Op: k.op, cause: err}
		}
		body, failure := c.attempt(ctx, k)
		if failure == nil {
			return body, nil
		}
		if errors.Is(failure, ErrBusy) {
			c.limits.hold(failure.RetryAfter)
		}
		pause, ok := patience(attempt, failure)
		if !ok || !k.again || c.once || ctx.Err() != nil {
			return nil, failure
		}
		if err := c.clock.Sleep(ctx, pause); err != nil {
			return nil, failure
		}
	}
}

// attempt makes a call once.
func (c *Client) attempt(ctx context.Context, k call) ([]byte, *Error) {
	limited, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(limited, k.method, c.base+k.path, bytes.NewReader(k.body))
	if err != nil {
		return nil, &Error{Op: k.op, cause: ErrRefused}
	}
	r.Header.Set("X-Api-Key", c.key.Reveal())
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "passdesk")
	if k.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, c.unanswered(ctx, k, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if answer.StatusCode/100 == 2 {
		switch {
		case err != nil:
			return nil, c.unanswered(ctx, k, err)
		case len(body) > maxAnswer:
			return nil, &Error{Op: k.op, Status: answer.StatusCode, Excerpt: "larger than expected", cause: ErrAnswer, effect: k.changes()}
		}
		return body, nil
	}
	return nil, c.refusal(k, answer, body)
}

// unanswered says why no answer came, without the address that was asked.
func (c *Client) unanswered(ctx context.Context, k call, err error) *Error {
	e := &Error{Op: k.op, cause: ErrUnreachable}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	var dns *net.DNSError
	switch {
	case ctx.Err() != nil:
		e.cause = ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		e.Excerpt = fmt.Sprintf("no answer within %v", attemptTimeout)
	case errors.As(err, &dns):
		e.Excerpt = "its name is not found"
	default:
		e.Excerpt = c.redact(err.Error())
	}
	e.effect = k.changes() && !dialled(err)
	return e
}

// dialled tells that a call did not get as far as being sent.
func dialled(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// get makes a call that only reads, for an object of JSON.
func (c *Client) get(ctx context.Context, op, path string) (object, error) {
	body, err := c.do(ctx, call{op: op, method: http.MethodGet, path: path, again: true})
	if err != nil {
		return nil, err
	}
	return c.read(op, body)
}

// object is an answer.
type object map[string]json.RawMessage

func (c *Client) read(op string, body []byte) (object, error) {
	var o object
	if err := json.Unmarshal(body, &o); err != nil || o == nil {
		return nil, &Error{Op: op, Status: http.StatusOK, Excerpt: c.excerpt(body), cause: ErrAnswer}
	}
	return o, nil
}

// text gives the string under the first of the keys that has one.
func (o object) text(keys ...string) string {
	for _, key := range keys {
		var s string
		if json.Unmarshal(o[key], &s) == nil && s != "" {
			return s
		}
	}
	return ""
}

// within gives the object under a key, nil where there is none.
func (o object) within(key string) object {
	var inner object
	_ = json.Unmarshal(o[key], &inner) // another kind is none
	return inner
}

// time reads a time under a key, zero where there is none.
func (o object) time(key string) time.Time {
	t, err := time.Parse(time.RFC3339, o.text(key))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// ValidID tells whether a text can be an id of Crossmint's. Others are not
// asked about: they would make another address of it.
func ValidID(id string) bool {
	if id == "" || len(id) > maxID || strings.Trim(id, ".") == "" {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(":._~-", r)
	})
}

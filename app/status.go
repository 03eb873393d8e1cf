package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"passdesk/app/crossmint/api"
	"passdesk/app/tracker"
	"passdesk/assets/say"
	"passdesk/store"
)

// statusCommand tells how one issuance stands: in the folder, and at Crossmint
// if a key is set. It changes nothing.
type statusCommand struct {
	ID   string `arg:"" help:"Action id or credential id."`
	JSON bool   `name:"json" help:"Print one object of JSON."`
}

// standing is what status has found out.
type standing struct {
	ID        string       `json:"id"`
	Status    string       `json:"status"` // the better known of both, or "unknown"
	Crossmint *standsThere `json:"crossmint"`
	Here      []standsHere `json:"here"`
	Message   say.Sentence `json:"message,omitempty"` // why Crossmint does not tell
}

type standsThere struct {
	Environment string `json:"environment"`
	Status      string `json:"status"`
	Action      string `json:"action,omitempty"`
	StartedAt   string `json:"started_at,omitempty"`
	CompletedAt string `json:"completed_at,omitempty"`
	Error       string `json:"error,omitempty"`
}

type standsHere struct {
	Status     string `json:"status"`
	Origin     string `json:"origin"`
	ReceivedAt string `json:"received_at"`
	MessageID  string `json:"message_id,omitempty"`
	Error      string `json:"error,omitempty"`
}

// Run fails when the issuance has, or when it cannot be told how it stands.
func (k *statusCommand) Run(s *settings, c *console) error {
	if !api.ValidID(k.ID) {
		return usageError{errors.New("this is no id: give an action id, or a credential id such as urn:uuid:…")}
	}
	ctx, stop := untilSignal()
	defer stop()
	found := standing{ID: k.ID, Status: "unknown", Here: []standsHere{}}
	if err := k.here(ctx, s, &found); err != nil {
		return err
	}
	online, err := s.onlineBeside(ctx)
	if err != nil {
		return err
	}
	if err := k.there(ctx, online, &found); err != nil {
		found.Message = tracker.Why(err)
	}
	show := found.text
	if k.JSON {
		show = found.json
	}
	if err := show(c.stdout); err != nil {
		return err
	}
	if found.Status != store.Succeeded.String() && found.Status != store.Pending.String() {
		return exitCode(exitFailed)
	}
	return nil
}

// here looks into the folder, if there is one.
func (k *statusCommand) here(ctx context.Context, s *settings, found *standing) (err error) {
	r, err := store.OpenReader(s.Data, nil)
	if errors.Is(err, store.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	rows, err := r.Find(ctx, k.ID)
	for _, i := range rows {
		found.Here = append(found.Here, standsHere{
			Status: i.Status.String(), Origin: i.Origin.String(), ReceivedAt: timestamp(i.ReceivedAt), MessageID: i.MessageID, Error: i.Error,
		})
	}
	if len(rows) > 0 {
		found.Status = rows[0].Status.String()
	}
	return err
}

// there asks Crossmint, in each environment until one knows the id.
func (k *statusCommand) there(ctx context.Context, o *online, found *standing) error {
	err := error(api.ErrNoKey)
	for _, c := range o.all() {
		var there standsThere
		if there, err = k.ask(ctx, c); err == nil {
			found.Crossmint = &there
			if len(found.Here) == 0 || found.Status == store.Pending.String() {
				found.Status = there.Status
			}
			return nil
		}
		if !errors.Is(err, api.ErrNotFound) {
			return err
		}
	}
	return err
}

func (k *statusCommand) ask(ctx context.Context, c *api.Client) (standsThere, error) {
	there := standsThere{Environment: string(c.Environment())}
	if strings.HasPrefix(k.ID, "urn:") {
		_, err := c.Credential(ctx, k.ID)
		if errors.Is(err, api.ErrDelegated) { // there is one, then
			err = nil
		}
		there.Status = string(api.Succeeded)
		return there, err
	}
	a, err := c.Action(ctx, k.ID)
	there.Status, there.Action, there.Error = string(a.Status), a.Kind, a.Error
	there.StartedAt, there.CompletedAt = maybe(a.StartedAt), maybe(a.CompletedAt)
	return there, err
}

func maybe(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return timestamp(t)
}

func (f *standing) json(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(f)
}

// text prints the status on the first line and what it rests on below.
func (f *standing) text(w io.Writer) error {
	text := f.Status + "\n"
	if t := f.Crossmint; t != nil {
		text += fmt.Sprintf("  Crossmint (%s): %s", t.Environment, t.Status)
		if t.CompletedAt != "" {
			text += " at " + t.CompletedAt
		}
		if t.Error != "" {
			text += ": " + t.Error
		}
		text += "\n"
	}
	for _, h := range f.Here {
		text += fmt.Sprintf("  here: %s, %s at %s", h.Status, h.Origin, h.ReceivedAt)
		if h.Error != "" {
			text += ": " + h.Error
		}
		text += "\n"
	}
	if len(f.Here) == 0 {
		text += "  here: nothing\n"
	}
	if f.Message != "" {
		text += "  " + f.Message.String() + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

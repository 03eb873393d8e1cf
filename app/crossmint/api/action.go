package api

import (
	"context"
	"net/http"
	"time"
)

// Status is how an action stands.
type Status string

// The states of an action. A word that is none of them counts as Pending.
const (
	Pending   Status = "pending"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
)

// Action is something that Crossmint does: issuing, or revoking.
type Action struct {
	ID          string
	Kind        string // such as nfts.create or nfts.delete
	Status      Status
	Error       string // what Crossmint says about a failure; may be personal
	StartedAt   time.Time
	CompletedAt time.Time
}

// Action asks how an action stands. It has neither the credential nor the pass.
func (c *Client) Action(ctx context.Context, id string) (Action, error) {
	const op = "ask how an action stands"
	if !ValidID(id) {
		return Action{}, &Error{Op: op, cause: ErrNotFound}
	}
	o, err := c.get(ctx, op, "/2022-06-09/actions/"+id)
	if err != nil {
		return Action{}, err
	}
	return c.readAction(o, id), nil
}

// Revoke asks for a credential to be revoked, and gives the action that does
// it, which is to be followed. It asks once: when no answer comes, the *Error
// may have MayHaveHappened.
func (c *Client) Revoke(ctx context.Context, credentialID string) (Action, error) {
	const op = "revoke a credential"
	if !ValidID(credentialID) {
		return Action{}, &Error{Op: op, cause: ErrNotFound}
	}
	body, err := c.do(ctx, call{op: op, method: http.MethodDelete, path: "/v1-alpha1/credentials/" + credentialID, write: true})
	if err != nil {
		return Action{}, err
	}
	o, err := c.read(op, body)
	if err != nil { // it was taken, whatever it says
		return Action{Status: Pending}, nil
	}
	return c.readAction(o, ""), nil
}

func (c *Client) readAction(o object, id string) Action {
	a := Action{
		ID: o.text("actionId", "id"), Kind: o.text("action"), Status: Status(o.text("status")),
		StartedAt: o.time("startedAt"), CompletedAt: o.time("completedAt"),
	}
	if a.ID == "" || !ValidID(a.ID) {
		a.ID = id
	}
	switch a.Status {
	case Succeeded:
	case Failed:
		a.Error = c.redact(o.message())
	default:
		a.Status = Pending
	}
	return a
}

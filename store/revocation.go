package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrRevoking means that a credential is being revoked or has been.
var ErrRevoking = errors.New("it is being revoked already, or has been")

// Revocation is a credential on its way to being revoked.
type Revocation struct {
	ID           int64 // given by the store
	Issuance     int64
	CredentialID string
	Environment  string
	Began        time.Time
	ActionID     string // "" until the sender's API has named it
	// Status is Pending, Succeeded or Failed; or Other: nobody knows whether the
	// API heard that it should be.
	Status Status
	Error  string // why it failed, short
	Asked  int    // how often its action was asked about
	Next   time.Time
	Ended  time.Time // zero while it goes on
}

// Found tells that nobody here wanted it: the sender said so when it was asked.
func (r Revocation) Found() bool {
	return r.Status == Succeeded && r.ActionID == "" && r.Ended.Equal(r.Began)
}

// Revoking says how far a credential has been revoked from here.
type Revoking uint8

// The steps of revoking, in order.
const (
	NotRevoked     Revoking = iota // nobody wanted it here, or the sender refused
	PerhapsRevoked                 // no answer came, so nobody knows
	BeingRevoked                   // the sender is at it
	Revoked
)

// Unrevoked tells that nothing is known to revoke its credential, so that its
// pass may be given out. From the moment that the sender is asked to it may not.
func (i Issuance) Unrevoked() bool { return i.Revoking < BeingRevoked }

// revoking is the column that says so of an issuance i, whichever row of its
// credential it was wanted for. It costs nothing while nothing was ever revoked.
var revoking = fmt.Sprintf(`iif(i.credential_id = '' OR NOT EXISTS (SELECT 1 FROM revocation), %d, coalesce((
	SELECT max(CASE WHEN r.status = %d THEN %d WHEN r.ended IS NULL THEN %d WHEN r.status = %d THEN %d ELSE %d END)
	FROM issuance s JOIN revocation r ON r.issuance = s.id WHERE s.credential_id = i.credential_id AND s.credential_id <> ''), %d))`,
	NotRevoked, Succeeded, Revoked, BeingRevoked, Other, PerhapsRevoked, NotRevoked, NotRevoked)

// isRevoked is the condition that the pass of an issuance i may not be given out:
// that it is not Unrevoked. What it is about is found once for all rows.
var isRevoked = fmt.Sprintf(`(i.credential_id <> '' AND i.credential_id IN (SELECT s.credential_id FROM revocation r
	JOIN issuance s ON s.id = r.issuance WHERE r.ended IS NULL OR r.status = %d))`, Succeeded)

// revocationDetail is what the log of acts says about a revocation.
type revocationDetail struct {
	Step        string `json:"step"` // asked, succeeded, failed, unknown; or found, where nobody here had asked
	Environment string `json:"environment,omitempty"`
}

// RevocationStep tells how far an ActRevocation got: asked, succeeded, failed,
// unknown or found; "" for other acts.
func (a Act) RevocationStep() string {
	var d revocationDetail
	if a.Kind != ActRevocation || json.Unmarshal([]byte(a.Detail), &d) != nil {
		return ""
	}
	return d.Step
}

// BeginRevocation notes that the credential of an issuance is to be revoked,
// before anybody is asked to, and enters that into the log of acts. It fails
// with ErrNotFound, also for an issuance without a credential id, with
// ErrRevoking, and as Append does.
func (l *Ledger) BeginRevocation(ctx context.Context, issuance int64, environment string, at time.Time) (r Revocation, err error) {
	r, err = outcome(ctx, l.do, func(b *batch) (Revocation, error) {
		r, err := l.newRevocation(b, issuance, environment, at)
		if err == nil {
			err = l.enterRevocation(b, &r, "asked", at)
		}
		return r, err
	})
	if err != nil {
		return r, fmt.Errorf("begin to revoke: %w", err)
	}
	return r, nil
}

// newRevocation adds the row of a revocation that nobody has been asked for yet.
func (l *Ledger) newRevocation(b *batch, issuance int64, environment string, at time.Time) (r Revocation, err error) {
	r = Revocation{Issuance: issuance, Environment: environment, Began: at, Next: at}
	err = b.conn.QueryRowContext(b.ctx, `SELECT credential_id FROM issuance WHERE id = ? AND erased = 0`, issuance).Scan(&r.CredentialID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && r.CredentialID == "" {
		return r, ErrNotFound
	}
	if err != nil {
		return r, err
	}
	var standing bool
	err = b.conn.QueryRowContext(b.ctx, `SELECT EXISTS (SELECT 1 FROM issuance i JOIN revocation r ON r.issuance = i.id
		WHERE i.credential_id = ? AND i.credential_id <> '' AND (r.ended IS NULL OR r.status = ?))`, r.CredentialID, Succeeded).Scan(&standing)
	if err != nil {
		return r, err
	}
	if standing {
		return r, ErrRevoking
	}
	res, err := b.conn.ExecContext(b.ctx, `INSERT INTO revocation (issuance, environment, began, action_id, status, asked, next_at, error)
		VALUES (?, ?, ?, '', ?, 0, ?, '')`, issuance, environment, at.UnixMilli(), Other, at.UnixMilli())
	if err != nil {
		return r, err
	}
	r.ID, err = res.LastInsertId()
	return r, err
}

// NoteRevoked notes that the sender's API says that the credential of an
// issuance is revoked, though nobody here wanted it, and enters that into the log
// of acts. What is being revoked or has been stays as it stands. It fails with
// ErrNotFound, also for an issuance without a credential id, and as Append does.
func (l *Ledger) NoteRevoked(ctx context.Context, issuance int64, environment string, at time.Time) error {
	err := l.do(ctx, func(b *batch) error {
		r, err := l.newRevocation(b, issuance, environment, at)
		if errors.Is(err, ErrRevoking) {
			return nil
		}
		if err == nil {
			_, err = b.conn.ExecContext(b.ctx, `UPDATE revocation SET status = ?2, ended = ?3 WHERE id = ?1`, r.ID, Succeeded, at.UnixMilli())
		}
		if err != nil {
			return err
		}
		return l.enterRevocation(b, &r, "found", at)
	})
	if err != nil {
		return fmt.Errorf("note that it is revoked: %w", err)
	}
	return nil
}

// FollowRevocation notes how a revocation stands: all but its id, issuance and
// beginning. That it has ended goes into the log of acts. What an answer said
// stays, and takes the place of what was noted when none had come. It fails as
// Append does.
func (l *Ledger) FollowRevocation(ctx context.Context, r Revocation) error {
	err := l.do(ctx, func(b *batch) error {
		res, err := b.conn.ExecContext(b.ctx, `UPDATE revocation SET action_id = ?2, status = ?3, error = ?4, asked = ?5, next_at = ?6, ended = ?7
			WHERE id = ?1 AND action_id IN ('', ?2) AND (ended IS NULL OR status = ?8 AND action_id = '' AND (?3 <> ?8 OR ?2 <> ''))`, r.ID, r.ActionID, r.Status, r.Error, r.Asked, r.Next.UnixMilli(), millis(r.Ended), Other)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 || r.Ended.IsZero() {
			return err
		}
		step := "unknown"
		if r.Status != Other {
			step = r.Status.String()
		}
		return l.enterRevocation(b, &r, step, r.Ended)
	})
	if err != nil {
		return fmt.Errorf("follow a revocation: %w", err)
	}
	return nil
}

func (l *Ledger) enterRevocation(b *batch, r *Revocation, step string, at time.Time) error {
	detail, err := detailOf(revocationDetail{Step: step, Environment: r.Environment})
	if err != nil {
		return err
	}
	b.changed = true
	_, err = record(b.ctx, b.conn, l.keys, Act{At: at, Kind: ActRevocation, Issuance: r.Issuance, Detail: detail})
	return err
}

// DueRevocations gives up to limit of those whose action is to be asked about.
func (r *Reader) DueRevocations(ctx context.Context, now time.Time, limit int) ([]Revocation, error) {
	return r.revocations(ctx, `WHERE r.ended IS NULL AND r.next_at <= ? ORDER BY r.next_at, r.id LIMIT ?`, now.UnixMilli(), limit)
}

// Revocations gives what was done to revoke the credential of an issuance, the
// newest first.
func (r *Reader) Revocations(ctx context.Context, issuance int64) ([]Revocation, error) {
	return r.revocations(ctx, `WHERE r.issuance = ?1 OR r.issuance IN (SELECT s.id FROM issuance s WHERE s.credential_id <> ''
		AND s.credential_id = (SELECT credential_id FROM issuance WHERE id = ?1)) ORDER BY r.id DESC`, issuance)
}

func (r *Reader) revocations(ctx context.Context, tail string, args ...any) (found []Revocation, err error) {
	ctx, done := r.during(ctx)
	defer done()
	found, err = collect(ctx, r.db, func(row scanner) (v Revocation, err error) {
		var began, next int64
		var ended sql.NullInt64
		err = row.Scan(&v.ID, &v.Issuance, &v.CredentialID, &v.Environment, &began, &v.ActionID, &v.Status, &v.Error, &v.Asked, &next, &ended)
		v.Began, v.Next, v.Ended = time.UnixMilli(began).UTC(), time.UnixMilli(next).UTC(), timeOf(ended)
		return v, err
	}, `SELECT r.id, r.issuance, i.credential_id, r.environment, r.began, r.action_id, r.status, r.error,
		r.asked, r.next_at, r.ended FROM revocation r JOIN issuance i ON i.id = r.issuance `+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("revocations: %w", translate(err))
	}
	return found, nil
}

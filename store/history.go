package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Related gives the other rows that speak of the same issuance, or that it has
// put out of view: the newest limit of them, newest first.
func (r *Reader) Related(ctx context.Context, i Issuance, limit int) ([]Issuance, error) {
	ctx, done := r.during(ctx)
	defer done()
	rows, err := r.read(ctx, source{
		from: issuances,
		where: `i.erased = 0 AND i.id <> ? AND i.id IN (
			SELECT id FROM issuance WHERE credential_id = ? AND credential_id <> ''
			UNION SELECT id FROM issuance WHERE action_id = ? AND action_id <> ''
			UNION SELECT id FROM issuance WHERE superseded_by = ?)`,
		args: []any{i.ID, i.CredentialID, i.ActionID, i.ID},
	}, "ORDER BY i.id DESC LIMIT ?", limit)
	if err != nil {
		return nil, fmt.Errorf("related issuances: %w", err)
	}
	return rows, nil
}

// ActsAbout gives the newest limit entries of the log that are about one of some
// issuances, newest first. It needs no key and proves nothing; VerifyActs does.
func (r *Reader) ActsAbout(ctx context.Context, limit int, ids ...int64) ([]Act, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, 0, len(ids)+1)
	for _, id := range ids {
		args = append(args, id)
	}
	return r.acts(ctx, " WHERE issuance IN (?"+strings.Repeat(", ?", len(ids)-1)+") ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

// Moved tells from where to where an ActHandover brought a pass, and whether
// that took something back. ok is false for other acts.
func (a Act) Moved() (from, to Handover, undone, ok bool) {
	var d handoverDetail
	if a.Kind != ActHandover || json.Unmarshal([]byte(a.Detail), &d) != nil {
		return 0, 0, false, false
	}
	from, to = handoverNamed(d.From), handoverNamed(d.To)
	return from, to, d.Undone, true
}

// handoverNamed reads the word that String writes.
func handoverNamed(word string) Handover {
	return Handover(max(slices.Index(handoverNames[:], word), 0))
}

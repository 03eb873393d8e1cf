package main

import (
	"context"
	"iter"

	"passdesk/app/export"
	"passdesk/store"
	"passdesk/ui/model"
)

// expectedOf gives everybody on a roster with the issuance that counts, or the
// likeliest one, and then those who are not on it.
func expectedOf(ctx context.Context, records *store.Reader, r model.Reconciled) iter.Seq2[export.Expected, error] {
	return func(yield func(export.Expected, error) bool) {
		pages := rowPages{records: records}
		for at := 0; at < len(r.Lines); at += rowsAtOnce {
			some := r.Lines[at:min(at+rowsAtOnce, len(r.Lines))]
			var ids []int64
			for _, l := range some {
				ids = append(ids, counting(l))
			}
			if err := pages.read(ctx, ids); err != nil {
				yield(export.Expected{}, err)
				return
			}
			for _, l := range some {
				if !yield(pages.expected(l), nil) {
					return
				}
			}
		}
		for at := 0; at < len(r.Unexpected); at += rowsAtOnce {
			ids := r.Unexpected[at:min(at+rowsAtOnce, len(r.Unexpected))]
			if err := pages.read(ctx, ids); err != nil {
				yield(export.Expected{}, err)
				return
			}
			for _, id := range ids {
				row, there := pages.rows[id]
				if there && !yield(export.Expected{State: model.RosterUnexpected.String(), Issuance: row}, nil) {
					return
				}
			}
		}
	}
}

// counting is the issuance that says how it stands with somebody, or else the
// likeliest; 0 for none.
func counting(l model.RosterLine) int64 {
	if l.Issuance == 0 && len(l.Suggested) > 0 {
		return l.Suggested[0].Issuance
	}
	return l.Issuance
}

// rowPages reads issuances in portions.
type rowPages struct {
	records *store.Reader
	rows    map[int64]store.Issuance
}

func (p *rowPages) read(ctx context.Context, ids []int64) error {
	rows, err := p.records.Rows(ctx, ids)
	p.rows = make(map[int64]store.Issuance, len(rows))
	for _, i := range rows {
		p.rows[i.ID] = i
	}
	return err
}

func (p *rowPages) expected(l model.RosterLine) export.Expected {
	e := export.Expected{
		Row: l.Number, Name: l.Name, Contact: l.Contact, Ident: l.Ident,
		State: l.State.String(), MatchedBy: l.By.String(), Issuance: p.rows[counting(l)],
	}
	if l.State == model.RosterSuggested {
		e.MatchedBy = l.Suggested[0].Why.String() + "?"
	}
	return e
}

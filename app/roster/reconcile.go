package roster

import (
	"context"

	"passdesk/store"
	"passdesk/ui/model"
)

// Scope is what a roster is held against: issuances in view that came out one way
// or another, or have not yet, as far as a filter lets them through.
func Scope(about store.Filter) store.Filter {
	about.Latest = true
	own := store.Filter{Status: []store.Status{store.Succeeded, store.Failed, store.Pending}}
	about.And = append(about.And[:len(about.And):len(about.And)], own)
	return about
}

// Reconcile holds people against a list that a Scope made, with what staff said
// about them. It takes about a second for a list of a million.
func Reconcile(ctx context.Context, records *store.Reader, list *store.List, people []store.Expected, verdicts []store.Verdict) (model.Reconciled, error) {
	k := known{each: func(do func(store.Glimpse)) error { return records.Glimpses(ctx, list, do) }}
	var idents []string
	for _, p := range people {
		if p.Ident != "" {
			idents = append(idents, p.Ident)
		}
	}
	var err error
	if len(idents) > 0 {
		if k.named, err = records.Named(ctx, idents); err != nil {
			return model.Reconciled{}, err
		}
	}
	if k.same, k.not, err = said(ctx, records, verdicts); err != nil {
		return model.Reconciled{}, err
	}
	return match(people, k)
}

// said follows what staff said to the issuances of now.
func said(ctx context.Context, records *store.Reader, verdicts []store.Verdict) (same map[int][]int64, not map[pair]bool, err error) {
	if len(verdicts) == 0 {
		return nil, nil, nil
	}
	var ids []int64
	for _, v := range verdicts {
		ids = append(ids, v.Issuance)
	}
	now, err := records.Current(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	same, not = map[int][]int64{}, map[pair]bool{}
	for _, v := range verdicts {
		id, there := now[v.Issuance]
		switch {
		case !there:
		case v.Same:
			same[v.Person] = append(same[v.Person], id)
		default:
			not[pair{v.Person, id}] = true
		}
	}
	return same, not, nil
}

package main

import (
	"context"
	"slices"

	"passdesk/app/radar"
	"passdesk/store"
	"passdesk/ui/model"
)

// maxGaps bounds how many gaps are told of.
const maxGaps = 200

// Gaps are the times in which nothing could be received.
func (r receiver) Gaps(ctx context.Context) ([]model.Gap, error) {
	all, err := r.gaps(ctx)
	return all, said("It cannot be told when nothing was received.", err)
}

func (r receiver) gaps(ctx context.Context) (all []model.Gap, err error) {
	found, err := radar.List(ctx, r.store.Reader, 0, maxGaps)
	environments := r.environments()
	for _, i := range found {
		g := model.Gap{
			ID: i.ID, From: i.Began, To: i.Ended, Cause: gapCauses[i.Cause], State: gapState(i),
			Until: i.Until, Late: i.Issued + i.Late, Environments: environments,
		}
		for _, w := range i.Resend {
			g.Lost = append(g.Lost, model.Span(w))
		}
		all = append(all, g)
	}
	return all, err
}

// environments are those that a secret is known for.
func (r receiver) environments() (names []string) {
	for _, s := range r.door.Secrets() {
		if name := s.Label(); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

var gapCauses = map[store.Cause]model.Cause{
	store.NotRunning: model.NotRunning,
	store.Asleep:     model.Asleep,
	store.NoWayIn:    model.NoTunnel,
	store.NoInternet: model.NoInternet,
	store.CannotKeep: model.NotKeeping,
	store.Deaf:       model.NotSetUp,
	store.Restored:   model.FromBackup,
	store.ClockSet:   model.ClockWasSet,
	store.ClockOff:   model.ClockWasOff,
}

func gapState(i radar.Interval) model.GapState {
	switch {
	case i.State == radar.GoingOn:
		return model.GapGoesOn
	case i.State == radar.Retrying:
		return model.GapHeals
	case i.State != radar.Closed:
		return model.GapNeeds
	case i.ClosedBy == store.ByStaff:
		return model.GapTicked
	}
	return model.GapHealed
}

// TickGap notes that staff have had sent again what was missed.
func (r receiver) TickGap(ctx context.Context, id int64, done bool) error {
	if done {
		return said("It was not ticked off.", r.store.TickGap(ctx, id))
	}
	return said("It stays ticked off.", r.store.UntickGap(ctx, id))
}

package main

import (
	"errors"
	"fmt"
	"time"

	"passdesk/store"
	"passdesk/ui/model"
)

// parseFilter reads --filter. Days are those of now's location.
func parseFilter(text string, now time.Time) (store.Filter, error) {
	f, problems := model.Parse(text, now, now.Location())
	if len(problems) > 0 { // nobody is still typing
		p := problems[0]
		return f, usageError{fmt.Errorf("--filter: %q: %s", text[p.From:p.To], p.Text)}
	}
	return f, nil
}

// filter is what all flags together let through.
func (e *exportCommand) filter(now time.Time) (store.Filter, error) {
	f, err := parseFilter(e.Filter, now)
	if err != nil {
		return f, err
	}
	var flags store.Filter
	for _, word := range e.Status {
		status, err := store.ParseStatus(word)
		if err != nil {
			return f, usageError{err}
		}
		flags.Status = append(flags.Status, status)
	}
	for _, name := range e.Template {
		flags.Terms = append(flags.Terms, store.Term{In: store.InTemplate, Text: name})
	}
	if flags.Since, err = moment("--since", e.Since, model.ParseSince, now); err != nil {
		return f, err
	}
	if flags.Until, err = moment("--until", e.Until, model.ParseUntil, now); err != nil {
		return f, err
	}
	if !flags.Since.IsZero() && !flags.Until.IsZero() && !flags.Since.Before(flags.Until) {
		return f, usageError{errors.New("--since is not before --until, so that nothing is left to export")}
	}
	f.Search += " " + e.Search // each word must be met, whichever flag it is from
	f.And = []store.Filter{flags}
	return f, nil
}

// moment reads a flag's date, the zero time when it is not set.
func moment(flag, word string, read func(string, time.Time) (time.Time, error), now time.Time) (time.Time, error) {
	if word == "" {
		return time.Time{}, nil
	}
	t, err := read(word, now)
	if err != nil {
		return t, usageError{fmt.Errorf("%s: %w", flag, err)}
	}
	return t, nil
}

// narrowed tells that not all is asked for.
func (e *exportCommand) narrowed() bool {
	return len(e.Status) > 0 || len(e.Template) > 0 || e.Search+e.Since+e.Until+e.Filter != ""
}

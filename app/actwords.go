package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"passdesk/store"
)

// actWords says in a few words what the detail of an act says; "" for nothing
// that staff would want to know.
func actWords(a store.Act) string {
	var d struct {
		What     string `json:"what"`
		Format   string `json:"format"`
		Count    int64  `json:"count"`
		Secrets  bool   `json:"secrets"`
		Complete bool   `json:"complete"`
		File     string `json:"file"`
		Setting  string `json:"setting"`
		Removed  bool   `json:"removed"`
		Step     string `json:"step"`
		Where    string `json:"environment"`
		From     string `json:"from"`
		To       string `json:"to"`
		Undone   bool   `json:"undone"`
	}
	if json.Unmarshal([]byte(a.Detail), &d) != nil {
		return ""
	}
	var words []string
	say := func(when bool, format string, about ...any) {
		if when {
			words = append(words, fmt.Sprintf(format, about...))
		}
	}
	switch a.Kind {
	case store.ActExported:
		say(d.What == "acts", "the log of acts, %d entries", d.Count)
		say(d.What == "person", "all about one person, %d records", d.Count)
		say(d.What == "handover", "%d passes to hand over", d.Count)
		say(d.What == "report", "a report")
		say(d.What == "roster", "%d expected people and how it stands with them", d.Count)
		say(d.What == "records", "%d records, %s", d.Count, strings.ToUpper(d.Format))
		say(d.Secrets, "with keys")
		say(!d.Complete, "broken off")
		say(d.File != "-" && d.File != "", "%s", d.File)
	case store.ActHandover:
		say(d.To != "", "from %s to %s", d.From, d.To)
		say(d.Undone, "taken back")
	case store.ActBackedUp, store.ActRestored:
		say(true, "%d deliveries", d.Count)
		say(d.File != "", "%s", d.File)
	case store.ActSettingsSet:
		say(strings.HasPrefix(d.Setting, store.FailureSettings), "what is known of a cause of failures")
		say(d.Setting != "" && !strings.HasPrefix(d.Setting, store.FailureSettings), "%s", d.Setting)
		say(d.Removed, "removed")
	case store.ActRosterSet:
		say(!d.Removed, "%d people", d.Count)
		say(d.Removed, "removed")
	case store.ActRevocation:
		say(d.Step != "", "%s", d.Step)
		say(d.Where != "", "%s", d.Where)
	}
	return strings.Join(words, ", ")
}

// entryWords names an entry of the log and what is wrong with it.
func entryWords(e *store.ChainError) sentence {
	return sentence("entry {{.N}} {{.Fault}}").With("N", e.Entry).With("Fault", faultWords[e.Fault])
}

var faultWords = map[store.Fault]sentence{
	store.Changed: "was changed", store.Missing: "is missing", store.Added: "was added",
}

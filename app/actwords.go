package main

import (
	"encoding/json"
	"strings"

	"passdesk/assets/say"
	"passdesk/store"
)

// actWords says in a few words what the detail of an act says; "" for nothing
// that staff would want to know.
func actWords(a store.Act) sentence {
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
		Why      string `json:"why"`
	}
	if json.Unmarshal([]byte(a.Detail), &d) != nil {
		return ""
	}
	var words sentence
	tell := func(when bool, more sentence) {
		switch {
		case when && words == "":
			words = more
		case when:
			words = sentence("{{.Some}}, {{.More}}").With("Some", words).With("More", more)
		}
	}
	count := func(s sentence) sentence { return s.With("N", d.Count) }
	switch a.Kind {
	case store.ActExported:
		tell(d.What == "acts", count("the log of acts, {{.N}} entries"))
		tell(d.What == "person", count("all about one person, {{.N}} records"))
		tell(d.What == "handover", count("{{.N}} passes to hand over"))
		tell(d.What == "report", "a report")
		tell(d.What == "pass", "the file of a pass")
		tell(d.What == "roster", count("{{.N}} expected people and how it stands with them"))
		tell(d.What == "records", count("{{.N}} records, {{.Format}}").With("Format", strings.ToUpper(d.Format)))
		tell(d.Secrets, "with keys")
		tell(!d.Complete, "broken off")
		tell(d.File != "-" && d.File != "", say.Plain(d.File))
	case store.ActHandover:
		tell(d.To != "", sentence("from {{.From}} to {{.To}}").With("From", stepWords(d.From)).With("To", stepWords(d.To)))
		tell(d.Undone, "taken back")
	case store.ActErased:
		tell(d.Why == "age", "for its age")
	case store.ActBackedUp, store.ActRestored:
		tell(true, count("{{.N}} deliveries"))
		tell(d.File != "", say.Plain(d.File))
	case store.ActSettingsSet:
		tell(strings.HasPrefix(d.Setting, store.FailureSettings), "what is known of a cause of failures")
		tell(d.Setting != "" && !strings.HasPrefix(d.Setting, store.FailureSettings), settingWords(d.Setting))
		tell(d.Removed, "removed")
	case store.ActRosterSet:
		tell(!d.Removed, count("{{.N}} people"))
		tell(d.Removed, "removed")
	case store.ActRevocation:
		tell(d.Step != "", say.Plain(d.Step))
		tell(d.Where != "", say.Plain(d.Where))
	}
	return words
}

// stepWords says how far a pass had got.
func stepWords(step string) sentence {
	switch step {
	case store.HandoverNew.String():
		return "new"
	case store.HandoverCopied.String():
		return "copied"
	case store.HandoverSent.String():
		return "sent"
	case store.HandoverConfirmed.String():
		return "confirmed"
	}
	return say.Plain(step)
}

// settingWords names a setting.
func settingWords(setting string) sentence {
	switch setting {
	case trustSetting:
		return "trusted issuers"
	case planSetting:
		return "backup plan"
	case receptionSetting:
		return "reception"
	case deskSetting:
		return "desk"
	case store.RetentionSetting:
		return "how long records are kept"
	case lettersSetting:
		return "messages"
	}
	return say.Plain(setting)
}

// entryWords names an entry of the log and what is wrong with it.
func entryWords(e *store.ChainError) sentence {
	return sentence("entry {{.N}} {{.Fault}}").With("N", e.Entry).With("Fault", faultWords[e.Fault])
}

var faultWords = map[store.Fault]sentence{
	store.Changed: "was changed", store.Missing: "is missing", store.Added: "was added",
}

package model

import (
	"strings"

	"passdesk/store"
)

// Link lines: what is copied of several issuances stands on one line each,
// whatever a sender has put into it.

// LinkLine is the pass link alone.
func LinkLine(i store.Issuance) string { return oneLine(i.PassURL) }

// NamedLine is the name and the pass link, as spreadsheets take them.
func NamedLine(i store.Issuance) string { return oneLine(Subject(i)) + "\t" + oneLine(i.PassURL) }

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

package tracker

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"passdesk/app/crossmint"
	"passdesk/app/crossmint/api"
	"passdesk/store"
)

const (
	// maxList bounds a list of ids, in bytes, and maxWanted their number.
	maxList   = 32 << 20
	maxWanted = 100_000
	// maxBroken is how many values of JSON may have no end; each is looked for to
	// the end of the list. Behind them it is read line by line.
	maxBroken = 8
	// maxWithin is how many levels of JSON are looked into.
	maxWithin = 8
)

// ErrLong means that a list is longer than is read at once.
var ErrLong = errors.New("cut it in parts")

// Wanted is an issuance that is to be watched. One of the ids may be empty.
type Wanted struct {
	ActionID     string
	CredentialID string
}

// Read reads a list of what is to be watched: a line for each, with an action
// id or a credential id, or the answer that came when it was issued, as JSON.
// What stands twice comes once. unread names the lines that it cannot read. It
// fails when the list cannot be read at all, and with ErrLong.
func Read(r io.Reader) (wanted []Wanted, unread []int, err error) {
	text, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the list: %w", err)
	}
	if len(text) > maxList {
		return nil, nil, fmt.Errorf("the list is larger than %d MiB; %w", maxList>>20, ErrLong)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	seen := map[Wanted]bool{}
	broken := 0
	for line := 1; len(text) > 0; {
		piece, rest, whole := cutPiece(text, broken < maxBroken)
		if !whole {
			broken++
		}
		some := wantedIn(piece, 0)
		if len(some) == 0 && len(bytes.TrimSpace(piece)) > 0 {
			unread = append(unread, line)
		}
		for _, w := range some {
			if !seen[w] {
				seen[w] = true
				wanted = append(wanted, w)
			}
		}
		if len(wanted) > maxWanted {
			return nil, nil, fmt.Errorf("the list has more than %d ids; %w", maxWanted, ErrLong)
		}
		line += bytes.Count(piece, []byte("\n"))
		text = rest
	}
	return wanted, unread, nil
}

// cutPiece cuts off a line or, where lines says so, the lines that a value of JSON
// goes over; whole is false when such a value has no end.
func cutPiece(text []byte, lines bool) (piece, rest []byte, whole bool) {
	end := bytes.IndexByte(text, '\n') + 1
	if end == 0 {
		end = len(text)
	}
	whole = true
	if first := bytes.TrimLeft(text, " \t\r\n"); lines && len(first) > 0 && (first[0] == '{' || first[0] == '[') {
		in := json.NewDecoder(bytes.NewReader(text))
		var value json.RawMessage
		if whole = in.Decode(&value) == nil; whole {
			end = int(in.InputOffset())
		}
	}
	return text[:end], text[end:], whole
}

func wantedIn(piece []byte, level int) (all []Wanted) {
	piece = bytes.TrimSpace(piece)
	if len(piece) == 0 || level > maxWithin {
		return nil
	}
	var list []json.RawMessage
	var o map[string]json.RawMessage
	switch {
	case json.Unmarshal(piece, &list) == nil:
		for _, one := range list {
			if strings.ContainsRune(`"{[`, rune(one[0])) { // a number is no id
				all = append(all, wantedIn(one, level+1)...)
			}
		}
		return all
	case json.Unmarshal(piece, &o) == nil:
		if w := wantedOf(o, level); w != (Wanted{}) {
			return []Wanted{w}
		}
		return nil
	}
	id := strings.Trim(string(piece), `"',; `)
	switch {
	case !api.ValidID(id):
		return nil
	case strings.HasPrefix(id, "urn:"):
		return []Wanted{{CredentialID: id}}
	}
	return []Wanted{{ActionID: id}}
}

// wantedOf reads the answer to an issue call.
func wantedOf(o map[string]json.RawMessage, level int) (w Wanted) {
	text := func(key string) (id string) {
		if json.Unmarshal(o[key], &id) != nil || !api.ValidID(id) {
			return ""
		}
		return id
	}
	w = Wanted{ActionID: text("actionId"), CredentialID: text("credentialId")}
	if id := text("id"); w == (Wanted{}) && strings.HasPrefix(id, "urn:") {
		w.CredentialID = id
	} else if w == (Wanted{}) {
		w.ActionID = id
	}
	for _, key := range []string{"value", "data"} {
		var inner map[string]json.RawMessage
		if w == (Wanted{}) && level < maxWithin && json.Unmarshal(o[key], &inner) == nil && inner != nil {
			w = wantedOf(inner, level+1)
		}
	}
	return w
}

// Records makes of what is wanted the records to be watched. The environment
// may be "", for one that is still to be found out.
func Records(wanted []Wanted, environment string, at time.Time) (all []store.Record) {
	for _, w := range wanted {
		all = append(all, record(store.Watched, at, environment, crossmint.Own{
			Type: crossmint.TypeWatched, ActionID: w.ActionID, CredentialID: w.CredentialID,
		}))
	}
	return all
}

func record(o store.Origin, at time.Time, environment string, own crossmint.Own) store.Record {
	body := own.Body()
	issuance := crossmint.DecodeOwn(body).Issuance()
	issuance.Environment = environment
	return store.Record{Origin: o, At: at, EventType: own.Type, Body: body, Issuance: issuance}
}

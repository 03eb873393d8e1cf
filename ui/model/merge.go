package model

import "passdesk/store"

// merge puts rows that are in sight back into a newer state of their list.
// left are those among them that the list no longer holds; a row past the end
// of a list that was cut may well be part of it still. All is by falling id.
func merge(rows, sight []store.Issuance, cut bool) (merged []store.Issuance, left map[int64]bool) {
	merged = make([]store.Issuance, 0, len(rows)+len(sight))
	for len(sight) > 0 {
		switch {
		case len(rows) > 0 && rows[0].ID >= sight[0].ID:
			if rows[0].ID == sight[0].ID {
				sight = sight[1:]
			}
			merged, rows = append(merged, rows[0]), rows[1:]
		default:
			if len(rows) > 0 || !cut {
				if left == nil {
					left = make(map[int64]bool)
				}
				left[sight[0].ID] = true
			}
			merged, sight = append(merged, sight[0]), sight[1:]
		}
	}
	return append(merged, rows...), left
}

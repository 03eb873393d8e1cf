package store

import (
	"errors"
	"time"
)

// mendPause is how long after making indexes anew that is not done again: they
// take 5 s for a million rows.
const mendPause = time.Hour

// mend makes anew what can be made out of the rows: the indexes, because SQLite
// refuses to change a row that an index does not know as it is, or the search
// index, where that is what an error tells of. Otherwise a flipped bit would
// keep out the delivery that settles its row, and stop all erasing; or nothing that
// comes would be in the search index any more. The row
// stays as it is, for Check to find. It tells whether that was done.
func (w *writer) mend(err error) bool {
	steps, kind := []statement{{text: `REINDEX issuance`}}, ErrDamaged
	if errors.Is(err, errSearchIndex) {
		// It is fed again from the first row; until then rows are searched themselves.
		steps, kind = []statement{
			{text: `INSERT INTO issuance_search (issuance_search) VALUES ('delete-all')`}, {text: `UPDATE progress SET searched = 0`},
		}, errSearchIndex
	}
	if last, ever := w.mended[kind]; ever && time.Since(last) < mendPause {
		return false
	}
	w.mended[kind] = time.Now()
	if w.execute(steps...) != nil {
		return false
	}
	if kind == errSearchIndex {
		w.index.searched = 0
	}
	return true
}

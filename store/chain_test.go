package store

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// chained makes a folder whose log has entries of all shapes, and gives how
// many.
func chained(t *testing.T) (db *sql.DB, k *keys, n int64) {
	t.Helper()
	s, dir := openTemp(t)
	for id := 1; id <= 3; id++ {
		appendMarker(t, s, id)
	}
	if err := s.MarkCopied(t.Context(), time.Now(), 1, 2, 3, 3); err != nil {
		t.Fatal(err)
	}
	for _, a := range []Act{{Kind: ActExported, Detail: `{"count":3}`}, {Kind: ActSettingsSet}} {
		if err := s.Record(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	n = int64(len(allActs(t, s.Reader)))
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, s.keys, n
}

// attempt changes the log, verifies it and takes the change back.
func attempt(t *testing.T, db *sql.DB, k *keys, want ChainError, changes ...string) {
	t.Helper()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, change := range changes {
		res, err := tx.Exec(change)
		if err != nil {
			t.Fatalf("%s: %v", change, err)
		}
		if n, _ := res.RowsAffected(); n == 0 {
			t.Errorf("%s changes nothing", change)
		}
	}
	var found *ChainError
	if _, err := verifyActs(t.Context(), tx, k); !errors.As(err, &found) || !errors.Is(err, ErrChain) || *found != want {
		t.Errorf("%q: found %v, want %v", changes, err, &want)
	}
}

// edits gives ways to change a column's value into another.
func edits(column, kind string) []string {
	switch kind {
	case "INTEGER":
		return []string{"coalesce(" + column + ", 0) + 1", "coalesce(-" + column + " - 1, 0)", column + " + 1000"}
	case "TEXT":
		return []string{column + " || ' '", "'another'", "char(0) || " + column}
	}
	return []string{"x''", "zeroblob(32)", "zeroblob(60)", "randomblob(32)", "CAST(" + column + " || x'00' AS BLOB)", "substr(" + column + ", 2)"}
}

// TestEveryEditIsFound changes every column of every row, also those that come
// to the tables later.
func TestEveryEditIsFound(t *testing.T) {
	db, k, n := chained(t)
	columns := func(table string, do func(column, kind string)) {
		rows, err := db.Query(`SELECT name, type FROM pragma_table_info(?) WHERE name <> 'id'`, table)
		if err != nil {
			t.Fatal(err)
		}
		var all [][2]string
		for rows.Next() {
			var c [2]string
			if err := rows.Scan(&c[0], &c[1]); err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		for _, c := range all {
			do(c[0], c[1])
		}
	}
	columns("act", func(column, kind string) {
		for _, edit := range edits(column, kind) {
			for id := range n {
				var same bool
				if err := db.QueryRow(fmt.Sprintf(`SELECT %s IS (%s) FROM act WHERE id = %d`, column, edit, id+1)).Scan(&same); err != nil {
					t.Fatal(err)
				}
				if !same { // NULL + 1000 is NULL, and the first entry's previous hash is zeros
					attempt(t, db, k, ChainError{Entry: id + 1, Fault: Changed},
						fmt.Sprintf(`UPDATE act SET %s = %s WHERE id = %d`, column, edit, id+1))
				}
			}
		}
	})
	columns("act_head", func(column, kind string) {
		for _, edit := range edits(column, kind) {
			attempt(t, db, k, ChainError{End: true, Fault: Changed}, fmt.Sprintf(`UPDATE act_head SET %s = %s`, column, edit))
		}
	})
	for id := range n {
		attempt(t, db, k, ChainError{Entry: id + 1, Fault: Missing}, fmt.Sprintf(`UPDATE act SET id = %d WHERE id = %d`, n+7, id+1))
		attempt(t, db, k, ChainError{Entry: -7, Fault: Added}, fmt.Sprintf(`UPDATE act SET id = -7 WHERE id = %d`, id+1))
	}
	attempt(t, db, k, ChainError{Entry: 1, Fault: Changed}, // the same letters on end
		`UPDATE act SET kind = kind || substr(detail, 1, 1), detail = substr(detail, 2) WHERE id = 1`)
	if got, err := (&Reader{db: db, keys: k, life: t.Context()}).VerifyActs(t.Context()); err != nil || int64(got) != n {
		t.Errorf("in the end %d of %d: %v", got, n, err)
	}
}

func TestGapsAndCutsAreFound(t *testing.T) {
	db, k, n := chained(t)
	for id := int64(1); id <= n; id++ {
		missing := ChainError{Entry: id, Fault: Missing}
		attempt(t, db, k, missing, fmt.Sprintf(`DELETE FROM act WHERE id = %d`, id))
		attempt(t, db, k, missing, fmt.Sprintf(`DELETE FROM act WHERE id >= %d`, id))
		if id < n {
			// The rest moves up to close the gap.
			attempt(t, db, k, ChainError{Entry: id, Fault: Changed},
				fmt.Sprintf(`DELETE FROM act WHERE id = %d`, id),
				fmt.Sprintf(`UPDATE act SET id = -id WHERE id > %d`, id),
				`UPDATE act SET id = -id - 1 WHERE id < 0`)
		}
		// The end mark is made to fit, without the key.
		attempt(t, db, k, ChainError{End: true, Fault: Changed},
			fmt.Sprintf(`DELETE FROM act WHERE id >= %d`, max(id, 2)),
			`UPDATE act_head SET (entries, hash) = (SELECT id, hash FROM act ORDER BY id DESC LIMIT 1)`)
	}
	end := ChainError{End: true, Fault: Missing}
	attempt(t, db, k, end, `DELETE FROM act_head`)
	attempt(t, db, k, end, `DELETE FROM act_head`, `DELETE FROM act`)
}

func TestRowsInOtherPlacesAreFound(t *testing.T) {
	db, k, n := chained(t)
	const others = "at, kind, issuance, detail, unkeyed, previous, hash"
	for a := int64(1); a <= n; a++ {
		for b := a + 1; b <= n; b++ {
			attempt(t, db, k, ChainError{Entry: a, Fault: Changed},
				fmt.Sprintf(`UPDATE act SET id = -1 WHERE id = %d`, a),
				fmt.Sprintf(`UPDATE act SET id = %d WHERE id = %d`, a, b),
				fmt.Sprintf(`UPDATE act SET id = %d WHERE id = -1`, b))
			attempt(t, db, k, ChainError{Entry: b, Fault: Changed},
				fmt.Sprintf(`UPDATE act SET (%s) = (SELECT %s FROM act WHERE id = %d) WHERE id = %d`, others, others, a, b))
		}
		for place, want := range map[int64]ChainError{
			0: {Entry: 0, Fault: Added}, -1 << 63: {Entry: -1 << 63, Fault: Added},
			n + 1: {Entry: n + 1, Fault: Changed}, n + 2: {Entry: n + 1, Fault: Missing},
		} {
			attempt(t, db, k, want, fmt.Sprintf(`INSERT INTO act SELECT %d, %s FROM act WHERE id = %d`, place, others, a))
		}
	}
}

// TestAnOlderEndIsFound puts back an end mark that was good once.
func TestAnOlderEndIsFound(t *testing.T) {
	db, k, n := chained(t)
	var hash, seal []byte
	if err := db.QueryRow(`SELECT hash, seal FROM act_head`).Scan(&hash, &seal); err != nil {
		t.Fatal(err)
	}
	err := transact(db, func(tx *sql.Tx) error {
		_, err := record(t.Context(), tx, k, Act{Kind: ActExported})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	attempt(t, db, k, ChainError{Entry: n + 1, Fault: Added},
		fmt.Sprintf(`UPDATE act_head SET entries = %d, hash = x'%x', seal = x'%x'`, n, hash, seal))
}

// TestAnotherPastIsFound puts entries in place that the program wrote itself,
// under the same key, but after an older copy of the file.
func TestAnotherPastIsFound(t *testing.T) {
	db, k, n := chained(t)
	write := func(tx *sql.Tx, at time.Time) error {
		_, err := record(t.Context(), tx, k, Act{At: at, Kind: ActErased}, Act{At: at, Kind: ActExported})
		return err
	}
	if _, err := db.Exec(`CREATE TEMP TABLE past AS SELECT * FROM act WHERE 0`); err != nil {
		t.Fatal(err)
	}
	var past string // the entries as literals, for the other past is taken back
	tx, err := db.Begin()
	if err == nil {
		err = write(tx, time.UnixMilli(1))
	}
	if err == nil {
		err = tx.QueryRow(`SELECT group_concat(format('(%d, %d, %Q, NULL, %Q, 0, x''%s'', x''%s'')',
			id, at, kind, detail, hex(previous), hex(hash))) FROM act WHERE id > ?`, n).Scan(&past)
	}
	if err := errors.Join(err, tx.Rollback()); err != nil {
		t.Fatal(err)
	}
	if err := transact(db, func(tx *sql.Tx) error { return write(tx, time.UnixMilli(2)) }); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO past VALUES ` + past); err != nil {
		t.Fatal(err)
	}
	for first, want := range map[int64]ChainError{
		n + 1: {Entry: n + 2, Fault: Changed}, // both, so that the end mark tells
		n + 2: {Entry: n + 2, Fault: Changed}, // builds on another entry
	} {
		attempt(t, db, k, want, fmt.Sprintf(`INSERT OR REPLACE INTO act SELECT * FROM past WHERE id >= %d`, first))
	}
	attempt(t, db, k, ChainError{Entry: n + 2, Fault: Changed}, // the entry after it no longer builds on it
		fmt.Sprintf(`INSERT OR REPLACE INTO act SELECT * FROM past WHERE id = %d`, n+1))
	attempt(t, db, k, ChainError{Entry: n + 2, Fault: Changed}, // the same, with what it builds on made to fit
		fmt.Sprintf(`INSERT OR REPLACE INTO act SELECT * FROM past WHERE id = %d`, n+1),
		fmt.Sprintf(`UPDATE act SET previous = (SELECT hash FROM past WHERE id = %d) WHERE id = %d`, n+1, n+2))
}

// TestAnotherFoldersLogIsFound puts a log in place that is in order, but under
// another folder's key.
func TestAnotherFoldersLogIsFound(t *testing.T) {
	db, k, _ := chained(t)
	other, _, _ := chained(t)
	var path string
	if err := other.QueryRow(`SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`ATTACH ? AS other`, path); err != nil {
		t.Fatal(err)
	}
	rows := []string{`DELETE FROM act`, `INSERT INTO act SELECT * FROM other.act`}
	attempt(t, db, k, ChainError{Entry: 1, Fault: Changed}, rows...)
	attempt(t, db, k, ChainError{End: true, Fault: Changed}, append(rows, `DELETE FROM act_head`, `INSERT INTO act_head SELECT * FROM other.act_head`)...)
}

package store

import (
	"context"
	"maps"
)

// each runs a query whose every row is a problem, or part of one.
func (c *checker) each(ctx context.Context, what, query string, row func(scanner) error) {
	if err := eachRow(ctx, c.db, row, query); err != nil {
		c.add("%s cannot be checked: %v", what, translate(err))
	}
}

// ourSchema gives the tables and indexes, but for those that the search index
// makes for itself and words as it likes.
const ourSchema = `SELECT quote(type) || quote(name), quote(tbl_name) || quote(sql) FROM sqlite_schema
	WHERE name NOT LIKE 'issuance|_search|_%' ESCAPE '|'`

// schema compares the tables with those of a new database.
func (c *checker) schema(ctx context.Context) {
	fresh, err := connect(":memory:", 1)
	if err == nil {
		defer fresh.Close()
		err = migrate(fresh)
	}
	want := map[string]string{}
	model := &checker{db: fresh}
	read := func(into map[string]string) func(scanner) error {
		return func(row scanner) error {
			var name, text string
			err := row.Scan(&name, &text)
			into[name] = text
			return err
		}
	}
	if err == nil {
		model.each(ctx, "a new database", ourSchema, read(want))
	}
	if err != nil || len(model.Problems) > 0 {
		c.add("the tables cannot be checked: %q, %v", model.Problems, err)
		return
	}
	got := map[string]string{}
	c.each(ctx, "the tables", ourSchema, read(got))
	if !maps.Equal(got, want) {
		c.add("database: its tables are not as they were made")
	}
}

// oftenEmpty reads indexes and tables that may be empty, for integrity_check
// does not see that the one page of such a one is damaged.
var oftenEmpty = []string{
	`SELECT id FROM act INDEXED BY act_backup WHERE kind IN ('backed-up', 'restored') LIMIT 1`,
	`SELECT id FROM act INDEXED BY act_issuance WHERE issuance > 0 LIMIT 1`,
	`SELECT id FROM issuance INDEXED BY issuance_latest WHERE superseded_by IS NULL AND status = 0 LIMIT 1`,
	`SELECT id FROM issuance INDEXED BY issuance_credential WHERE credential_id <> '' LIMIT 1`,
	`SELECT id FROM issuance INDEXED BY issuance_action WHERE action_id <> '' LIMIT 1`,
	`SELECT id FROM issuance INDEXED BY issuance_failed_contact WHERE status = 2 AND superseded_by IS NULL AND template <> '' AND subject_contact <> '' LIMIT 1`,
	`SELECT id FROM issuance INDEXED BY issuance_failed_subject WHERE status = 2 AND superseded_by IS NULL AND template <> '' AND subject_id <> '' LIMIT 1`,
	`SELECT id FROM issuance INDEXED BY issuance_superseded WHERE superseded_by > 0 LIMIT 1`,
	`SELECT issuance FROM erasure LIMIT 1`,
	`SELECT issuance FROM outdated LIMIT 1`,
	`SELECT id FROM change LIMIT 1`,
	`SELECT issuance FROM watch LIMIT 1`,
	`SELECT issuance FROM watch INDEXED BY watch_open WHERE ended IS NULL LIMIT 1`,
	`SELECT id FROM revocation LIMIT 1`,
	`SELECT issuance FROM revocation INDEXED BY revocation_of LIMIT 1`,
	`SELECT id FROM asking LIMIT 1`,
}

// structure has SQLite look at its own pages and indexes, and looks for rows
// whose other half is missing.
func (c *checker) structure(ctx context.Context) {
	c.each(ctx, "the database's structure", `PRAGMA integrity_check`, func(row scanner) error {
		var text string
		err := row.Scan(&text)
		if err == nil && text != "ok" {
			c.add("database: %s", text)
		}
		return err
	})
	for _, index := range oftenEmpty {
		c.each(ctx, "an index", index, func(scanner) error { return nil })
	}
	c.each(ctx, "what rows refer to", `SELECT "table", rowid, parent FROM pragma_foreign_key_check`, func(row scanner) error {
		var table, parent string
		var id int64
		err := row.Scan(&table, &id, &parent)
		if err == nil {
			c.add("%s %d belongs to no %s", table, id, parent)
		}
		return err
	})
	c.each(ctx, "which issuance belongs to which delivery", `SELECT delivery_id, count(*) FROM issuance
		GROUP BY delivery_id HAVING count(*) > 1`, func(row scanner) error {
		var id, n int64
		err := row.Scan(&id, &n)
		if err == nil {
			c.add("delivery %d has %d issuances", id, n)
		}
		return err
	})
}

// sums names the rows that are not as they were written.
func (c *checker) sums(ctx context.Context) {
	c.each(ctx, "the sums of rows", `SELECT place, id, CAST(name AS TEXT) FROM unsound`, func(row scanner) error {
		var place, name string
		var id int64
		err := row.Scan(&place, &id, &name)
		if name != "" {
			name = " (" + printable(name) + ")"
		}
		if err == nil {
			c.add("%s %d%s: its sum says that it is not as it was written", place, id, name)
		}
		return err
	})
}

// counters compares what the views count with what there is, in one statement
// and so at one moment.
func (c *checker) counters(ctx context.Context) {
	c.each(ctx, "the number of issuances", `SELECT count(*) FROM issuance NOT INDEXED WHERE erased = 0`, func(row scanner) error {
		return row.Scan(&c.Issuances)
	})
	c.each(ctx, "the counters", `SELECT status, sum(counted), sum(kept) FROM (
		SELECT status, latest AS counted, 0 AS kept FROM counter
		UNION ALL SELECT status, 0, count(*) FROM issuance WHERE superseded_by IS NULL AND erased = 0 GROUP BY status)
		GROUP BY status HAVING sum(counted) <> sum(kept)`, func(row scanner) error {
		var status, counted, kept int64
		err := row.Scan(&status, &counted, &kept)
		if err == nil {
			c.add("counter of status %d: it says %d, there are %d", status, counted, kept)
		}
		return err
	})
}

// search checks that all issuances up to the watermark are in the index, and
// none beyond.
func (c *checker) search(ctx context.Context) {
	c.each(ctx, "the search index", `SELECT searched, coalesce((SELECT max(id) FROM issuance), 0),
		(SELECT count(*) FROM issuance i WHERE id <= searched AND erased = 0 AND NOT EXISTS (SELECT 1 FROM issuance_search_docsize WHERE id = i.id)),
		(SELECT count(*) FROM issuance_search_docsize f WHERE id > searched OR NOT EXISTS (SELECT 1 FROM issuance WHERE id = f.id AND erased = 0))
		FROM progress`, func(row scanner) error {
		var searched, newest, missing, beyond int64
		err := row.Scan(&searched, &newest, &missing, &beyond)
		if err == nil && (searched > newest || missing > 0 || beyond > 0) {
			c.add("search index: it says it holds issuances up to %d of %d; %d are missing, %d should not be there", searched, newest, missing, beyond)
		}
		return err
	})
}

// acts proves the log of acts, with the keys of the same moment.
func (c *checker) acts(ctx context.Context) {
	if c.keys.locked != nil {
		return // said once
	}
	tx, err := c.db.BeginTx(ctx, nil)
	if err == nil {
		defer tx.Rollback() // nothing was written
		err = c.renewKeys(tx)
	}
	if err == nil {
		_, err = verifyActs(ctx, tx, c.keys)
	}
	if err != nil {
		c.add("log of acts: %v", translate(err))
	}
}

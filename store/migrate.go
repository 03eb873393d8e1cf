package store

import (
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

// applicationID marks a database file as ours ("Pass" in ASCII).
const applicationID = 0x50617373

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations are the embedded scripts in order: the first takes a new
// database to version 1.
func migrations() ([]string, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql") // sorted by name
	if err != nil {
		return nil, err
	}
	scripts := make([]string, len(names))
	for i, name := range names {
		script, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		scripts[i] = string(script)
	}
	return scripts, nil
}

// inspect tells a database's version, and refuses one that is newer than the
// program or not Passdesk's. It comes before the first connection that writes,
// because turning on the WAL would already change the file.
func inspect(path string) (version int, err error) {
	db, err := connect(readerDSN(path), 1)
	if err != nil {
		return 0, translate(err)
	}
	defer db.Close()
	scripts, err := migrations()
	if err != nil {
		return 0, err
	}
	version, err = schemaVersion(db)
	if err == nil && version > len(scripts) {
		err = ErrNewer
	}
	return version, err
}

// migrate runs the scripts that the database has not seen, each in a
// transaction together with its version number.
func migrate(db *sql.DB) error {
	scripts, err := migrations()
	if err != nil {
		return err
	}
	version, err := schemaVersion(db)
	if err != nil {
		return err
	}
	for ; version < len(scripts); version++ {
		if err := step(db, scripts[version], version+1); err != nil {
			return fmt.Errorf("migrate to version %d: %w", version+1, translate(err))
		}
	}
	return nil
}

func step(db *sql.DB, script string, version int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	if _, err := tx.Exec(script); err != nil {
		return err
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version)); err != nil {
		return err
	}
	return tx.Commit()
}

// schemaVersion reads how far the database has been migrated: 0 for an empty
// one. It fails with ErrForeign when another program's tables are in it.
func schemaVersion(db *sql.DB) (version int, err error) {
	var id, tables int
	row := db.QueryRow(`SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`)
	if err := row.Scan(&id, &version, &tables); err != nil {
		return 0, translate(err)
	}
	if id != applicationID && (id != 0 || version != 0 || tables != 0) {
		return 0, ErrForeign
	}
	return version, nil
}

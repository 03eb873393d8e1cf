package store

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// Pragmas stand in the DSN because database/sql opens connections whenever it
// likes, and each must have them.
var (
	writerPragmas = []string{
		"busy_timeout(5000)",
		"checkpoint_fullfsync(1)", // macOS: fsync alone leaves data in the drive's cache
		"foreign_keys(1)",
		"fullfsync(1)",
		"journal_mode(WAL)",
		"journal_size_limit(67108864)", // a WAL that grew under a long reader shrinks again
		"secure_delete(1)",             // no page keeps what was deleted, see Store.Erase
		"synchronous(FULL)",            // a commit is on disk when it returns
		"temp_store(MEMORY)",           // nothing in clear outside the folder
	}
	readerPragmas = []string{
		"busy_timeout(5000)",
		"query_only(1)",
		"temp_store(MEMORY)", // as for the writer: what is sorted is in clear
	}
)

// writerDSN is for a file that is there: were it deleted meanwhile, an empty one
// would take its place.
func writerDSN(path string) string {
	return dsn(path, writerPragmas, "mode=rw", "_txlock=immediate", "_defensive=1")
}

func readerDSN(path string) string {
	return dsn(path, readerPragmas, "mode=ro")
}

// dsn writes path as a URI: only then does SQLite heed mode=ro, and a folder's
// name may hold any character.
func dsn(path string, pragmas []string, options ...string) string {
	options = append(options, "_dqs=0", "_error_rc=1")
	for _, p := range pragmas {
		options = append(options, "_pragma="+p)
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") && filepath.VolumeName(path) != "" {
		path = "/" + path // file:/C:/folder
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: strings.Join(options, "&")}
	return u.String()
}

// connect opens a pool of at most n connections that stay open.
func connect(dsn string, n int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"passdesk/app/tunnel/tunneltest"
)

// sqlFile opens a database past Passdesk.
func sqlFile(t *testing.T, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func do(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestFaultLockedByAnother has a program that knows nothing of Passdesk hold the
// database, for longer than a delivery waits.
func TestFaultLockedByAnother(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := sqlFile(t, filepath.Join(dir, "passdesk.db"))
	refusesAndGoesOn(t, dir, "another program holds the database",
		func(*process) { do(t, other, `PRAGMA busy_timeout = 10000`, `BEGIN IMMEDIATE`) },
		func(*process) { do(t, other, `ROLLBACK`) })
}

// TestFaultMovedAway moves the database away under the program, and back.
func TestFaultMovedAway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "passdesk.db")
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	refusesAndGoesOn(t, dir, "the database file was moved, deleted or emptied",
		func(*process) { move(file, file+".away") },
		func(*process) { move(file+".away", file) })
}

// TestFaultDeleted deletes the database under the program, which writes it anew
// out of what it still has open.
func TestFaultDeleted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps from being deleted what is open")
	}
	dir := t.TempDir()
	all := newPromises()
	p := serve(t, dir)
	url := p.url()
	for _, files := range []string{"passdesk.db", "passdesk.db*"} {
		stop := all.press(t, url, 8, 2000)
		all.await(t, http.StatusNoContent, 300)
		found, err := filepath.Glob(filepath.Join(dir, files))
		if err != nil || len(found) == 0 {
			t.Fatal(found, err)
		}
		for _, f := range found {
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		}
		all.await(t, http.StatusNoContent, 300)
		stop()
		all.held(t, dir) // by those who read beside it
	}
	p.stop()
	if !strings.Contains(p.stderr.String(), "written anew") {
		t.Error("the log does not say it")
	}
	goesOn(t, dir, all)
}

// TestFaultStrangeFiles puts something else in place of the database: the program
// says what it is, does not begin, touches nothing, and makes nothing new.
func TestFaultStrangeFiles(t *testing.T) {
	t.Parallel()
	spoiled := func(at int64, with []byte) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			f, err := os.OpenFile(file, os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteAt(with, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	written := func(text string) func(*testing.T, string) {
		return func(t *testing.T, file string) {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	const (
		foreign = "the file is not a Passdesk database"
		damaged = "the database is damaged"
		gone    = "the database file was moved, deleted or emptied"
	)
	for name, c := range map[string]struct {
		spoil        func(t *testing.T, file string)
		says, advice string
	}{
		"empty": {written(""), gone, "restore a backup"},
		"gone": {func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}, gone, "Put it back"},
		"a text":            {written(strings.Repeat("Dear diary, ", 1000)), foreign, "restore a backup"},
		"a wiped beginning": {spoiled(0, make([]byte, 4096)), foreign, "restore a backup"},
		"a wiped schema":    {spoiled(100, bytes.Repeat([]byte{0x5a}, 3996)), damaged, "restore a backup"},
		"cut in half": {func(t *testing.T, file string) {
			if err := os.Truncate(file, int64(len(read(t, file)))/2); err != nil {
				t.Fatal(err)
			}
		}, damaged, "restore a backup"},
		"of another program": {func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			db := sqlFile(t, file)
			do(t, db, `CREATE TABLE notes (text)`, `INSERT INTO notes VALUES ('milk')`)
			db.Close()
		}, foreign, "choose another folder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			all := received(t, dir, 100)
			file := filepath.Join(dir, "passdesk.db")
			right := read(t, file)
			c.spoil(t, file)
			before, _ := os.ReadFile(file) // it may be gone
			for range 2 {
				got := call(t, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--signing-secret", testSecret)
				if got.code != exitFailed || got.stdout != "" || !strings.Contains(got.stderr, c.says) || !strings.Contains(got.stderr, c.advice) {
					t.Errorf("%+v", got)
				}
			}
			if got := call(t, "export", "-", "--data", dir); got.code != exitFailed || !strings.Contains(got.stderr, c.says) {
				t.Errorf("export: %+v", got)
			}
			if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
				t.Error("what was found was changed")
			}
			if left := leftovers(t, dir); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
			written(string(right))(t, file)
			goesOn(t, dir, all)
		})
	}
}

// TestFaultDamagedInPlaces damages records that the start does not read. After an
// end in good order nothing looks for that; after a kill it is found beside
// receiving, and said.
func TestFaultDamagedInPlaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	received(t, dir, 300)
	file := filepath.Join(dir, "passdesk.db")
	db := sqlFile(t, file)
	var page, size int64
	if err := db.QueryRow(`SELECT pageno, pgsize FROM dbstat WHERE name = 'payload' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 5`).Scan(&page, &size); err != nil {
		t.Fatal(err)
	}
	db.Close()
	edge := tunneltest.NewTLSEdge(t)
	p, url := serveThrough(t, dir, edge)
	deliverThrough(t, edge, url, "msg_before")
	p.end(os.Kill)
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(bytes.Repeat([]byte{0x5a}, int(size)), (page-1)*size); err != nil {
		t.Fatal(err)
	}
	f.Close()

	p = through(t, dir, edge)
	line := p.next()
	for line["state"] != "degraded" {
		line = p.next()
	}
	if said := line["message"].(string); !strings.HasPrefix(said, "Some of the records are damaged") {
		t.Errorf("it says %q", said)
	}
	deliverThrough(t, edge, url, "msg_after") // which is kept all the same
	p.stop()
	if log := p.stderr.String(); !strings.Contains(log, "Some of the records are damaged") {
		t.Error("the log does not say it")
	}
	if got := call(t, "check", "--data", dir); got.code != exitFailed || !strings.Contains(got.stdout, fmt.Sprint("page ", page)) {
		t.Errorf("check: %d", got.code)
	}
	records := exported(t, dir)
	if records["msg_before"] == nil || records["msg_after"] == nil || len(records) < 300 {
		t.Errorf("%d records", len(records))
	}
	p, _ = serveThrough(t, dir, edge) // which is online: that end was in good order
	p.stop()
}

func deliverThrough(t *testing.T, edge *tunneltest.Edge, url, id string) {
	t.Helper()
	body := `{"type":"credential.creation.failed","data":{"error":"insufficient funds"}}`
	if code := send(t, edge.Client(), url, id, []byte(body)); code != http.StatusNoContent {
		t.Fatalf("%s: %d", id, code)
	}
}

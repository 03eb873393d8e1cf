package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// durable is what every connection that writes to a folder must say of itself.
var durable = map[string]string{
	"journal_mode": "wal", "synchronous": "2", "fullfsync": "1", "checkpoint_fullfsync": "1",
	"foreign_keys": "1", "secure_delete": "1", "busy_timeout": "5000", "journal_size_limit": "67108864",
}

// TestFaultEveryWriterIsDurable asks the connections that are in use, not new
// ones that are made alike.
func TestFaultEveryWriterIsDurable(t *testing.T) {
	s, dir := openTemp(t)
	path := filepath.Join(dir, databaseName)
	ledger, err := OpenLedger(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	says := func(who string, ask func(query string) *sql.Row) {
		t.Helper()
		for name, want := range durable {
			var got string
			if err := ask("PRAGMA " + name).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %s = %s (%v), want %s", who, name, got, err, want)
			}
		}
	}
	writing := func() {
		says("the writer", func(q string) *sql.Row { return s.writer.conn.QueryRowContext(t.Context(), q) })
	}
	writing()
	appendMarked(t, s, 1, 20)
	mustErase(t, s, 1) // which empties the journal
	if err := s.RenewKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	writing()
	if err := ledger.do(t.Context(), func(b *batch) error {
		says("who writes beside it", func(q string) *sql.Row { return b.conn.QueryRowContext(b.ctx, q) })
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := beside(dir, func(db *sql.DB) error {
		says("who writes a little", func(q string) *sql.Row { return db.QueryRow(q) })
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	db, err := connect(writerDSN(path), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	says("a new one", func(q string) *sql.Row { return db.QueryRow(q) })
}

// TestFaultNobodyElseConnects holds that whoever opens a folder's database does
// so as a writer or as a reader does, so that the test above speaks of all.
func TestFaultNobodyElseConnects(t *testing.T) {
	others := map[string]int{
		"check.go": 0, "checkdatabase.go": 1, // tables in memory
		"copy.go": 2, // a copy that is thrown away or moved in when it is whole
		"lost.go": 1, // takes back what was begun
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		odd := 0
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch called(call.Fun) {
			case "Open", "OpenDB":
				if s, ok := call.Fun.(*ast.SelectorExpr); ok && called(s.X) == "sql" && name != "connect.go" {
					t.Errorf("%s opens a database by itself", name)
				}
			case "connect":
				by, _ := call.Args[0].(*ast.CallExpr)
				if by == nil || called(by.Fun) != "writerDSN" && called(by.Fun) != "readerDSN" {
					odd++
				}
			}
			return true
		})
		if odd != others[name] {
			t.Errorf("%s connects in a way of its own %d times, want %d", name, odd, others[name])
		}
	}
}

func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// TestFaultKilledWhileMaking leaves a folder as a kill does between the first
// page and the first tables, when SQLite still keeps a journal of the old sort.
func TestFaultKilledWhileMaking(t *testing.T) {
	made := filepath.Join(t.TempDir(), databaseName)
	db, err := sql.Open("sqlite", made)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range []string{
		`PRAGMA cache_size = 10`, `BEGIN IMMEDIATE`, `CREATE TABLE a (x)`,
		`INSERT INTO a WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200) SELECT zeroblob(2000) FROM n`,
	} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	for _, suffix := range []string{"", "-journal"} {
		text, err := os.ReadFile(made + suffix)
		if err != nil || len(text) == 0 {
			t.Fatalf("%s: %d bytes, %v", suffix, len(text), err)
		}
		if err := os.WriteFile(filepath.Join(dir, databaseName+suffix), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	appendMarker(t, s, 1)
	mustRead(t, s.Reader, 1)
}

// TestFaultExamine looks at the structure after an end that was not in good
// order, and only then.
func TestFaultExamine(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 300)
	if err := s.Examine(t.Context()); err != nil {
		t.Errorf("a new folder: %v", err)
	}
	left := t.TempDir() // as a kill would leave it
	for _, name := range []string{databaseName, databaseName + "-wal", lockName} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(left, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	examine := func(want error) {
		t.Helper()
		again, err := Open(left, testCustody)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		if err := again.Examine(t.Context()); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if err := again.Examine(ended); want != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("stopped: %v", err)
		}
	}
	examine(nil)
	path := filepath.Join(left, databaseName)
	db, err := connect(readerDSN(path), 1)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	if err := db.QueryRow(`SELECT pageno, pgsize FROM dbstat WHERE name = 'payload' AND pagetype = 'leaf' LIMIT 1 OFFSET 3`).Scan(&page, &size); err != nil {
		t.Fatal(err)
	}
	db.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(text[(page-1)*size:], bytes.Repeat([]byte{0x5a}, int(size)))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	examine(nil) // the end of before was in good order
	if err := os.WriteFile(path+"-wal", []byte("cut short"), 0o600); err != nil {
		t.Fatal(err)
	}
	examine(ErrDamaged)
}

// TestFaultClockJumps sets the clock back and forth between deliveries: each is
// kept once, in the order it came in, and found by the time it was given.
func TestFaultClockJumps(t *testing.T) {
	s, _ := openTemp(t)
	now := time.Date(2026, 3, 29, 1, 59, 0, 0, time.UTC)
	jumps := []time.Duration{0, time.Hour, -2 * time.Hour, 24 * 365 * time.Hour, -30 * 365 * 24 * time.Hour, 0, -time.Millisecond, 56 * 365 * 24 * time.Hour}
	for n, jump := range jumps {
		now = now.Add(jump)
		for range 2 { // and its retry, by a clock that was set in between
			d := Delivery{MessageID: fmt.Sprint("msg_", n), ReceivedAt: now, SentAt: now.Add(-jump), Body: fmt.Append(nil, n)}
			if _, err := s.Append(t.Context(), d, Issuance{Status: Succeeded}); err != nil {
				t.Fatal(err)
			}
			if err := s.Beat(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			now = now.Add(-jump / 2)
		}
		now = now.Add(jump)
	}
	rows, err := s.Newest(t.Context(), Filter{}, 100)
	if err != nil || len(rows) != len(jumps) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for n, row := range rows {
		if want := fmt.Sprint("msg_", len(jumps)-1-n); row.MessageID != want {
			t.Errorf("row %d is %s, want %s", n, row.MessageID, want)
		}
		found, err := s.Newest(t.Context(), Filter{Since: row.ReceivedAt, Until: row.ReceivedAt.Add(time.Millisecond)}, 100)
		if err != nil || len(found) == 0 {
			t.Errorf("%s is not found by its time: %v", row.MessageID, err)
		}
		if d, err := s.Delivery(t.Context(), row.DeliveryID); err != nil || d.Redeliveries != 1 {
			t.Errorf("%s came again %d times, %v", row.MessageID, d.Redeliveries, err)
		}
	}
}

// TestFaultDeletedFile deletes the database under the program: it is written anew
// with everything that was in it, and goes on without a restart, for those who
// write and for those who read.
func TestFaultDeletedFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps from being deleted what is open")
	}
	for name, files := range map[string][]string{
		"alone": {""}, "with its journal": {"", "-wal", "-shm"}, "only its journal": {"-wal"}, "only the journal's index": {"-shm"},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := openTemp(t)
			appendMarked(t, s, 1, 100)
			mustErase(t, s, 3)
			if _, err := s.List(t.Context(), Filter{}, Order{}); err != nil { // so that there are readers
				t.Fatal(err)
			}
			for round := range 3 {
				for _, suffix := range files {
					if err := os.Remove(filepath.Join(dir, databaseName+suffix)); err != nil {
						t.Fatal(err)
					}
				}
				appendMarked(t, s, 101+round*10, 110+round*10)
			}
			LetIndex(t, s)
			if n := s.Rescues(); n != 3 {
				t.Errorf("%d rescues", n)
			}
			if list, err := s.List(t.Context(), Filter{}, Order{}); err != nil || list.Len() != 129 {
				t.Errorf("%d in the list, %v", list.Len(), err)
			}
			if rows, err := s.Newest(t.Context(), Filter{Search: "Ada"}, 200); err != nil || len(rows) == 0 {
				t.Errorf("%d found, %v", len(rows), err)
			}
			if info, err := os.Stat(filepath.Join(dir, databaseName)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info, err)
			}
			if err := os.Remove(filepath.Join(dir, databaseName)); err != nil { // and right before the end
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			onlyThese(t, dir, databaseName, lockName)
			mustCheck(t, dir, testCustody)
			again, err := Open(dir, testCustody)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if all := everything(t, again.Reader); len(all) != 129 {
				t.Errorf("%d records", len(all))
			}
		})
	}
}

// TestFaultDeletedForOthers: whoever writes beside the holder makes no empty
// database in place of one that was deleted, and keeps nothing in one that
// nobody will see again.
func TestFaultDeletedForOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps from being deleted what is open")
	}
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 10)
	ledger, err := OpenLedger(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	path := filepath.Join(dir, databaseName)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	nothing := func(*batch) error { return nil }
	if err := ledger.do(t.Context(), nothing); !errors.Is(err, ErrGone) {
		t.Errorf("who writes beside it: %v, want ErrGone", err)
	}
	if err := emptyJournal(t.Context(), path); err == nil {
		t.Error("a journal of nothing was emptied")
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("an empty database was made in its place")
	}
	appendMarked(t, s, 11, 12)
	if err := ledger.do(t.Context(), nothing); !errors.Is(err, ErrGone) {
		t.Errorf("who has the old one open: %v, want ErrGone", err)
	}
	if all := everything(t, s.Reader); len(all) != 12 {
		t.Errorf("%d records", len(all))
	}
}

// TestFaultDeletedWithoutRoom: where it cannot be written anew, deliveries are
// refused until it can.
func TestFaultDeletedWithoutRoom(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps from being deleted what is open")
	}
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 10)
	path := filepath.Join(dir, databaseName)
	obstacle := path + ".rescued"
	if err := errors.Join(os.Mkdir(obstacle, 0o700), os.WriteFile(filepath.Join(obstacle, "x"), nil, 0o600), os.Remove(path)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), Delivery{MessageID: "a"}, Issuance{}); !errors.Is(err, ErrGone) {
		t.Errorf("got %v, want ErrGone", err)
	}
	if err := os.RemoveAll(obstacle); err != nil {
		t.Fatal(err)
	}
	if err := s.writer.do(t.Context(), func(*batch) error { return nil }); !errors.Is(err, ErrGone) {
		t.Errorf("it is tried again at once: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatalf("at the end it was not written anew: %v", err)
	}
	defer s.Close()
	var left int
	if err := s.db.QueryRow(`SELECT count(*) FROM delivery`).Scan(&left); err != nil || left != 10 {
		t.Errorf("left are %d (%v)", left, err)
	}
}

// TestFaultDeletedForGood: what cannot be rescued at the end is not passed over in
// silence.
func TestFaultDeletedForGood(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps from being deleted what is open")
	}
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 10)
	path := filepath.Join(dir, databaseName)
	obstacle := path + ".rescued"
	if err := errors.Join(os.Mkdir(obstacle, 0o700), os.WriteFile(filepath.Join(obstacle, "x"), nil, 0o600), os.Remove(path)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); !errors.Is(err, ErrGone) {
		t.Errorf("the end says %v", err)
	}
}

// TestFaultIndexThatFails: where what comes cannot be made searchable, as on a
// full disk, the connection can be used on and let go.
func TestFaultIndexThatFails(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 20)
	LetIndex(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, databaseName)
	c, err := connectToWrite(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.execute(statement{`UPDATE progress SET searched = 7`, nil}, statement{`UPDATE nowhere SET x = 1`, nil}); err == nil {
			t.Fatal("it did not fail")
		}
	}
	var searched int
	if err := c.conn.QueryRowContext(t.Context(), `SELECT searched FROM progress`).Scan(&searched); err != nil || searched != 20 {
		t.Errorf("searchable up to %d, %v", searched, err)
	}
	closed := make(chan error, 1)
	go func() { closed <- c.close() }()
	select {
	case err := <-closed:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the connection is not let go")
	}
}

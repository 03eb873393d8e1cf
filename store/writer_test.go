package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"passdesk/store/vault"
)

// testCustody keeps the key that the tests inside the package use.
var testCustody = vault.Custody{vault.Given(vault.NewKey())}

func openTemp(t *testing.T) (*Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, dir
}

// connectNew connects to a database that is made first.
func connectNew(path string) (*sql.DB, error) {
	if err := create(path); err != nil {
		return nil, err
	}
	return connect(writerDSN(path), 1)
}

func TestOneBadWriteDoesNotRefuseItsNeighbours(t *testing.T) {
	s, _ := openTemp(t)
	bad := errors.New("bad")
	good := func(id string) *write {
		e, err := s.makeReady(Delivery{MessageID: id, Body: []byte(id)}, Issuance{})
		if err != nil {
			t.Fatal(err)
		}
		return &write{done: make(chan error, 1), apply: func(b *batch) error {
			_, err := e.append(b)
			return err
		}}
	}
	jobs := []*write{
		good("one"),
		{done: make(chan error, 1), apply: func(*batch) error { return bad }},
		good("two"),
	}
	// Handed over as one batch, on the writer's own goroutine.
	ran := make(chan struct{})
	if err := s.writer.enqueue(t.Context(), &write{done: make(chan error, 1), apply: func(*batch) error { close(ran); return nil }}); err != nil {
		t.Fatal(err)
	}
	<-ran
	if err := s.writer.close(); err != nil {
		t.Fatal(err)
	}
	w := reopen(t, s)
	w.commit(jobs)
	for n, want := range []error{nil, bad, nil} {
		if err := <-jobs[n].done; !errors.Is(err, want) {
			t.Errorf("job %d: %v, want %v", n, err, want)
		}
	}
	var kept int
	if err := s.db.QueryRow(`SELECT count(*) FROM delivery`).Scan(&kept); err != nil || kept != 2 {
		t.Errorf("%d kept (%v), want 2", kept, err)
	}
}

// reopen gives a writer whose goroutine has ended, so that a test may take
// its place.
func reopen(t *testing.T, s *Store) *writer {
	t.Helper()
	var path string
	if err := s.db.QueryRow(`SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path); err != nil {
		t.Fatal(err)
	}
	w := &writer{path: path}
	if err := w.attach(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.letGo() })
	return w
}

func TestFaultHeldDatabaseRefusesEveryoneAtOnce(t *testing.T) {
	s, dir := openTemp(t)
	if _, err := s.writer.conn.ExecContext(t.Context(), "PRAGMA busy_timeout = 200"); err != nil {
		t.Fatal(err)
	}
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	const clients = 20
	answers := make(chan error, clients)
	began := time.Now()
	for n := range clients {
		go func() {
			_, err := s.Append(context.Background(), Delivery{MessageID: fmt.Sprint(n)}, Issuance{})
			answers <- err
		}()
	}
	for range clients {
		if err := <-answers; !errors.Is(err, ErrBusy) {
			t.Errorf("got %v, want ErrBusy", err)
		}
	}
	if took := time.Since(began); took > clients*200*time.Millisecond {
		t.Errorf("refused one after the other, in %v", took)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Probe(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAProbeReachesTheDisk(t *testing.T) {
	s, dir := openTemp(t)
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, databaseName+"-wal"))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	const probes = 32
	for range probes {
		if err := s.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// Each commit appends one page at least; a few overwrite an older part.
	if grown := size() - before; grown < probes/2*4096 {
		t.Errorf("%d probes wrote %d bytes", probes, grown)
	}
}

func TestFaultMissingFileIsNoticed(t *testing.T) {
	s, dir := openTemp(t)
	appendMarker(t, s, 1)
	if err := os.Rename(filepath.Join(dir, databaseName), filepath.Join(dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), Delivery{MessageID: "2"}, Issuance{}); !errors.Is(err, ErrGone) {
		t.Errorf("got %v, want ErrGone", err)
	}
	if err := os.Rename(filepath.Join(dir, "elsewhere"), filepath.Join(dir, databaseName)); err != nil {
		t.Fatal(err)
	}
	appendMarker(t, s, 2)
	mustRead(t, s.Reader, 2)
}

func TestFaultEmptyFileBesideAJournalIsNotTakenForNew(t *testing.T) {
	s, dir := openTemp(t)
	appendMarker(t, s, 1)
	journal, err := os.ReadFile(filepath.Join(dir, databaseName+"-wal"))
	if err != nil || len(journal) == 0 {
		t.Fatalf("no journal: %v", err)
	}
	lost := t.TempDir()
	for name, text := range map[string][]byte{databaseName: nil, databaseName + "-wal": journal} {
		if err := os.WriteFile(filepath.Join(lost, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Open(lost, testCustody); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	if kept, _ := os.ReadFile(filepath.Join(lost, databaseName+"-wal")); len(kept) != len(journal) {
		t.Error("the journal was touched")
	}
}

func TestClosingLeavesOneFile(t *testing.T) {
	s, dir := openTemp(t)
	for n := 1; n <= 300; n++ {
		appendMarker(t, s, n)
	}
	if _, err := s.Newest(t.Context(), Filter{}, 10); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"-wal", "-shm"} {
		if n := size(filepath.Join(dir, databaseName+name)); n > 0 {
			t.Errorf("%d bytes are left in %s", n, name)
		}
	}
}

func TestFaultFullDiskIsNamedAndPasses(t *testing.T) {
	s, _ := openTemp(t)
	limit := func(pages string) {
		t.Helper()
		// Between transactions, so on the writer's goroutine but outside a batch.
		err := s.writer.do(t.Context(), func(b *batch) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.writer.conn.ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	big := make([]byte, 1<<20)
	for n := range big {
		big[n] = byte(n * n >> 3)
	}
	limit("1") // no more than it has
	var err error
	for n := 0; err == nil && n < 1000; n++ {
		_, err = s.Append(t.Context(), Delivery{MessageID: string(rune('a' + n)), Body: big}, Issuance{})
	}
	if !errors.Is(err, ErrFull) {
		t.Fatalf("got %v, want ErrFull", err)
	}
	limit("1073741823")
	if _, err := s.Append(t.Context(), Delivery{MessageID: "later", Body: big}, Issuance{}); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestFaultDamagedBodyIsNoticed(t *testing.T) {
	s, dir := openTemp(t)
	if _, err := s.Append(t.Context(), Delivery{MessageID: "m", Body: []byte(`{"type":"x"}`)}, Issuance{}); err != nil {
		t.Fatal(err)
	}
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	otherKey, err := newPacker().pack([]byte(`{"type":"x"}`), vault.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	for _, packed := range [][]byte{otherKey, {formatSealed, 1, 2, 3}, {formatClear, 1, 2, 3}, {99}, {}} {
		if _, err := db.Exec(`UPDATE payload SET body = ?`, packed); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Delivery(t.Context(), 1); !errors.Is(err, ErrDamaged) {
			t.Errorf("body %x: %v, want ErrDamaged", packed, err)
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s, _ := openTemp(t)
	var only string
	if err := s.db.QueryRow(`PRAGMA query_only`).Scan(&only); err != nil || only != "1" {
		t.Errorf("query_only = %s, %v", only, err)
	}
	if _, err := s.db.Exec(`DELETE FROM delivery`); err == nil {
		t.Error("a reader wrote")
	}
}

func TestFailedMigrationLeavesNothingBehind(t *testing.T) {
	path := filepath.Join(t.TempDir(), databaseName)
	db, err := connectNew(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := step(db, `CREATE TABLE a (x); CREATE TABLE a (x)`, 1); err == nil {
		t.Fatal("no error")
	}
	if version, err := schemaVersion(db); err != nil || version != 0 {
		t.Errorf("version %d, %v", version, err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	if err := migrate(db); err != nil {
		t.Error(err)
	}
}

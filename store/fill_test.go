package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

var givenNames = []string{"Ada", "Alan", "Grace", "Zoë", "Søren", "José", "Olga", "Дмитрий", "王小", "Amina", "Noor", "Yuki", "Priya", "Łukasz", "Ngozi", "Ingrid"}

// openLarge opens a folder of a million issuances, or as many as
// PASSDESK_BENCH_ROWS says, and tells how many.
func openLarge(b *testing.B) (s *Store, rows int) {
	b.Helper()
	rows = 1_000_000
	if n, err := strconv.Atoi(os.Getenv("PASSDESK_BENCH_ROWS")); err == nil {
		rows = n
	}
	s, err := Open(fill(b, rows), testCustody)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s, rows
}

// fill makes a folder with so many issuances the fast way, without bodies: of
// 40 templates, 1 in 30 failed, 1 in 40 superseded, indexed for searching.
func fill(tb testing.TB, count int) (dir string) {
	tb.Helper()
	dir, err := os.MkdirTemp("", "passdesk-fill-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	s, err := Open(dir, testCustody)
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	began := time.Now().Add(-time.Duration(count) * time.Second).UnixMilli()
	for _, step := range []string{
		`PRAGMA synchronous = OFF`,
		fmt.Sprintf(`CREATE TEMP TABLE n AS WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < %d)
			SELECT id, (id * 2654435761) %% 4294967296 AS h FROM n`, count),
		`CREATE TEMP TABLE given (id INTEGER PRIMARY KEY, name TEXT)`,
		fmt.Sprintf(`INSERT INTO given SELECT key, value FROM json_each('%s')`, array(givenNames)),
		fmt.Sprintf(`INSERT INTO delivery (id, message_id, event_type, endpoint, sent_at, received_at, body_sha256, sum)
			SELECT id, printf('msg_%%08x%%08d%%08x', h, id, (h * 40503) %% 4294967296), 'credential.created', 'staging', %[1]d + id * 1000, %[1]d + id * 1000, x'00', 0 FROM n`, began),
		fmt.Sprintf(`INSERT INTO issuance (id, delivery_id, received_at, status, subject_name, subject_contact, subject_id, template,
			credential_id, action_id, pass_url, valid_from, valid_until, encryption, error, environment, proof, handover, superseded_by, sum)
			SELECT n.id, n.id, %[1]d + n.id * 1000, iif(h %% 30 = 0, 2, iif(h %% 97 = 0, 3, 1)),
			name || printf(' %%c%%s%%d', 65 + h %% 26, substr('lovelaceturinghopperkovalevskaya', 1 + h %% 23, 7), h %% 9973),
			lower(printf('%%s.%%d@%%s.example', substr('adaalangracezoesoren', 1 + h %% 17, 4), n.id, substr('mailcampusuniworkhome', 1 + h %% 15, 5))),
			printf('did:polygon:0x%%08x%%08x', h, n.id), 'Diploma ' || (1990 + h / 8 %% 40),
			iif(h %% 30 = 0, '', printf('urn:uuid:%%08x-%%04x-%%08d', h, h %% 65536, n.id)), printf('act-%%08x%%08d', (h * 31) %% 4294967296, n.id),
			iif(h %% 30 = 0, '', printf('https://pass.example.org/%%08x%%08d', h, n.id)), %[1]d + n.id * 1000,
			iif(h %% 3 = 0, NULL, %[1]d + n.id * 1000 + (h %% 5000) * 86400000), h %% 7 = 0, iif(h %% 30 = 0, 'insufficient funds', ''),
			iif(h %% 11 = 0, 'production', 'staging'), iif(h %% 5 = 0, '', 'valid'), iif(n.id > %[2]d, h %% 4, 2),
			iif(h %% 40 = 7 AND n.id < %[3]d, n.id + 1, NULL), 0 FROM n JOIN given ON given.id = h / 128 %% %[4]d`,
			began, count*9/10, count, len(givenNames)),
		`INSERT INTO counter (status, latest) SELECT status, count(*) FROM issuance WHERE superseded_by IS NULL GROUP BY status`,
		feed + `1 = 1`,
		`UPDATE progress SET searched = (SELECT max(id) FROM issuance), proven = (SELECT max(id) FROM issuance)`,
	} {
		if _, err := db.Exec(step); err != nil {
			tb.Fatalf("%.60s: %v", step, err)
		}
	}
	return dir
}

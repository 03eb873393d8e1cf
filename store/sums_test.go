package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// changeUnseen changes a row as a flipped bit does, its sum left as it was.
func changeUnseen(t *testing.T, dir, table, change string, id int) {
	t.Helper()
	spoil(t, dir, fmt.Sprintf(`CREATE TEMP TABLE was AS SELECT sum FROM %[1]s WHERE rowid = %[3]d;
		UPDATE %[1]s SET %[2]s WHERE rowid = %[3]d;
		UPDATE %[1]s SET sum = (SELECT sum FROM was) WHERE rowid = %[3]d`, table, change, id))
}

// TestCheckFindsChangesInWhatIsKeptOnce, also when the row has been changed
// rightly since.
func TestCheckFindsChangesInWhatIsKeptOnce(t *testing.T) {
	whole := fullFolder(t)
	for table, changes := range map[string][]string{
		"delivery": {`sent_at = sent_at + 1`, `endpoint = 'x'`, `redeliveries = 2`, `received_at = received_at - 64`},
		"issuance": {
			`environment = 'production'`, `note = 'spend'`, `proof = 'invalid'`, `handover = 2`, `handover_at = 5`,
			`superseded_by = 7`, `valid_from = 0`,
		},
	} {
		for _, change := range changes {
			t.Run(change, func(t *testing.T) {
				dir := folderOf(t, whole)
				changeUnseen(t, dir, table, change, 3)
				want := table + " 3"
				if table == "delivery" {
					want += " (msg_000003)"
				}
				for _, when := range []string{"at once", "later"} {
					found, err := Check(t.Context(), dir, testCustody, nil)
					if err != nil || !strings.Contains(strings.Join(found.Problems, "\n"), want+": its sum says") {
						t.Errorf("%s: %q, %v", when, found.Problems, err)
					}
					s, err := Open(dir, testCustody)
					if err != nil {
						t.Fatal(err)
					}
					d, i := marked(3)
					if duplicate, err := s.Append(t.Context(), d, i); !duplicate || err != nil {
						t.Errorf("came again: %v, %v", duplicate, err)
					}
					if err := s.Proven(t.Context(), map[int64]string{3: "unknown"}, 3); err != nil {
						t.Error(err)
					}
					if err := s.MarkCopied(t.Context(), time.Now(), 3); err != nil {
						t.Error(err)
					}
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}

// TestCheckFindsADamagedRecoverySlot: when the code is needed it is too late.
func TestCheckFindsADamagedRecoverySlot(t *testing.T) {
	dir := folderOf(t, fullFolder(t))
	spoil(t, dir, `CREATE TEMP TABLE was AS SELECT sum FROM vault; UPDATE vault SET recovery = zeroblob(32); UPDATE vault SET sum = (SELECT sum FROM was);
		UPDATE data_key SET wrapped = zeroblob(60) WHERE custodian = 'recovery'`)
	found, err := Check(t.Context(), dir, testCustody, nil)
	if said := strings.Join(found.Problems, "\n"); err != nil || !strings.Contains(said, "vault 1: its sum") || !strings.Contains(said, "data key 1 (recovery): its sum") {
		t.Errorf("%q, %v", said, err)
	}
}

// TestRowsFromBeforeTheSumsCountAsSound.
func TestRowsFromBeforeTheSumsCountAsSound(t *testing.T) {
	db, err := connect(":memory:", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	scripts, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	insert := `INSERT INTO delivery (message_id, event_type, endpoint, sent_at, received_at, body_sha256) VALUES ('m%d', 't', 'e', 1, 2, x'03');
		INSERT INTO issuance (delivery_id, received_at, status, subject_name, subject_contact, subject_id, template, credential_id, action_id,
			pass_url, encryption, error, environment) VALUES (%[1]d, 2, 1, 'Ada', '', '', '', '', '', '', 0, '', '');
		INSERT INTO data_key (generation, custodian, wrapped) VALUES (%[1]d, 'c', x'01');
		INSERT INTO act_note (at, kind, issuance, detail) VALUES (%[1]d, 'copied', 1, '')`
	for n, script := range scripts {
		if strings.Contains(script, "checksum(") {
			if _, err := db.Exec(fmt.Sprintf(insert, 1) + `; INSERT INTO vault (id, folder) VALUES (1, 'f')`); err != nil {
				t.Fatal(err)
			}
		}
		if err := step(db, script, n+1); err != nil {
			t.Fatal(err)
		}
	}
	var unsound, sums int
	if err := db.QueryRow(`SELECT (SELECT count(*) FROM unsound), (SELECT count(*) FROM delivery WHERE sum IS NOT NULL)`).Scan(&unsound, &sums); err != nil || unsound > 0 || sums != 1 {
		t.Errorf("%d are not sound, %d have sums, %v", unsound, sums, err)
	}
	if _, err := db.Exec(fmt.Sprintf(insert, 2)); err != nil {
		t.Fatal(err)
	}
	// What comes without a sum does not count.
	if err := db.QueryRow(`SELECT count(*) FROM unsound WHERE place IN ('delivery', 'issuance')`).Scan(&unsound); err != nil || unsound != 2 {
		t.Errorf("%d are not sound, %v", unsound, err)
	}
}

// TestSumsCoverEveryColumn, also those that are added one day.
func TestSumsCoverEveryColumn(t *testing.T) {
	s, _ := openTemp(t)
	var view string
	if err := s.db.QueryRow(`SELECT sql FROM sqlite_schema WHERE name = 'unsound'`).Scan(&view); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"delivery", "issuance", "vault", "data_key", "act_note", "progress"} {
		covered := regexp.MustCompile(`(?s)FROM ` + table + ` [A-Z ]*WHERE sum IS NOT\s+checksum\(([^)]*)\)`).FindStringSubmatch(view)
		if covered == nil {
			t.Errorf("%s is not in the view", table)
			continue
		}
		names := regexp.MustCompile(`\w+`).FindAllString(covered[1], -1)
		rows, err := s.db.Query(`SELECT name FROM pragma_table_info(?) WHERE name NOT IN ('sum', 'id')`, table)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(names, name) {
				t.Errorf("%s.%s has no part in the sum", table, name)
			}
		}
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}
}

package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"passdesk/store/vault"
)

// closedFolder gives the database file of a folder that nobody has open.
func closedFolder(t *testing.T, records int) []byte {
	t.Helper()
	s, dir := openTemp(t)
	appendMarked(t, s, 1, records)
	LetIndex(t, s)
	if err := s.MarkCopied(t.Context(), time.Now(), 1, 2); err != nil {
		t.Fatal(err)
	}
	mustReject(t, s, refusal(Stale, 1), refusal(OtherSecret, 2), refusal(NoSecret, 3), refusal(Altered, 4))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// folderOf makes a folder of a database file.
func folderOf(t *testing.T, text []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, databaseName), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	whole := closedFolder(t, 20)
	for name, c := range map[string]struct{ change, want string }{
		"nothing":              {``, ""},
		"body":                 {`UPDATE payload SET body = CAST(body || x'00' AS BLOB) WHERE delivery_id = 17`, "delivery 17 (msg_000017): body is not what was received"},
		"bodies in turn":       {`UPDATE payload SET body = (SELECT body FROM payload WHERE delivery_id = 2) WHERE delivery_id = 1`, "delivery 1 (msg_000001): body is not"},
		"digest":               {`UPDATE delivery SET body_sha256 = zeroblob(32) WHERE id = 3`, "delivery 3 (msg_000003): body is not"},
		"key":                  {`UPDATE record_key SET wrapped = zeroblob(60) WHERE delivery_id = 4`, "delivery 4 (msg_000004): its key does not open"},
		"generation":           {`UPDATE record_key SET generation = 9 WHERE delivery_id = 4`, "delivery 4 (msg_000004): its key does not open"},
		"no body":              {`DELETE FROM payload WHERE delivery_id = 5`, "delivery 5 (msg_000005): its body is missing"},
		"no key":               {`DELETE FROM record_key WHERE delivery_id = 6`, "delivery 6 (msg_000006): its key is missing"},
		"no issuance":          {`DELETE FROM issuance WHERE id = 7`, "delivery 7 (msg_000007): it has no issuance"},
		"no delivery":          {`PRAGMA foreign_keys = 0; DELETE FROM delivery WHERE id = 8`, "issuance 8 belongs to no delivery"},
		"two issuances":        {`UPDATE issuance SET delivery_id = 9 WHERE id = 10`, "delivery 9 has 2 issuances"},
		"time":                 {`UPDATE issuance SET received_at = 5 WHERE id = 11`, "delivery 11 (msg_000011): issuance 11 is not what was received: received_at"},
		"name and link":        {`UPDATE issuance SET subject_name = 'Eve', pass_url = 'https://evil.example' WHERE id = 12`, "issuance 12 is not what was received: subject_name, pass_url"},
		"type":                 {`UPDATE delivery SET event_type = 'x' WHERE id = 13`, "delivery 13 (msg_000013): issuance 13 is not what was received: event_type"},
		"counter":              {`UPDATE counter SET latest = latest + 1 WHERE status = 1`, "counter of status 1"},
		"watermark":            {`UPDATE progress SET searched = 3`, "search index"},
		"search":               {`DELETE FROM issuance_search WHERE rowid = 3`, "search index"},
		"act":                  {`UPDATE act SET at = at + 1 WHERE id = 2`, "log of acts: entry 2"},
		"data key":             {`UPDATE data_key SET wrapped = zeroblob(60)`, "neither bodies nor"},
		"superseded by nobody": {`PRAGMA foreign_keys = 0; UPDATE issuance SET superseded_by = 99 WHERE id = 1`, "issuance 1 belongs to no issuance"},
		"refused body":         {`UPDATE rejection_body SET sealed = CAST(sealed || x'00' AS BLOB)`, "is not as it was kept"},
		"refused bodies moved": {`UPDATE rejection_body SET sealed = (SELECT sealed FROM rejection_body ORDER BY sealed LIMIT 1)`, "rejection"},
		"refused key":          {`UPDATE rejection_body SET wrapped = zeroblob(60)`, "its key does not open"},
		"refused without body": {`DELETE FROM rejection_body`, "is not as it was kept"},
		"refused time":         {`UPDATE rejection SET received_at = received_at + 1 WHERE reason = 'stale'`, "is not what was refused"},
		"refused reason":       {`UPDATE rejection SET reason = 'stale' WHERE reason = 'no-secret'`, "is not as it was kept"},
		"refused message":      {`UPDATE rejection SET message_id = 'msg_other' WHERE reason = 'stale'`, "is not as it was kept"},
		"hostile id":           {`UPDATE delivery SET message_id = char(27) || '[2J' WHERE id = 14; DELETE FROM payload WHERE delivery_id = 14`, `delivery 14 (\x1b[2J): its body`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folderOf(t, whole)
			spoil(t, dir, c.change)
			found, err := Check(t.Context(), dir, testCustody, rereadMarked)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" && !found.Fine() || !strings.Contains(strings.Join(found.Problems, "\n"), c.want) {
				t.Errorf("found %q, want %q", found.Problems, c.want)
			}
			if found.Deliveries != 20 && name != "no delivery" {
				t.Errorf("%d deliveries looked at", found.Deliveries)
			}
		})
	}
}

func TestCheckWithoutTheKey(t *testing.T) {
	dir := folderOf(t, closedFolder(t, 3))
	found, err := Check(t.Context(), dir, vault.Custody{vault.Given(vault.NewKey())}, rereadMarked)
	if err != nil || len(found.Problems) != 1 || !strings.Contains(found.Problems[0], "neither bodies") || found.Deliveries != 3 || found.Opened != 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestCheckGoesOnBehindWhatCannotBeRead trashes a page in the middle of the
// bodies: those on other pages are still opened.
func TestCheckGoesOnBehindWhatCannotBeRead(t *testing.T) {
	const n = 300
	whole := closedFolder(t, n)
	db, err := connect(readerDSN(filepath.Join(folderOf(t, whole), databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var at int
	if err := db.QueryRow(`SELECT pgoffset FROM dbstat WHERE name = 'payload' AND pagetype = 'leaf' LIMIT 1 OFFSET 5`).Scan(&at); err != nil {
		t.Fatal(err)
	}
	copy(whole[at:at+4096], bytes.Repeat([]byte{0xff}, 4096))
	found, err := Check(t.Context(), folderOf(t, whole), testCustody, rereadMarked)
	if err != nil || found.Fine() || found.Opened < n*3/4 || found.Opened == n {
		t.Errorf("%d opened of %d, %v", found.Opened, n, err)
	}
	if !strings.Contains(strings.Join(found.Problems, "\n"), "cannot be read") {
		t.Errorf("no record is named: %q", found.Problems)
	}
}

func TestCheckListsNoMoreThanAnybodyReads(t *testing.T) {
	s, dir := openTemp(t)
	const n = maxProblems + 20
	appendMarked(t, s, 1, n)
	spoil(t, dir, `UPDATE payload SET body = zeroblob(9)`)
	found, err := Check(t.Context(), dir, testCustody, nil)
	if err != nil || len(found.Problems) != maxProblems || found.Unlisted != 20 {
		t.Errorf("%d listed, %d not, %v", len(found.Problems), found.Unlisted, err)
	}
}

func TestCheckBesideAWriterThatRenewsKeys(t *testing.T) {
	s, dir := openTemp(t)
	appendMarked(t, s, 1, 700)
	var load sync.WaitGroup
	load.Go(func() { appendMarked(t, s, 701, 1500) })
	load.Go(func() {
		for range 5 {
			if err := s.RenewKey(context.Background()); err != nil {
				t.Error(err)
			}
		}
	})
	for range 5 {
		mustCheck(t, dir, testCustody)
	}
	load.Wait()
	if found := mustCheck(t, dir, testCustody); found.Opened != 1500 || found.Issuances != 1500 {
		t.Errorf("%+v", found)
	}
}

// readable is all that the program reads back from a database and check vouches
// for, through tables and through indexes. A flip that does not change it lies
// where nothing is kept: in free space within a page, in a field of the file's
// header that nobody reads, or in what Check's comment says it cannot see.
func readable(t *testing.T, text []byte) (all string, err error) {
	t.Helper()
	db, err := connect(readerDSN(filepath.Join(folderOf(t, text), databaseName)), 1)
	if err != nil {
		return "", err
	}
	defer db.Close()
	var out strings.Builder
	for _, query := range []string{
		`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'issuance|_search|_%' ESCAPE '|' ORDER BY name`,
		`SELECT * FROM delivery NOT INDEXED ORDER BY id`,
		`SELECT message_id, id FROM delivery ORDER BY message_id`,
		`SELECT * FROM payload`,
		`SELECT * FROM record_key`,
		`SELECT * FROM issuance NOT INDEXED ORDER BY id`,
		`SELECT status, id FROM issuance INDEXED BY issuance_latest WHERE superseded_by IS NULL ORDER BY status, id`,
		`SELECT credential_id, id FROM issuance INDEXED BY issuance_credential WHERE credential_id <> '' ORDER BY credential_id`,
		`SELECT action_id, id FROM issuance INDEXED BY issuance_action WHERE action_id <> '' ORDER BY action_id`,
		`SELECT superseded_by, id FROM issuance INDEXED BY issuance_superseded WHERE superseded_by IS NOT NULL ORDER BY superseded_by`,
		`SELECT template, subject_contact, id FROM issuance INDEXED BY issuance_failed_contact
			WHERE status = 2 AND superseded_by IS NULL AND template <> '' AND subject_contact <> '' ORDER BY template, subject_contact`,
		`SELECT template, subject_id, id FROM issuance INDEXED BY issuance_failed_subject
			WHERE status = 2 AND superseded_by IS NULL AND template <> '' AND subject_id <> '' ORDER BY template, subject_id`,
		`SELECT issuance, id FROM act INDEXED BY act_issuance WHERE issuance IS NOT NULL ORDER BY issuance`,
		`SELECT * FROM counter`, `SELECT * FROM progress`, `SELECT * FROM vault`, `SELECT * FROM data_key`, `SELECT * FROM setting`,
		`SELECT * FROM act`, `SELECT * FROM act_head`, `SELECT * FROM act_note`,
		`SELECT id FROM act INDEXED BY act_backup WHERE kind IN ('backed-up', 'restored') ORDER BY id`,
		`SELECT id, share, reason, detail, received_at, signed_at, message_id, agent, peer, size, body_sha256, same, bytes FROM rejection NOT INDEXED ORDER BY id`,
		`SELECT same, id FROM rejection ORDER BY same`, `SELECT * FROM rejection_body`,
	} {
		rows, err := db.Query(query)
		if err != nil {
			return "", err
		}
		columns, err := rows.Columns()
		if err != nil {
			return "", err
		}
		values := make([]any, len(columns))
		for n := range values {
			values[n] = new(any)
		}
		for rows.Next() {
			if err := rows.Scan(values...); err != nil {
				return "", err
			}
			for _, v := range values {
				fmt.Fprintf(&out, "%T %v|", *v.(*any), *v.(*any))
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// fullFolder is closedFolder with something in every table and column.
func fullFolder(t *testing.T) []byte {
	t.Helper()
	dir := folderOf(t, closedFolder(t, 60))
	s, err := Open(dir, testCustody)
	if err != nil {
		t.Fatal(err)
	}
	settled := Issuance{
		Status: Succeeded, CredentialID: "urn:uuid:000065", ActionID: "act-5", Environment: "staging",
		ValidFrom: time.UnixMilli(1), ValidUntil: time.UnixMilli(2), Proof: "valid", Note: "to call",
	}
	d := deliveryOf("msg settles", settled)
	d.SentAt, d.ReceivedAt = time.UnixMilli(1760000000000), time.UnixMilli(1760000000001)
	for range 3 {
		if _, err := s.Append(t.Context(), d, settled); err != nil {
			t.Fatal(err)
		}
	}
	LetIndex(t, s)
	if err := s.Set(t.Context(), "token", []byte("a value")); err != nil {
		t.Fatal(err)
	}
	if _, err := RenewRecovery(dir, testCustody); err != nil {
		t.Fatal(err)
	}
	mustErase(t, s, 9)
	spoil(t, dir, `INSERT INTO act_note (at, kind, issuance, detail) VALUES (1, 'copied', 3, '')`)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if found := mustCheck(t, dir, testCustody); found.Erased != 1 {
		t.Fatalf("%+v", found)
	}
	text, err := os.ReadFile(filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestCheckFindsFlippedBits flips one bit of a closed database at a time.
func TestCheckFindsFlippedBits(t *testing.T) {
	whole := fullFolder(t)
	want, err := readable(t, whole)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string][]int{}
	db, err := connect(readerDSN(filepath.Join(folderOf(t, whole), databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT name, pgoffset FROM dbstat WHERE name NOT LIKE 'issuance_search%'`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var name string
		var offset int
		if err := rows.Scan(&name, &offset); err != nil {
			t.Fatal(err)
		}
		used[name] = append(used[name], usedBytes(whole, offset)...)
	}
	dice := rand.New(rand.NewPCG(1, *flipSeed))
	for _, name := range slices.Sorted(maps.Keys(used)) {
		places := used[name]
		t.Run(name, func(t *testing.T) {
			harmless := 0
			for range *flips {
				at := places[dice.IntN(len(places))]
				text := bytes.Clone(whole)
				text[at] ^= 1 << dice.IntN(8)
				if got, err := readable(t, text); err == nil && got == want {
					harmless++
					continue
				}
				if found, err := Check(t.Context(), folderOf(t, text), testCustody, rereadMarked); err == nil && found.Fine() {
					t.Errorf("byte %d of %s: a flipped bit was not found", at, name)
				}
			}
			t.Logf("%d of %d flips changed what is read", *flips-harmless, *flips)
			// Nobody vouches for which rows have changed.
			if harmless == *flips && len(places) > 100 && name != "change" {
				t.Error("no flip changed anything")
			}
		})
	}
}

// usedBytes gives the offsets in a page, at an offset in the file, that SQLite
// does not hold for free: its header and the pointers to its cells, and them.
func usedBytes(whole []byte, page int) (offsets []int) {
	header := page
	if page == 0 {
		header = 100
	}
	cells, content := int(binary.BigEndian.Uint16(whole[header+3:])), int(binary.BigEndian.Uint16(whole[header+5:]))
	if kind := whole[header]; kind != 2 && kind != 5 && kind != 10 && kind != 13 { // overflow, which is used whole
		cells, content = 0, 0
	}
	for at := page; at < page+4096; at++ {
		if at < header+12+2*cells || at >= page+content {
			offsets = append(offsets, at)
		}
	}
	return offsets
}

var (
	flips    = flag.Int("flips", 5, "bits to flip in each table and index")
	flipSeed = flag.Uint64("flip-seed", 1, "which bits")
)

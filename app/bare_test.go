package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"passdesk/store"
	"passdesk/store/vault"
)

// beBare makes the test binary the plainest program that does what Passdesk
// promises: it checks the signature, reads the event, seals the body, writes the
// same rows under the same indexes with the same pragmas, commits what waits
// together, and answers when that is on disk. Nothing else.
const beBare = "PASSDESK_TEST_BE_BARE"

// bare is that program. With inserting it leaves out all but the rows.
type bare struct {
	key     []byte
	queue   chan *bareRow
	enc     *zstd.Encoder
	db      *sql.DB
	inserts [4]*sql.Stmt
}

type bareRow struct {
	id          string
	body, sum   []byte
	sealed, key []byte
	event       bareEvent
	done        chan error
}

type bareEvent struct {
	Type string
	Data struct {
		ActionID   string
		Credential struct {
			ID                string
			Name              string
			CredentialSubject struct{ ID, Name, Email string }
		}
		Pass json.RawMessage
	}
}

// bareMain serves on the folder that is named and prints where.
func bareMain() error {
	b, err := openBare(os.Getenv(beBare))
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf(`{"event":"listening","url":"http://%s/webhooks/crossmint"}`+"\n", ln.Addr())
	return http.Serve(ln, b)
}

func openBare(dir string) (*bare, error) {
	s, err := store.Open(dir, vault.Custody{vault.Given(vault.NewKey())}) // which makes the tables
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	b := &bare{queue: make(chan *bareRow, 1024)}
	if b.key, err = base64.StdEncoding.DecodeString(strings.TrimPrefix(testKey, "whsec_")); err != nil {
		return nil, err
	}
	b.enc, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	b.db, err = sql.Open("sqlite", "file:"+filepath.Join(dir, "passdesk.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)"+
		"&_pragma=journal_mode(WAL)&_pragma=secure_delete(1)&_pragma=synchronous(FULL)&_pragma=temp_store(MEMORY)")
	if err != nil {
		return nil, err
	}
	b.db.SetMaxOpenConns(1)
	for n, text := range []string{
		`INSERT INTO delivery (message_id, event_type, endpoint, sent_at, received_at, body_sha256, sum) VALUES (?, ?, 'staging', ?, ?, ?, 1) ON CONFLICT DO NOTHING`,
		`INSERT INTO payload (delivery_id, body) VALUES (?, ?)`,
		`INSERT INTO record_key (delivery_id, generation, wrapped) VALUES (?, 1, ?)`,
		`INSERT INTO issuance (delivery_id, received_at, status, subject_name, subject_contact, subject_id, template, credential_id, action_id,
			pass_url, encryption, error, environment, sum) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 0, '', 'staging', 1)`,
	} {
		if b.inserts[n], err = b.db.Prepare(text); err != nil {
			return nil, err
		}
	}
	go b.write()
	return b, nil
}

// ServeHTTP answers 204 when the event is on disk.
func (b *bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	row, err := b.read(r)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	b.queue <- row
	if <-row.done != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (b *bare) read(r *http.Request) (*bareRow, error) {
	row := &bareRow{id: r.Header.Get("Svix-Id"), done: make(chan error, 1)}
	var err error
	if row.body, err = io.ReadAll(r.Body); err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, b.key)
	fmt.Fprintf(mac, "%s.%s.", row.id, r.Header.Get("Svix-Timestamp"))
	mac.Write(row.body)
	if "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) != r.Header.Get("Svix-Signature") {
		return nil, errors.New("not signed")
	}
	if err := json.Unmarshal(row.body, &row.event); err != nil {
		return nil, err
	}
	b.seal(row)
	return row, nil
}

func (b *bare) seal(row *bareRow) {
	sum := sha256.Sum256(row.body)
	row.sum = sum[:]
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	block, _ := aes.NewCipher(key)
	gcm, _ := cipher.NewGCMWithRandomNonce(block)
	row.sealed = gcm.Seal(nil, nil, b.enc.EncodeAll(row.body, nil), nil)
	row.key = gcm.Seal(nil, nil, key, nil)
}

func (b *bare) write() {
	for row := range b.queue {
		rows := []*bareRow{row}
		for len(rows) < 256 && len(b.queue) > 0 {
			rows = append(rows, <-b.queue)
		}
		err := b.commit(rows)
		for _, row := range rows {
			row.done <- err
		}
	}
}

func (b *bare) commit(rows []*bareRow) error {
	tx, err := b.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	now := time.Now().UnixMilli()
	for _, row := range rows {
		done, err := tx.Stmt(b.inserts[0]).Exec(row.id, row.event.Type, now, now, row.sum)
		if err != nil {
			return err
		}
		id, _ := done.LastInsertId()
		if _, err := tx.Stmt(b.inserts[1]).Exec(id, row.sealed); err != nil {
			return err
		}
		if _, err := tx.Stmt(b.inserts[2]).Exec(id, row.key); err != nil {
			return err
		}
		c := &row.event.Data.Credential
		if _, err := tx.Stmt(b.inserts[3]).Exec(id, now, c.CredentialSubject.Name, c.CredentialSubject.Email, c.CredentialSubject.ID,
			c.Name, c.ID, row.event.Data.ActionID, string(row.event.Data.Pass)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO counter (status, latest) VALUES (1, ?1) ON CONFLICT (status) DO UPDATE SET latest = latest + ?1`, len(rows)); err != nil {
		return err
	}
	return tx.Commit()
}

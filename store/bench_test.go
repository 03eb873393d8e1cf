package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkAppend measures durable appends of 5 KB bodies, and in the same run
// the floor: the same rows inserted by the plainest program that commits in
// groups, with the same pragmas and indexes. "of-bare" is the one as a share of the
// other; machines differ, the share should not.
func BenchmarkAppend(b *testing.B) {
	for _, clients := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			bare := openBare(b)
			floor := perSecond(b, clients, bare.insert)
			bare.close()

			s, err := Open(b.TempDir(), testCustody)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			rate := perSecond(b, clients, func(n int) error {
				_, err := s.Append(context.Background(), Delivery{MessageID: messageID(n), Body: benchBody(n)},
					Issuance{Status: Succeeded, SubjectName: "Ada Lovelace", CredentialID: messageID(n), ActionID: messageID(n)})
				return err
			})
			b.ReportMetric(rate, "rows/s")
			b.ReportMetric(rate/floor, "of-bare")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkAppendBesideAFlood measures durable appends while the quarantine is
// given as much as the door ever gives it: "of-alone" is the share of what is
// appended without.
func BenchmarkAppendBesideAFlood(b *testing.B) {
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			s, err := Open(b.TempDir(), testCustody)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			const rounds = 20 // taking turns, for machines have moods
			var rates [2]float64
			for round := range rounds {
				flooded := round % 2
				stop := make(chan struct{})
				var flood sync.WaitGroup
				if flooded == 1 {
					flood.Go(func() { rejectUntil(b, s, stop) })
				}
				rates[flooded] += perSecond(b, clients, func(n int) error {
					id := fmt.Sprintf("%s_%d", messageID(n), round)
					_, err := s.Append(context.Background(), Delivery{MessageID: id, Body: benchBody(n)}, Issuance{Status: Succeeded})
					return err
				}) * 2 / rounds
				close(stop)
				flood.Wait()
			}
			b.ReportMetric(rates[1], "rows/s")
			b.ReportMetric(rates[1]/rates[0], "of-alone")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// rejectUntil refuses 64 forged and 64 unsigned requests a second.
func rejectUntil(b *testing.B, s *Store, stop chan struct{}) {
	for n := 0; ; n += 64 {
		for _, reason := range []Reason{OtherSecret, Unsigned} {
			var some []Rejection
			for m := range 64 {
				r := refusal(reason, n+m)
				r.Agent = fmt.Sprint(n + m)
				if reason == OtherSecret {
					r.Body = benchBody(n + m)
				}
				some = append(some, r)
			}
			if _, err := s.Reject(context.Background(), some...); err != nil {
				b.Error(err)
			}
		}
		select {
		case <-stop:
			return
		case <-time.After(time.Second):
		}
	}
}

// perSecond has clients call do b.N times, at least a thousand, and gives the rate.
func perSecond(b *testing.B, clients int, do func(n int) error) float64 {
	total := int64(max(b.N, 1000))
	var next atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for range clients {
		wg.Go(func() {
			for n := next.Add(1); n <= total; n = next.Add(1) {
				if err := do(int(n)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(total) / time.Since(began).Seconds()
}

func messageID(n int) string { return fmt.Sprintf("msg_%024d", n) }

// benchBody is half of what compresses and half of what does not, like a
// credential with its signatures and hashes.
func benchBody(n int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	body := make([]byte, 0, 5000)
	for len(body) < 5000 {
		body = fmt.Appendf(body, `{"credentialSubject":{"name":"Ada","proof":"%016x%016x"}}`, random.Uint64(), random.Uint64())
	}
	return body
}

// bare is the floor: one goroutine that inserts what waits and commits.
type bare struct {
	queue chan bareRow
	done  chan struct{}
}

type bareRow struct {
	id        string
	body, sum []byte
	done      chan error
}

func openBare(b *testing.B) *bare {
	db, err := connectNew(filepath.Join(b.TempDir(), databaseName))
	if err == nil {
		err = migrate(db)
	}
	if err != nil {
		b.Fatal(err)
	}
	x := &bare{queue: make(chan bareRow, 1024), done: make(chan struct{})}
	go func() {
		defer close(x.done)
		defer db.Close()
		var stmts [3]*sql.Stmt
		for n, text := range []string{
			`INSERT INTO delivery (message_id, event_type, endpoint, sent_at, received_at, body_sha256) VALUES (?, '', '', 0, 0, ?)`,
			`INSERT INTO payload (delivery_id, body) VALUES (?, ?)`,
			`INSERT INTO issuance (delivery_id, received_at, status, subject_name, subject_contact, subject_id, template,
				credential_id, action_id, pass_url, encryption, error, environment)
				VALUES (?, 0, 1, 'Ada Lovelace', '', '', '', ?, ?, '', 0, '', '')`,
		} {
			if stmts[n], err = db.Prepare(text); err != nil {
				b.Error(err)
				return
			}
		}
		for row := range x.queue {
			rows := []bareRow{row}
			for len(rows) < maxBatch && len(x.queue) > 0 {
				rows = append(rows, <-x.queue)
			}
			err := insertBare(db, stmts, rows)
			for _, row := range rows {
				row.done <- err
			}
		}
	}()
	return x
}

func insertBare(db *sql.DB, stmts [3]*sql.Stmt, rows []bareRow) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	for _, row := range rows {
		res, err := tx.Stmt(stmts[0]).Exec(row.id, row.sum)
		if err != nil {
			return err
		}
		id, _ := res.LastInsertId()
		if _, err := tx.Stmt(stmts[1]).Exec(id, row.body); err != nil {
			return err
		}
		if _, err := tx.Stmt(stmts[2]).Exec(id, row.id, row.id); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (x *bare) insert(n int) error {
	body := benchBody(n)
	sum := sha256.Sum256(body)
	row := bareRow{id: messageID(n), body: body, sum: sum[:], done: make(chan error, 1)}
	x.queue <- row
	return <-row.done
}

func (x *bare) close() {
	close(x.queue)
	<-x.done
}

// BenchmarkAppendBesideBeats measures what beats cost those who append: "share" is
// the rate with a hundred times as many beats as a desk makes, of the rate
// without any.
func BenchmarkAppendBesideBeats(b *testing.B) {
	rate := func(every time.Duration) float64 {
		s, err := Open(b.TempDir(), testCustody)
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		ctx, stop := context.WithCancel(context.Background())
		var beats sync.WaitGroup
		if every > 0 {
			beats.Go(func() {
				for ticker := time.NewTicker(every); ctx.Err() == nil; <-ticker.C {
					if err := s.Beat(context.Background(), time.Now()); err != nil {
						b.Error(err)
					}
				}
			})
		}
		defer beats.Wait()
		defer stop()
		return perSecond(b, 16, func(n int) error {
			_, err := s.Append(context.Background(), Delivery{MessageID: messageID(n), Body: benchBody(n)},
				Issuance{Status: Succeeded, SubjectName: "Ada Lovelace", CredentialID: messageID(n), ActionID: messageID(n)})
			return err
		})
	}
	without := rate(0)
	b.ReportMetric(rate(150*time.Millisecond)/without, "share")
	b.ReportMetric(without, "rows/s")
	b.ReportMetric(0, "ns/op")
}

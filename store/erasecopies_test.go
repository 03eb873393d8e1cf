package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestErasingLeavesNoCopies but of sealed bodies, in a database that is too large
// to be written anew. Rows grow here in no order, so that SQLite packs pages and moves rows
// from one to the next, and leaves copies of them behind where they were: one
// in some hundred rows has such a copy when it is erased.
func TestErasingLeavesNoCopies(t *testing.T) {
	defer func(was int64) { maxRewrite = was }(maxRewrite)
	maxRewrite = 0
	const clients, each = 16, 130
	s, dir := openTemp(t)
	receive := func(n int) {
		i := doomed(n)
		if _, err := s.Append(context.Background(), deliveryOf(fmt.Sprint("msg ", n), i), i); err != nil {
			t.Error(err)
		}
	}
	var load sync.WaitGroup
	for c := range clients {
		load.Go(func() {
			for n := range each {
				receive(c*each + n)
			}
		})
	}
	load.Wait()
	LetIndex(t, s)
	dice := rand.New(rand.NewPCG(1, 1))
	for range 2 * each { // the third time, the row gets longer
		n := dice.IntN(clients * each)
		receive(n)
		receive(n)
	}
	verdicts := map[int64]string{}
	for range 16 {
		for range clients * each / 4 {
			verdicts[1+dice.Int64N(clients*each)] = strings.Repeat("valid ", dice.IntN(16))
		}
		if err := s.Proven(t.Context(), verdicts, 0); err != nil {
			t.Fatal(err)
		}
		spoil(t, dir, fmt.Sprintf(`UPDATE issuance SET note = hex(randomblob(%d)) WHERE id %% 17 = %d`, dice.IntN(90), dice.IntN(17)))
	}
	if err := s.RenewKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	var ids []int64
	var texts []string
	for _, i := range everything(t, s.Reader) {
		if dice.IntN(12) == 0 {
			continue
		}
		ids = append(ids, i.ID)
		texts = append(texts, i.SubjectName) // and in all that is in clear
		var digest, key []byte
		if err := s.db.QueryRow(`SELECT body_sha256, wrapped FROM delivery d JOIN record_key k ON k.delivery_id = d.id
			WHERE d.id = ?`, i.DeliveryID).Scan(&digest, &key); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(digest[8:24]), string(key[20:40]))
	}
	if before := foundOfMany(t, dir, texts); before < len(texts) {
		t.Fatalf("the search finds only %d of %d before", before, len(texts))
	}
	mustErase(t, s, ids...)
	if left := foundOfMany(t, dir, texts); left > 0 {
		t.Errorf("%d texts are left of %d records", left, len(ids))
	}
	mustCheck(t, dir, testCustody)
}

// foundOfMany tells how often texts are in the files of a folder, by the last
// letters of each: found takes too long for thousands.
func foundOfMany(t *testing.T, dir string, texts []string) (hits int) {
	t.Helper()
	const length = 12
	end := map[[length]byte]bool{}
	for _, text := range texts {
		end[[length]byte([]byte(text[len(text)-length:]))] = true
	}
	for at, whole := 0, readFolder(t, dir); at+length <= len(whole); at++ {
		if end[[length]byte(whole[at:])] {
			hits++
		}
	}
	return hits
}

func readFolder(t *testing.T, dir string) (all []byte) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}

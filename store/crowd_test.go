package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rare are people whose names share no three letters with anybody's.
var rare = []string{"Wqxzvij Kjhqwx", "Žãqŵýl Ḟẑq̈vĵ", "龘靐齉", "爩籱灪麣"}

// aboutRare are the records of one of the rare: it failed, succeeded, came
// again with another link, and one that says less.
func aboutRare(name string, n int) []Issuance {
	contact := strings.ReplaceAll(name, " ", ".") + "@ŷqz.example"
	did := fmt.Sprintf("did:polygon:0xqzj%d-%x", n, name)
	credential := fmt.Sprintf("urn:uuid:qzj%d-%x", n, name)
	action := fmt.Sprintf("act-qzj%d-%x", n, name)
	base := Issuance{SubjectName: name, SubjectContact: contact, SubjectID: did, Template: "Diploma 2026", ActionID: action}
	failed, succeeded, again, bare := base, base, base, base
	failed.Status, failed.Error = Failed, "no wallet for "+contact
	succeeded.Status, succeeded.CredentialID, succeeded.PassURL = Succeeded, credential, "https://pass.example.org/"+credential
	again.Status, again.CredentialID, again.Error = Failed, credential, "again "+name
	bare.Status, bare.ActionID, bare.SubjectName, bare.SubjectContact = Other, "", "", strings.ToUpper(contact)
	return []Issuance{failed, succeeded, again, bare}
}

func deliveryOf(id string, i Issuance) Delivery {
	body, err := json.Marshal(i)
	if err != nil {
		panic(err)
	}
	return Delivery{MessageID: id, EventType: i.EventType, Endpoint: "staging", Body: body}
}

// crowd makes a folder with 300 people, some of them rare.
func crowd(t *testing.T) (s *Store, dir string) {
	t.Helper()
	s, dir = openTemp(t)
	appendMarked(t, s, 1, 150)
	for n, name := range rare {
		for m, i := range aboutRare(name, n) {
			if _, err := s.Append(t.Context(), deliveryOf(fmt.Sprintf("rare_%d_%d", n, m), i), i); err != nil {
				t.Fatal(err)
			}
		}
	}
	appendMarked(t, s, 151, 300)
	spoil(t, dir, `UPDATE issuance SET note = 'to call: ' || subject_name || ' ' || subject_contact, proof = 'valid'
		WHERE subject_name NOT LIKE 'Ada%'`)
	LetIndex(t, s)
	return s, dir
}

// traces are the texts that must not be found of issuances.
func traces(all []Issuance) []string {
	texts := map[string]bool{}
	for _, i := range all {
		for _, text := range []string{i.SubjectName, i.SubjectContact, i.SubjectID, i.CredentialID, i.ActionID, i.PassURL, i.Error, i.Note} {
			for _, form := range []string{text, strings.ToLower(text), strings.ToUpper(text), fold(text)} {
				texts[form] = true
			}
		}
	}
	delete(texts, "")
	return slices.Sorted(maps.Keys(texts))
}

// found gives which of texts the files of a folder contain.
func found(t *testing.T, dir string, texts []string) (hits []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if bytes.Contains(data, []byte(text)) {
				hits = append(hits, f.Name()+": "+text)
			}
		}
	}
	return hits
}

// words gives what the search index holds, also where it only leads the way.
func words(t *testing.T, dir string) map[string]bool {
	t.Helper()
	db, err := connect(writerDSN(filepath.Join(dir, databaseName)), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, issuance_search, row)`); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query(`SELECT term FROM temp.words UNION ALL SELECT coalesce(CAST(substr(term, 2) AS TEXT), '') FROM issuance_search_idx`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var term string
		if err := rows.Scan(&term); err != nil {
			t.Fatal(err)
		}
		all[term] = true
	}
	return all
}

// trigrams of what is indexed of issuances.
func trigrams(all []Issuance) map[string]bool {
	grams := map[string]bool{}
	for _, i := range all {
		for _, text := range []string{i.SubjectName, i.SubjectContact, i.Template, i.CredentialID, i.ActionID, i.Error} {
			runes := []rune(fold(text))
			for n := range max(0, len(runes)-2) {
				grams[string(runes[n:n+3])] = true
			}
		}
	}
	return grams
}

func everything(t *testing.T, r *Reader) (all []Issuance) {
	t.Helper()
	for i, err := range r.All(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, i)
	}
	return all
}

func mustErase(t *testing.T, s *Store, ids ...int64) {
	t.Helper()
	if err := s.Erase(t.Context(), ids, true); err != nil {
		t.Fatal(err)
	}
}

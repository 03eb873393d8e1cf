package store

import (
	"fmt"
	"strings"
	"testing"

	"passdesk/store/vault"
)

// TestResolvingReadsNoMoreThanItMust: the failures that a success resolves are
// found through the indexes that hold little else. SQLite would rather go through
// all open failures.
func TestResolvingReadsNoMoreThanItMust(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, vault.Custody{vault.Given(vault.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, err := s.db.Query("EXPLAIN QUERY PLAN "+failuresOfPerson, "Diploma", "ada@example.org", "did:ada", "staging", "Ada", mostResolved)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(step + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"issuance_failed_contact (template=? AND subject_contact=?)", "issuance_failed_subject (template=? AND subject_id=?)"} {
		if !strings.Contains(plan.String(), want) {
			t.Errorf("the plan has no %s:\n%s", want, plan.String())
		}
	}
	if strings.Contains(plan.String(), "SCAN issuance") || strings.Contains(plan.String(), "issuance_latest") {
		t.Errorf("the plan goes through more:\n%s", plan.String())
	}
}

// TestMigrationsHaveNoHoles: a version is a place in their order, so one that came
// in between later would be passed over by whoever has those behind it.
func TestMigrationsHaveNoHoles(t *testing.T) {
	names, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for n, name := range names {
		if want := fmt.Sprintf("%04d_", n+1); !strings.HasPrefix(name.Name(), want) {
			t.Errorf("%s stands where %s… belongs", name.Name(), want)
		}
	}
}

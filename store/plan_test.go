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
	plan := planOf(t, s.Reader, failuresOfPerson, "Diploma", "ada@example.org", "did:ada", "staging", "Ada", mostResolved)
	for _, want := range []string{"issuance_failed_contact (template=? AND subject_contact=?)", "issuance_failed_subject (template=? AND subject_id=?)"} {
		if !strings.Contains(plan, want) {
			t.Errorf("the plan has no %s:\n%s", want, plan)
		}
	}
	if strings.Contains(plan, "SCAN issuance") || strings.Contains(plan, "issuance_latest") {
		t.Errorf("the plan goes through more:\n%s", plan)
	}
}

// TestPagesBeginWhereTheyShould: not by going through those before, which would
// take a list of all pages the square of its length.
func TestPagesBeginWhereTheyShould(t *testing.T) {
	s, _ := openTemp(t)
	plan := planOf(t, s.Reader, selectWatching+watchingsBelow, below(0), 200)
	if !strings.Contains(plan, "SEARCH w USING INTEGER PRIMARY KEY (rowid<?)") || strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("the plan goes through more:\n%s", plan)
	}
}

// TestOneRowIsFoundWithoutTheOthers: SQLite uses an index that leaves empty ids out
// only where it is told of the very column that none is meant. Otherwise it would
// go through all rows for each that is asked about.
func TestOneRowIsFoundWithoutTheOthers(t *testing.T) {
	s, _ := openTemp(t)
	for name, query := range map[string]string{
		"what took its place":   `SELECT ` + successorOf("i.id") + ` FROM issuance i WHERE i.id = ?`,
		"whether it succeeded":  `SELECT ` + resolved + ` FROM issuance i WHERE i.id = ?`,
		"whether it is revoked": `SELECT ` + revoking + ` FROM issuance i WHERE i.id = ?`,
		"whether it is a copy":  `SELECT ` + soleCopy + ` FROM issuance i WHERE i.id = ?`,
		"a row":                 `SELECT ` + issuanceColumns + ` FROM ` + issuances + joinDelivery + ` WHERE i.id = ?`,
		"a watch":               selectWatching + `WHERE w.issuance = ?`,
		"whether it is old":     `SELECT ` + isOld + ` FROM issuance i JOIN delivery d ON d.id = i.delivery_id WHERE i.id = ?1`,
	} {
		for step := range strings.Lines(planOf(t, s.Reader, query, 1)) {
			if strings.HasPrefix(step, "SCAN ") && step != "SCAN up\n" && !strings.HasPrefix(step, "SCAN CONSTANT") && step != "SCAN revocation USING COVERING INDEX revocation_of\n" {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

// planOf is what SQLite does for a query, a step a line.
func planOf(t *testing.T, r *Reader, query string, args ...any) string {
	t.Helper()
	rows, err := r.db.Query("EXPLAIN QUERY PLAN "+query, args...)
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
	return plan.String()
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

package store

import (
	"context"
	"fmt"
)

// Examine looks at the database's structure if the process that held the folder
// before did not let it go in good order, as after a power cut, and returns nil
// at once if it did. It fails with ErrDamaged and the first thing that is wrong,
// or with the error of ctx. A million records take some seconds; it runs beside
// everything else.
func (s *Store) Examine(ctx context.Context) error {
	if !s.unclean {
		return nil
	}
	ctx, done := s.during(ctx)
	defer done()
	var found string
	err := s.db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found)
	if err == nil && found != "ok" {
		err = fmt.Errorf("%w: %s", ErrDamaged, found)
	}
	if err != nil {
		return fmt.Errorf("examine: %w", nameFailure(ctx, translate(err)))
	}
	return nil
}

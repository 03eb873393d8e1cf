package store

import (
	"context"
	"database/sql"
	"math"
	"time"
)

// queryer reads, within a transaction or without one.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// scanner is a row of an answer, the only one or one of several.
type scanner interface{ Scan(dest ...any) error }

// eachRow hands over the rows of an answer until do fails.
func eachRow(ctx context.Context, q queryer, do func(scanner) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// collect gives all rows of an answer, and none after an error.
func collect[T any](ctx context.Context, q queryer, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	var found []T
	err := eachRow(ctx, q, func(row scanner) error {
		one, err := scan(row)
		found = append(found, one)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// below is the id that a page ends at which is read backwards: 0 is from the
// newest on. SQL that told the two apart would look at every row.
func below(before int64) int64 {
	if before <= 0 {
		return math.MaxInt64
	}
	return before
}

// millis is the column value of a time that may be missing.
func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}

// timeOf reads a column that millis wrote.
func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"passdesk/store/vault"
)

// What bounds a setting, in bytes.
const (
	maxSetting     = 1 << 20 // its value
	maxSettingName = 100     // its name, which goes into the log of acts for good
)

// Setting gives what was kept under a name, nil when nothing was. It fails
// with ErrLocked, and with ErrDamaged when the value does not open.
func (r *Reader) Setting(ctx context.Context, name string) ([]byte, error) {
	ctx, done := r.during(ctx)
	defer done()
	var s setting
	err := r.db.QueryRowContext(ctx, selectSetting+` WHERE name = ?`, name).Scan(&s.name, &s.generation, &s.wrapped, &s.sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	var value []byte
	if err == nil {
		value, err = s.open(r.keys)
	}
	if err != nil {
		return nil, fmt.Errorf("setting %s: %w", name, translate(err))
	}
	return value, nil
}

// Set keeps a value, which may be secret, under a name in place of the one
// before; nil removes it. That it was set goes into the log of acts, the value
// does not. It fails with ErrLocked, and as Append does.
func (s *Store) Set(ctx context.Context, name string, value []byte) error {
	return s.setWith(ctx, name, value, func(*batch) error { return nil })
}

// setWith is Set with something else in the same commit.
func (s *Store) setWith(ctx context.Context, name string, value []byte, also func(*batch) error) error {
	if len(value) > maxSetting {
		return fmt.Errorf("set %s: a value of %d bytes is too large", name, len(value))
	}
	if name == "" || len(name) > maxSettingName || !utf8.ValidString(name) {
		return fmt.Errorf("set %.40q: this cannot be a setting's name", name)
	}
	err := s.writer.do(ctx, func(b *batch) error {
		if err := s.set(b, name, value); err != nil {
			return err
		}
		return also(b)
	})
	if err != nil {
		return fmt.Errorf("set %s: %w", name, err)
	}
	return nil
}

func (s *Store) set(b *batch, name string, value []byte) error {
	outer, generation, err := s.keys.now()
	if err != nil {
		return err
	}
	if value == nil {
		_, err = b.conn.ExecContext(b.ctx, `DELETE FROM setting WHERE name = ?`, name)
	} else {
		err = putSetting(b, outer, generation, name, value)
	}
	if err != nil {
		return err
	}
	detail, err := json.Marshal(map[string]any{"setting": name, "removed": value == nil})
	if err != nil {
		return err
	}
	b.changed = true
	_, err = record(b.ctx, b.conn, s.keys, Act{Kind: ActSettingsSet, Detail: string(detail)})
	return err
}

func putSetting(b *batch, outer vault.Key, generation int64, name string, value []byte) error {
	key := vault.NewKey()
	sealed, err := key.Seal(value, settingContext(name))
	if err != nil {
		return err
	}
	wrapped, err := outer.Wrap(key, settingContext(name))
	if err != nil {
		return err
	}
	_, err = b.conn.ExecContext(b.ctx, `INSERT OR REPLACE INTO setting (name, generation, wrapped, sealed) VALUES (?, ?, ?, ?)`,
		name, generation, wrapped, sealed)
	return err
}

// setting is a row.
type setting struct {
	name            string
	generation      int64
	wrapped, sealed []byte
}

const selectSetting = `SELECT name, generation, wrapped, sealed FROM setting`

func (s *setting) open(k *keys) ([]byte, error) {
	outer, err := k.of(s.generation)
	if err != nil {
		return nil, err
	}
	key, err := outer.Unwrap(s.wrapped, settingContext(s.name))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	value, err := key.Open(s.sealed, settingContext(s.name))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return value, nil
}

// settingContext binds a value to its name.
func settingContext(name string) string { return "setting " + name }

// readSettings reads all rows, still sealed.
func readSettings(ctx context.Context, tx transaction) (found []setting, err error) {
	rows, err := tx.QueryContext(ctx, selectSetting)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s setting
		if err := rows.Scan(&s.name, &s.generation, &s.wrapped, &s.sealed); err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	return found, rows.Err()
}

// rewrapSettings wraps the keys of all settings with the data key in use. One
// that does not open is left alone: check finds it.
func rewrapSettings(ctx context.Context, tx transaction, k *keys) error {
	outer, generation, err := k.now()
	if err != nil {
		return err
	}
	all, err := readSettings(ctx, tx)
	if err != nil {
		return err
	}
	for _, s := range all {
		old, err := k.of(s.generation)
		if err != nil {
			return err
		}
		key, err := old.Unwrap(s.wrapped, settingContext(s.name))
		if err != nil {
			continue
		}
		wrapped, err := outer.Wrap(key, settingContext(s.name))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE setting SET generation = ?, wrapped = ? WHERE name = ?`, generation, wrapped, s.name); err != nil {
			return err
		}
	}
	return nil
}

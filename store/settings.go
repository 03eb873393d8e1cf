package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"unicode/utf8"
)

// RetentionSetting is the name of the setting by which records go for their age.
const RetentionSetting = "retention"

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
	s, err := scanSetting(r.db.QueryRowContext(ctx, selectSetting+` WHERE name = ?`, name))
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
	var err error
	if value == nil {
		err = s.removeSetting(b, name)
	} else {
		err = s.putSetting(b, name, value)
	}
	if err != nil {
		return err
	}
	act, err := settingAct(name, value == nil)
	if err != nil {
		return err
	}
	b.changed = true
	_, err = record(b.ctx, b.conn, s.keys, act)
	return err
}

// settingAct is the entry for the log of acts that a setting was set.
func settingAct(name string, removed bool) (Act, error) {
	detail, err := detailOf(map[string]any{"setting": name, "removed": removed})
	return Act{Kind: ActSettingsSet, Detail: detail}, err
}

func (s *Store) removeSetting(b *batch, name string) error {
	if _, _, err := s.keys.now(); err != nil {
		return err
	}
	_, err := b.conn.ExecContext(b.ctx, `DELETE FROM setting WHERE name = ?`, name)
	return err
}

func (s *Store) putSetting(b *batch, name string, value []byte) error {
	kept, err := s.keys.seal(value, settingKeys.place(name))
	if err != nil {
		return err
	}
	_, err = b.conn.ExecContext(b.ctx, `INSERT OR REPLACE INTO setting (name, generation, wrapped, sealed) VALUES (?, ?, ?, ?)`,
		name, kept.generation, kept.wrapped, kept.sealed)
	return err
}

// setting is a row.
type setting struct {
	name string
	sealedRecord
}

const selectSetting = `SELECT name, generation, wrapped, sealed FROM setting`

func (s *setting) open(k *keys) ([]byte, error) {
	return k.open(s.sealedRecord, settingKeys.place(s.name))
}

// readSettings reads all rows, still sealed.
func readSettings(ctx context.Context, tx queryer) ([]setting, error) {
	return collect(ctx, tx, scanSetting, selectSetting)
}

func scanSetting(row scanner) (s setting, err error) {
	err = row.Scan(&s.name, &s.generation, &s.wrapped, &s.sealed)
	return s, err
}

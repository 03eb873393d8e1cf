package store

import (
	"errors"
	"fmt"

	"passdesk/store/vault"
)

// recordKey is the key of one record as it lies on the disk: wrapped by the data
// key of a generation, and bound to the record's place, so that one record's
// cannot be put in place of another's.
type recordKey struct {
	generation int64
	wrapped    []byte
}

// wrap wraps a record's key with the data key in use. It belongs inside the
// writer, where it is certain which one that is. It fails with ErrLocked.
func (k *keys) wrap(key vault.Key, place string) (recordKey, error) {
	outer, generation, err := k.now()
	if err != nil {
		return recordKey{}, err
	}
	wrapped, err := outer.Wrap(key, place)
	return recordKey{generation, wrapped}, err
}

// unwrap gives a record's key. It fails with ErrLocked, and with ErrDamaged when
// the key does not open.
func (k *keys) unwrap(r recordKey, place string) (vault.Key, error) {
	outer, err := k.of(r.generation)
	if err != nil {
		return vault.Key{}, err
	}
	key, err := outer.Unwrap(r.wrapped, place)
	if err != nil {
		return vault.Key{}, fmt.Errorf("its key: %w: %w", ErrDamaged, err)
	}
	return key, nil
}

// sealedRecord is a record that is kept as one piece.
type sealedRecord struct {
	recordKey
	sealed []byte
}

// seal seals a record with a key of its own. It belongs inside the writer, as
// wrap does.
func (k *keys) seal(plain []byte, place string) (sealedRecord, error) {
	key := vault.NewKey()
	sealed, err := key.Seal(plain, place)
	if err != nil {
		return sealedRecord{}, err
	}
	wrapped, err := k.wrap(key, place)
	return sealedRecord{wrapped, sealed}, err
}

// open gives what seal was given. It fails as unwrap does.
func (k *keys) open(r sealedRecord, place string) ([]byte, error) {
	key, err := k.unwrap(r.recordKey, place)
	if err != nil {
		return nil, err
	}
	plain, err := key.Open(r.sealed, place)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return plain, nil
}

// keyTable is a table in which the keys of records stand.
type keyTable struct {
	name  string
	id    string // the column that tells records apart
	kind  string // of record
	first any    // before every id
}

// The tables of keys. The key of the log of acts, of which there is one, stands with
// the log's end.
var (
	deliveryKeys  = keyTable{"record_key", "delivery_id", "delivery", int64(0)}
	rejectionKeys = keyTable{"rejection_body", "rejection", "rejection", int64(0)}
	rosterKeys    = keyTable{"roster_key", "roster", "roster", int64(0)}
	settingKeys   = keyTable{"setting", "name", "setting", ""}

	keyTables = []keyTable{deliveryKeys, rejectionKeys, rosterKeys, settingKeys}
)

// place is what the key of a record is bound to.
func (t keyTable) place(id any) string { return fmt.Sprint(t.kind+" ", id) }

// keyRow is a row of a table of keys.
type keyRow struct {
	id any
	recordKey
}

// rewrapped is how far a table's keys have been wrapped anew.
type rewrapped struct {
	last any // id
	all  bool
}

// rewrapSome wraps the next keys after an id with the data key in use. One that
// does not open is left as it is: check finds it.
func (t keyTable) rewrapSome(b *batch, k *keys, after any) (rewrapped, error) {
	rows, err := collect(b.ctx, b.conn, func(row scanner) (r keyRow, err error) {
		err = row.Scan(&r.id, &r.generation, &r.wrapped)
		return r, err
	}, `SELECT `+t.id+`, generation, wrapped FROM `+t.name+` WHERE `+t.id+` > ? ORDER BY `+t.id+` LIMIT ?`, after, sealChunk)
	if err != nil {
		return rewrapped{}, err
	}
	for _, r := range rows {
		if err := t.rewrap(b, k, r); err != nil {
			return rewrapped{}, err
		}
		after = r.id
	}
	return rewrapped{after, len(rows) < sealChunk}, nil
}

func (t keyTable) rewrap(b *batch, k *keys, r keyRow) error {
	if _, generation, err := k.now(); err != nil || r.generation == generation {
		return err
	}
	key, err := k.unwrap(r.recordKey, t.place(r.id))
	if errors.Is(err, ErrDamaged) {
		return nil
	}
	if err != nil {
		return err
	}
	anew, err := k.wrap(key, t.place(r.id))
	if err != nil {
		return err
	}
	_, err = b.conn.ExecContext(b.ctx, `UPDATE `+t.name+` SET generation = ?, wrapped = ? WHERE `+t.id+` = ?`, anew.generation, anew.wrapped, r.id)
	return err
}

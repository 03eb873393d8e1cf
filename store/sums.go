package store

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"

	"modernc.org/sqlite"
)

func init() {
	// checksum(column …) is the sum that a row carries over its columns. It
	// stays as it is for good. A change of one byte always changes it.
	sqlite.MustRegisterDeterministicScalarFunction("checksum", -1,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) { return checksum(args) })
	// moved(sum, old, new) is a sum after a change. One that did not fit before
	// does not fit then either.
	sqlite.MustRegisterDeterministicScalarFunction("moved", 3,
		func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			sum, _ := args[0].(int64) // one that is missing does not fit
			before, _ := args[1].(int64)
			after, _ := args[2].(int64)
			return sum ^ before ^ after, nil
		})
}

// checksumOf is the sum of columns that are about to be written.
func checksumOf(columns ...any) (int64, error) {
	values := make([]driver.Value, len(columns))
	for n, column := range columns {
		var err error
		if values[n], err = driver.DefaultParameterConverter.ConvertValue(column); err != nil {
			return 0, err
		}
	}
	return checksum(values)
}

// checksum gives values of different types or lengths different messages.
func checksum(values []driver.Value) (int64, error) {
	message := make([]byte, 0, 512)
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			message = append(message, 0)
		case int64:
			message = binary.BigEndian.AppendUint64(append(message, 1), uint64(v))
		case string:
			message = binary.BigEndian.AppendUint64(append(message, 2), uint64(len(v)))
			message = append(message, v...)
		case []byte:
			message = binary.BigEndian.AppendUint64(append(message, 3), uint64(len(v)))
			message = append(message, v...)
		case float64: // in a damaged row
			message = binary.BigEndian.AppendUint64(append(message, 4), math.Float64bits(v))
		default:
			return 0, fmt.Errorf("checksum of a %T", value)
		}
	}
	sum := fnv.New64a()
	_, _ = sum.Write(message) // never fails
	return int64(sum.Sum64()), nil
}

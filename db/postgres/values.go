package postgres

import (
	"bytes"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/gourd-go/gourd/db"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// value returns a column of the current row, as db.Row documents it.
func (r *rows) value(i int, raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	field := r.rows.FieldDescriptions()[i]
	switch field.DataTypeOID {
	case pgtype.JSONOID, pgtype.JSONBOID:
		if field.DataTypeOID == pgtype.JSONBOID && field.Format == pgx.BinaryFormatCode {
			raw = raw[1:] // the version of jsonb's binary form
		}
		return db.RawJSON(bytes.Clone(raw)), nil
	}
	types := r.raw.TypeMap()
	known, ok := types.TypeForOID(field.DataTypeOID)
	if !ok { // an enum or another type that the database has made itself
		if field.Format == pgx.TextFormatCode {
			return string(raw), nil
		}
		return bytes.Clone(raw), nil
	}
	v, err := known.Codec.DecodeValue(types, field.DataTypeOID, field.Format, raw)
	if err != nil {
		return nil, errors.New("the value cannot be decoded")
	}
	return plain(v)
}

// plain turns what pgx decodes into the types of a db.Row.
func plain(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int64, float64, string, []byte:
		return v, nil
	case int16:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case uint32:
		return int64(v), nil
	case float32:
		return float64(v), nil
	case time.Time:
		return v.UTC(), nil
	case [16]byte:
		return fmt.Sprintf("%x-%x-%x-%x-%x", v[:4], v[4:6], v[6:8], v[8:10], v[10:]), nil
	case pgtype.Numeric:
		text, err := v.Value()
		if s, ok := text.(string); ok && err == nil {
			return db.Decimal(s), nil
		}
		return nil, errors.New("the number cannot be decoded")
	case pgtype.InfinityModifier:
		return v.String(), nil
	case netip.Prefix:
		return v.String(), nil
	case []any:
		for i := range v {
			var err error
			if v[i], err = plain(v[i]); err != nil {
				return nil, err
			}
		}
		return v, nil
	case sqldriver.Valuer: // intervals, times of day, geometry
		return v.Value()
	}
	return v, nil
}

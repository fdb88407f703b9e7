package postgres

import (
	"context"
	"slices"

	"github.com/gourd-go/gourd/db"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// drainLimit is how many rows of a loop that was left are read before the connection is given up instead.
const drainLimit = 256

// rows are the rows of a query that runs.
type rows struct {
	ctx     context.Context // the caller's
	cancel  context.CancelFunc
	args    []any
	rows    pgx.Rows
	conn    *pgxpool.Conn // given back by Close; nil in a transaction
	raw     *pgx.Conn
	b       *backend
	columns []string
	plans   []pgtype.ScanPlan
	first   bool // the query stands on its first row, which Next has not told yet
	ended   bool // no row is left
	closed  bool
	err     error
}

var _ db.Rows = (*rows)(nil)

// start runs the query to its first row, so that what is wrong with it is told here.
func (r *rows) start(ctx context.Context, c *pgx.Conn, s db.Statement) error {
	r.raw = c
	var err error
	r.rows, err = c.Query(ctx, s.SQL, arguments(s.Args)...)
	if err == nil {
		r.first = r.rows.Next()
		err = r.rows.Err()
	}
	if err != nil {
		err = explain(r.ctx, err, c, s.Args)
		r.finish()
		if r.b != nil {
			err = r.b.lost(c, err)
		}
		return err
	}
	r.ended = !r.first
	fields := r.rows.FieldDescriptions()
	r.columns = make([]string, len(fields))
	for i, f := range fields {
		r.columns[i] = f.Name
	}
	return nil
}

func (r *rows) Columns() []string { return r.columns }

func (r *rows) Next() bool {
	switch {
	case r.closed || r.ended:
		return false
	case r.first:
		r.first = false
		return true
	case r.rows.Next():
		return true
	}
	r.ended = true
	if err := r.rows.Err(); err != nil {
		r.err = explain(r.ctx, err, r.raw, r.args)
	}
	return false
}

func (r *rows) Values(dst []any) error {
	raw := r.rows.RawValues()
	for i := range dst {
		v, err := r.value(i, raw[i])
		if err != nil {
			return &db.ScanError{Column: i, Err: err}
		}
		dst[i] = v
	}
	return nil
}

// Scan lets pgx store each value. What pgx does not store is tried by way of the value that a db.Row would have, which
// is how the same struct works on every database, and has errors without values in their text.
func (r *rows) Scan(dst []any) error {
	raw, fields := r.rows.RawValues(), r.rows.FieldDescriptions()
	if r.plans == nil {
		r.plans = make([]pgtype.ScanPlan, len(dst))
		for i, d := range dst {
			if !isOurs(d) {
				r.plans[i] = r.raw.TypeMap().PlanScan(fields[i].DataTypeOID, fields[i].Format, d)
			}
		}
	}
	for i, d := range dst {
		if err := r.scan(i, raw[i], d); err != nil {
			return &db.ScanError{Column: i, Err: err}
		}
	}
	return nil
}

func (r *rows) scan(i int, raw []byte, dst any) error {
	if raw == nil {
		return scanNull(dst)
	}
	if r.plans[i] != nil && r.plans[i].Scan(raw, dst) == nil {
		return nil
	}
	v, err := r.value(i, raw)
	if err != nil {
		return err
	}
	return db.Assign(dst, v)
}

// scanNull stores NULL. pgx is not asked: where it has no plan for a destination, it tries NULL with all types in the
// order of a map, and finds now and then one that takes it, so that NULL would sometimes become an empty string.
func scanNull(dst any) error {
	switch d := dst.(type) {
	case interface{ ScanNull() error }: // pgtype.Range and others that are no sql.Scanner
		return d.ScanNull()
	case pgtype.ArraySetter:
		return d.SetDimensions(nil)
	}
	return db.Assign(dst, nil)
}

// isOurs reports whether a destination holds values as db.Row has them, rather than as pgx has them.
func isOurs(dst any) bool {
	switch dst.(type) {
	case *any, *db.RawJSON, *db.Decimal:
		return true
	}
	return false
}

func (r *rows) Err() error { return r.err }

func (r *rows) Close() error {
	if r.closed {
		return r.err
	}
	if r.cancel != nil {
		for n := 0; !r.ended && n < drainLimit; n++ {
			r.ended = !r.rows.Next()
		}
		if !r.ended {
			r.finish() // what cancelling does to the query is no error
			return r.err
		}
	}
	r.rows.Close()
	if err := r.rows.Err(); err != nil && r.err == nil {
		r.err = explain(r.ctx, err, r.raw, r.args)
	}
	r.finish()
	if r.b != nil && r.err != nil {
		r.err = r.b.lost(r.raw, r.err)
	}
	return r.err
}

// finish ends the query and gives the connection back.
func (r *rows) finish() {
	r.closed = true
	if r.cancel != nil {
		r.cancel()
	}
	if r.rows != nil {
		r.rows.Close()
	}
	if r.conn != nil {
		r.conn.Release()
	}
}

// arguments turns the types of package db into those that pgx knows, and leaves all others to pgx.
func arguments(args []any) []any {
	copied := false
	for i, arg := range args {
		var text any
		switch a := arg.(type) {
		case db.Decimal:
			text = string(a)
		case db.RawJSON:
			if text = string(a); a == nil {
				text = nil
			}
		default:
			continue
		}
		if !copied {
			args, copied = slices.Clone(args), true
		}
		args[i] = text
	}
	return args
}

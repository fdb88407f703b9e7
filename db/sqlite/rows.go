package sqlite

import "github.com/gourd-go/gourd/db"

// rows are the rows of a statement that runs.
type rows struct {
	st      *stmt
	columns []string
	first   bool // the statement stands on its first row, which Next has not told yet
	row     bool // it stands on a row
	err     error
	closed  bool
	pool    *pool // gets the connection back; nil in a transaction
	reader  bool
}

var _ db.Rows = (*rows)(nil)

func (r *rows) Columns() []string {
	if r.columns == nil {
		r.columns = r.st.columns
	}
	return r.columns
}

func (r *rows) Next() bool {
	switch {
	case r.closed || r.err != nil:
		return false
	case r.first:
		r.first, r.row = false, true
	case r.row:
		r.row, r.err = r.st.step()
	}
	return r.row
}

func (r *rows) Values(dst []any) error {
	for i := range dst {
		dst[i] = r.st.value(i)
	}
	return nil
}

func (r *rows) Scan(dst []any) error {
	for i, d := range dst {
		if err := r.st.scan(i, d); err != nil {
			return &db.ScanError{Column: i, Err: err}
		}
	}
	return nil
}

func (r *rows) Err() error { return r.err }

// Close ends the statement. One that writes runs to its end first: "INSERT … RETURNING" is done only then.
func (r *rows) Close() error {
	if r.closed {
		return r.err
	}
	for !r.st.readonly && (r.first || r.row) && r.err == nil {
		r.first = false
		r.row, r.err = r.st.step()
	}
	r.Columns()
	r.closed, r.row = true, false
	r.st.end()
	if r.pool != nil {
		r.err = both(r.err, r.pool.giveBack(r.st.c, r.reader))
	}
	return r.err
}

// readAhead reads all rows and closes the statement.
func readAhead(live *rows) (db.Rows, error) {
	b := &buffered{columns: live.Columns()}
	for live.Next() {
		row := make([]any, len(b.columns))
		for i := range row {
			row[i] = live.st.value(i)
		}
		b.rows = append(b.rows, row)
	}
	if err := live.Close(); err != nil {
		return nil, err
	}
	return b, nil
}

// buffered are rows that were read ahead.
type buffered struct {
	columns []string
	rows    [][]any
	next    int
}

var _ db.Rows = (*buffered)(nil)

func (b *buffered) Columns() []string { return b.columns }

func (b *buffered) Next() bool {
	if b.next >= len(b.rows) {
		return false
	}
	b.next++
	return true
}

func (b *buffered) Values(dst []any) error {
	copy(dst, b.rows[b.next-1])
	return nil
}

func (b *buffered) Scan(dst []any) error {
	for i, d := range dst {
		if err := db.Assign(d, b.rows[b.next-1][i]); err != nil {
			return &db.ScanError{Column: i, Err: err}
		}
	}
	return nil
}

func (b *buffered) Err() error { return nil }

func (b *buffered) Close() error {
	b.rows = nil
	return nil
}

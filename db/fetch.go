package db

import (
	"context"
	"errors"
	"iter"
)

// cursor is a query that runs, with what must happen when it has ended.
type cursor struct {
	Rows
	query string
	brief string
	db    *DB // to leave when it ends, outside of transactions
	tx    *Tx // whose turn ends with it, in a transaction
	wait  wait
	ctx   context.Context // of a stream, which waits anew for each row
	err   error           // why a stream could not go on, beside what its rows tell
}

// keep leaves the wait marked while the rows are fetched; between the rows of a stream it is the user's code that
// runs.
func (c *cursor) keep(ctx context.Context, w wait, stream bool) {
	if stream {
		w.End()
		c.ctx = ctx
		return
	}
	c.wait = w
}

// next steps to the next row of a stream. In a transaction it takes the turn, which pause gives back when the row has
// been read: until then nobody else uses the connection, nor ends the transaction.
func (c *cursor) next() bool {
	w := waitingFor(c.ctx, c.brief)
	defer w.End()
	if c.tx == nil {
		return c.Next()
	}
	if c.err = c.tx.session.lock(c.ctx); c.err != nil {
		return false
	}
	if c.tx.session.reading != c.Rows {
		c.tx.session.unlock()
		c.err = errReadingEnded
		return false
	}
	if c.Next() {
		return true
	}
	c.tx.session.unlock()
	return false
}

var errReadingEnded = errors.New("the transaction has ended while its rows were being read")

// pause lets others use the transaction's connection, or learn that it is in use, while the user's code has the row.
func (c *cursor) pause() {
	if c.tx != nil {
		c.tx.session.unlock()
	}
}

// close ends the query and returns its error.
func (c *cursor) close() error {
	var err error
	switch {
	case c.tx == nil:
		err = c.Rows.Close()
		c.db.leave()
	case c.ctx != nil:
		err = c.tx.session.stopReading(c.Rows)
	default:
		err = c.Rows.Close()
		c.tx.session.unlock()
	}
	if c.ctx == nil {
		c.wait.End()
	}
	return inQuery(c.query, both(c.err, err))
}

// FetchAll returns all rows of a query.
func (d *DB) FetchAll(ctx context.Context, query string, args ...any) ([]Row, error) {
	return fetchAll(ctx, d, query, args)
}

// FetchOne returns the first row of a query, or [ErrNotFound].
func (d *DB) FetchOne(ctx context.Context, query string, args ...any) (Row, error) {
	return fetchOne(ctx, d, query, args)
}

// FetchVal returns the first value of the first row of a query, or [ErrNotFound].
func (d *DB) FetchVal(ctx context.Context, query string, args ...any) (any, error) {
	return fetchVal(ctx, d, query, args)
}

// Iterate runs a query when the result is ranged over, and hands out one row after the other. An error is the last
// element. Leaving the loop ends the query and frees its connection.
func (d *DB) Iterate(ctx context.Context, query string, args ...any) iter.Seq2[Row, error] {
	return iterate(ctx, d, query, args)
}

func fetchAll(ctx context.Context, q Querier, query string, args []any) ([]Row, error) {
	c, err := q.start(ctx, query, args, false)
	if err != nil {
		return nil, err
	}
	var (
		rows    = []Row{} // so that no rows are an empty list in JSON
		columns = c.Columns()
		block   []any // the values of the next rows
		size    = 1
	)
	for c.Next() {
		if len(block) < len(columns) {
			size = min(2*size, 64)
			block = make([]any, size*len(columns))
		}
		values := block[:len(columns):len(columns)]
		block = block[len(columns):]
		if err := c.Values(values); err != nil {
			c.close()
			return nil, inQuery(query, err)
		}
		rows = append(rows, Row{columns, values})
	}
	if err := c.close(); err != nil {
		return nil, err
	}
	return rows, nil
}

func fetchOne(ctx context.Context, q Querier, query string, args []any) (Row, error) {
	c, err := q.start(ctx, query, args, false)
	if err != nil {
		return Row{}, err
	}
	found := c.Next()
	row := Row{Columns: c.Columns()}
	if found {
		row.Values = make([]any, len(row.Columns))
		err = inQuery(query, c.Values(row.Values))
	}
	if closing := c.close(); err == nil {
		err = closing
	}
	switch {
	case err != nil:
		return Row{}, err
	case !found:
		return Row{}, ErrNotFound
	}
	return row, nil
}

func fetchVal(ctx context.Context, q Querier, query string, args []any) (any, error) {
	row, err := fetchOne(ctx, q, query, args)
	if err != nil {
		return nil, err
	}
	if len(row.Values) == 0 {
		return nil, inQuery(query, errNoColumns)
	}
	return row.Values[0], nil
}

func iterate(ctx context.Context, q Querier, query string, args []any) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c, err := q.start(ctx, query, args, true)
		if err != nil {
			yield(Row{}, err)
			return
		}
		closed := false
		defer func() {
			if !closed { // the loop was left
				c.close()
			}
		}()
		columns := c.Columns()
		for c.next() {
			row := Row{columns, make([]any, len(columns))}
			err := c.Values(row.Values)
			c.pause()
			if err != nil {
				yield(Row{}, inQuery(query, err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
		closed = true
		if err := c.close(); err != nil {
			yield(Row{}, err)
		}
	}
}

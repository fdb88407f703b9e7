package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/gourd-go/gourd/db"
)

// backend is one database as its URL describes it. Its connections are the pool's, which Connect makes.
type backend struct {
	config      db.Config
	path        string
	memory      bool
	busyTimeout time.Duration
	synchronous string
	foreignKeys string

	pool   atomic.Pointer[pool]
	routes routes
}

var _ db.Backend = (*backend)(nil)

func (b *backend) Dialect() db.Dialect {
	return db.Dialect{Name: "sqlite", Prefix: '?', Numbered: true, Brackets: true, Backticks: true}
}

// Connect opens the writer, which makes the file and its write-ahead log, and checks that it is a database.
func (b *backend) Connect(ctx context.Context) error {
	p := newPool(b)
	c, err := b.open(ctx, p)
	if err != nil {
		return err
	}
	if !b.memory {
		if _, err := c.pragma(ctx, "journal_mode = WAL"); err != nil {
			c.close()
			return err
		}
	}
	p.writer <- c
	b.pool.Store(p)
	return nil
}

// open makes a connection with the settings that all of them have.
func (b *backend) open(ctx context.Context, p *pool) (*conn, error) {
	c, err := openConn(b.path, b.busyTimeout, &p.cut)
	if err != nil {
		return nil, b.explain(err)
	}
	for _, pragma := range []string{"foreign_keys = " + b.foreignKeys, "synchronous = " + b.synchronous} {
		if _, err := c.pragma(ctx, pragma); err != nil {
			c.close()
			return nil, err
		}
	}
	return c, nil
}

// explain says why a file could not be opened, where SQLite says no more than that.
func (b *backend) explain(err error) error {
	folder := filepath.Dir(b.path)
	info, statErr := os.Stat(folder)
	switch {
	case errors.Is(statErr, fs.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist; create it first: %w", folder, err)
	case statErr == nil && !info.IsDir():
		return fmt.Errorf("%s is not a folder: %w", folder, err)
	}
	if info, statErr := os.Stat(b.path); statErr == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder, not a file: %w", b.path, err)
	}
	return err
}

// Close closes the pool, if Connect has made one.
func (b *backend) Close(context.Context) error {
	if p := b.pool.Load(); p != nil {
		p.close()
	}
	return nil
}

// Query runs a reading statement on a reader and any other on the writer. What only reads is SQLite's own judgement of
// the prepared statement; the text's first word merely says where to ask. Readers could not write anyway, they are
// "query only".
func (b *backend) Query(ctx context.Context, s db.Statement) (db.Rows, error) {
	p := b.pool.Load()
	if !b.memory && b.routes.reads(s.SQL) {
		rows, err := p.query(ctx, s, true)
		if err != errWrites {
			return rows, err
		}
		b.routes.writes(s.SQL)
	}
	return p.query(ctx, s, false)
}

// Exec runs a statement on the writer.
func (b *backend) Exec(ctx context.Context, s db.Statement) (db.Result, error) {
	p := b.pool.Load()
	c, err := p.take(ctx, false)
	if err != nil {
		return db.Result{}, err
	}
	changes, id, err := c.exec(ctx, s.SQL, s.Args)
	if err = both(err, p.giveBack(c, false)); err != nil {
		return db.Result{}, err
	}
	return db.Result{RowsAffected: changes, LastInsertID: id}, nil
}

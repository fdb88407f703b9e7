// Package pgtest gives tests a PostgreSQL server: one that it starts for the test binary in a temporary folder and
// stops afterwards, or the one whose URL the environment variable GOURD_TEST_POSTGRES holds. Each test gets a database
// of its own. Where neither can be had the tests skip, or fail when they are required (see package require).
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }
//
//	func TestNotes(t *testing.T) {
//		database := db.MustOpen(pgtest.URL(t), postgres.Driver)
//		…
//	}
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/gourd-go/gourd/internal/require"
	"github.com/jackc/pgx/v5"
)

// Variable is the environment variable with the URL of a server to use instead of starting one. Its user must be
// allowed to create databases.
const Variable = "GOURD_TEST_POSTGRES"

// shared is the test binary's server.
var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Run runs the tests and then stops the server, if one was started. TestMain calls it.
func Run(m *testing.M) int {
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			code = max(code, 1)
		}
	}
	return code
}

// URL returns the URL of a new, empty database, which is dropped when the test has ended.
func URL(t testing.TB) string {
	t.Helper()
	base := os.Getenv(Variable)
	if base == "" {
		shared.once.Do(func() { shared.server, shared.err = Start() })
		if shared.err != nil {
			require.Or(t, "postgres", shared.err.Error()+"; or name a server in "+Variable)
		}
		base = shared.server.URL("postgres")
	}
	name := "test_" + strings.ToLower(rand.Text())
	if err := execute(base, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(base, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	address, err := withDatabase(base, name)
	if err != nil {
		t.Fatalf("pgtest: %s: %v", Variable, err)
	}
	return address
}

// withDatabase returns a server's URL with another database in it.
func withDatabase(base, name string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

// execute runs one statement on a connection of its own.
func execute(address, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	if closing := conn.Close(ctx); err == nil {
		err = closing
	}
	return err
}

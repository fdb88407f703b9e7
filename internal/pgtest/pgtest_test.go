package pgtest_test

import (
	"os"
	"testing"

	"github.com/gourd-go/gourd/internal/pgtest"
	"github.com/gourd-go/gourd/internal/require"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	count := func(t *testing.T, address string) (n int) {
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if _, err := conn.Exec(t.Context(), "CREATE TABLE mine (id int)"); err != nil {
			t.Fatal(err)
		}
		if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(t, pgtest.URL(t)); n != 1 {
		t.Errorf("%d tables in the first database, want 1", n)
	}
	if n := count(t, pgtest.URL(t)); n != 1 {
		t.Errorf("%d tables in the second database, want 1", n)
	}
}

func TestServerKeepsItsDataOverARestart(t *testing.T) {
	if os.Getenv(pgtest.Variable) != "" {
		t.Skip("the server is not ours")
	}
	s, err := pgtest.Start()
	if err != nil {
		require.Or(t, "postgres", err.Error())
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	run := func(sql string) error {
		conn, err := pgx.Connect(t.Context(), s.URL("postgres"))
		if err != nil {
			return err
		}
		defer conn.Close(t.Context())
		_, err = conn.Exec(t.Context(), sql)
		return err
	}
	if err := run("CREATE TABLE kept (id int)"); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := run("SELECT 1"); err == nil {
		t.Fatal("the stopped server answers")
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := run("SELECT * FROM kept"); err != nil {
		t.Fatal(err)
	}
}

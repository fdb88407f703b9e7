package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
	"github.com/gourd-go/gourd/internal/pgtest"
)

// environment is one in which only DATABASE_URL is set.
func environment(url string) func(string) string {
	return func(name string) string {
		if name == "DATABASE_URL" {
			return url
		}
		return ""
	}
}

func TestDatabaseURLMovesTheTable(t *testing.T) {
	for name, newURL := range map[string]func(*testing.T) string{
		"PostgreSQL":     func(t *testing.T) string { return pgtest.URL(t) },
		"SQLite in file": func(t *testing.T) string { return "sqlite:///" + t.TempDir() + "/demo.db" },
	} {
		t.Run(name, func(t *testing.T) {
			env := environment(newURL(t))
			for range 2 { // the second start finds the table filled
				o, err := fromEnv(env)
				if err != nil {
					t.Fatal(err)
				}
				s := start(t, o)
				if diff := cmp.Diff(tableJSON, strings.TrimSpace(s.get("/async-db").text)); diff != "" {
					t.Errorf("the rows (-want +got):\n%s", diff)
				}
				if g := s.get("/gather"); g.Status != 200 {
					t.Errorf("/gather: %d %s", g.Status, g.text)
				}
				if err := s.end(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestTableOfTheUserIsLeftAlone(t *testing.T) {
	url := "sqlite:///" + t.TempDir() + "/own.db"
	own := db.MustOpen(url, sqlite.Driver)
	if err := own.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := own.Execute(t.Context(), "CREATE TABLE my_table (word TEXT); INSERT INTO my_table VALUES ('mine')"); err != nil {
		t.Fatal(err)
	}
	if err := own.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	o, err := fromEnv(environment(url))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"data":[{"word":"mine"}]}`
	if got := strings.TrimSpace(start(t, o).get("/async-db").text); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEnvironment(t *testing.T) {
	o, err := fromEnv(func(name string) string {
		return map[string]string{"ADDR": "127.0.0.1:8000"}[name]
	})
	if err != nil || o.Config.Address != "127.0.0.1:8000" || o.Database.Dialect() != "sqlite" {
		t.Errorf("ADDR gave the address %q and the error %v, want 127.0.0.1:8000 and SQLite", o.Config.Address, err)
	}
	if _, err := fromEnv(environment("mysql://root@localhost/shop")); err == nil || !strings.Contains(err.Error(), "mysql") {
		t.Errorf("a database that the demo cannot have gave %v, want an error that names it", err)
	}
}

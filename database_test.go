package gourd_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/postgres"
	"github.com/gourd-go/gourd/internal/pgtest"
	"github.com/gourd-go/gourd/internal/require"
)

func TestADatabaseThatCannotBeReachedAtTheStart(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	l.Close()
	app, _ := faulty(t, gourd.Config{Address: "127.0.0.1:0"})
	database := db.MustOpen("postgres://ann:sesame@"+nobody+"/shop?sslmode=disable", postgres.Driver)
	app.Manage(database)
	err = app.RunContext(t.Context())
	if !errors.Is(err, db.ErrUnavailable) || !strings.Contains(err.Error(), nobody) || strings.Contains(err.Error(), "sesame") {
		t.Errorf("ended with %v", err)
	}
}

func TestADatabaseThatGoesAwayDuringRequests(t *testing.T) {
	t.Parallel()
	server, err := pgtest.Start()
	if err != nil {
		require.Or(t, "postgres", err.Error())
	}
	defer func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}()
	app, log := faulty(t, gourd.Config{NoAccessLog: true})
	database := db.MustOpen(server.URL("postgres"), postgres.Driver)
	app.Manage(database)
	app.Get("/", func(c *gourd.Ctx) (int, error) { return db.Val[int](c.Context(), database, "SELECT 6 * 7") })
	address, stop := runApp(t, app)
	status := func() int {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address, nil)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if got := status(); got != http.StatusOK {
		t.Fatalf("at first: %d", got)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got := status(); got != http.StatusServiceUnavailable {
			t.Errorf("without the database: %d, want 503", got)
		}
	}
	if !strings.Contains(log.String(), "the request cannot be served") {
		t.Errorf("the log says\n%s", log)
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return status() == http.StatusOK })
	if err := stop(); err != nil {
		t.Errorf("the application ended with %v", err)
	}
}

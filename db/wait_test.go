package db_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
)

func TestTheLiveViewShowsWhoWaitsForTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := db.MustOpen("sqlite://:memory:", sqlite.Driver)
		if err := d.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		exec(t, d, "CREATE TABLE notes (id INTEGER)")
		scope := async.NewScope(t.Context(), async.ScopeOptions{Name: "test"})
		calls := map[string]func(ctx context.Context) error{
			"SELECT count(*) FROM notes": func(ctx context.Context) error {
				_, err := db.Val[int](ctx, d, "SELECT count(*)\n\t\tFROM notes")
				return err
			},
			"INSERT INTO notes VALUES (:id)": func(ctx context.Context) error {
				_, err := d.Execute(ctx, "INSERT INTO notes VALUES (:id)", db.Args{"id": 1})
				return err
			},
			"BEGIN": func(ctx context.Context) error {
				return d.Transaction(ctx, func(*db.Tx) error { return nil })
			},
		}
		err := d.Transaction(t.Context(), func(*db.Tx) error { // has the one connection
			for detail, call := range calls {
				task := async.Go(scope, func(ctx context.Context) (struct{}, error) { return struct{}{}, call(ctx) })
				synctest.Wait()
				got := task.Info().Wait
				if got.Kind != "db" || got.Detail != detail {
					t.Errorf("the task waits for %+v, want db %q", got, detail)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		for _, info := range scope.Tasks() {
			t.Errorf("the task %+v has not ended", info)
		}
		if err := scope.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if err := d.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
)

//go:embed schema.sql
var schema string

// openDatabase has the application open its database when it starts and close it when
// it stops. The setting DATABASE is the file, or else flaskr.sqlite in the instance
// folder.
func openDatabase(app *gourd.App) (*db.DB, error) {
	path, _ := app.Config.Get[string]("DATABASE")
	if path == "" {
		path = filepath.Join(app.InstancePath(), "flaskr.sqlite")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	database, err := db.Open(sqlite.FileURL(path), sqlite.Driver)
	if err != nil {
		return nil, err
	}

	app.Manage(database)
	app.OnStart(func(ctx context.Context) error {
		_, err := database.Execute(ctx, schema)
		return err
	})
	app.Command("init-db", "forget all users and posts, and make the tables anew", func(ctx context.Context, _ []string) error {
		if err := initDatabase(ctx, database); err != nil {
			return err
		}
		_, err := fmt.Fprintln(gourd.StdioOf(ctx).Out, "Initialized the database.")
		return err
	})
	return database, nil
}

// initDatabase makes the tables anew, all of them or none.
func initDatabase(ctx context.Context, database *db.DB) error {
	return database.Transaction(ctx, func(tx *db.Tx) error {
		_, err := tx.Execute(ctx, "DROP TABLE IF EXISTS post; DROP TABLE IF EXISTS user; "+schema)
		return err
	})
}

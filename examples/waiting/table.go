package main

import (
	"context"

	"github.com/gourd-go/gourd/db"
)

// fillTable makes my_table where it is not there yet, and gives it rows where it
// has none.
func (d *demo) fillTable(ctx context.Context) error {
	return d.database.Transaction(ctx, func(tx *db.Tx) error {
		_, err := tx.Execute(ctx, `CREATE TABLE IF NOT EXISTS my_table (id INTEGER PRIMARY KEY, name TEXT NOT NULL, origin TEXT NOT NULL)`)
		if err != nil {
			return err
		}
		if rows, err := db.Val[int](ctx, tx, "SELECT count(*) FROM my_table"); err != nil || rows > 0 {
			return err
		}
		return tx.ExecuteMany(ctx, "INSERT INTO my_table (id, name, origin) VALUES (:id, :name, :origin)", []db.Args{
			{"id": 1, "name": "Calabash", "origin": "Africa"},
			{"id": 2, "name": "Snake gourd", "origin": "South Asia"},
			{"id": 3, "name": "Buttercup", "origin": "The Americas"},
		})
	})
}

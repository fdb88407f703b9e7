package db_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
)

// A Task is a row of the examples' table.
type Task struct {
	ID    int
	Title string
	Done  bool
}

// openExample makes a database in memory with two tasks.
func openExample(ctx context.Context) *db.DB {
	database := db.MustOpen("sqlite://:memory:", sqlite.Driver)
	if err := database.Open(ctx); err != nil {
		log.Fatal(err)
	}
	_, err := database.Execute(ctx, `
		CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE, done BOOLEAN NOT NULL DEFAULT FALSE);
		INSERT INTO tasks (title, done) VALUES ('buy milk', TRUE), ('bake bread', FALSE);
	`)
	if err != nil {
		log.Fatal(err)
	}
	return database
}

func Example() {
	ctx := context.Background()
	database := db.MustOpen("sqlite://:memory:", sqlite.Driver)
	if err := database.Open(ctx); err != nil { // app.Manage(database) does it in an application
		log.Fatal(err)
	}
	defer database.Close(ctx)

	_, err := database.Execute(ctx, "CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT, done BOOLEAN)")
	if err != nil {
		log.Fatal(err)
	}
	_, err = database.Execute(ctx, "INSERT INTO tasks (title, done) VALUES (:title, :done)", db.Args{"title": "buy milk", "done": false})
	if err != nil {
		log.Fatal(err)
	}
	tasks, err := db.All[Task](ctx, database, "SELECT * FROM tasks WHERE done = :done", db.Args{"done": false})
	fmt.Println(tasks, err)
	// Output: [{1 buy milk false}] <nil>
}

func ExampleAll() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	tasks, err := db.All[Task](ctx, database, "SELECT * FROM tasks WHERE id IN (:ids...)", db.Args{"ids": []int{1, 2, 3}})
	fmt.Println(tasks, err)
	names, err := db.All[string](ctx, database, "SELECT title FROM tasks ORDER BY title")
	fmt.Println(names, err)
	// Output:
	// [{1 buy milk true} {2 bake bread false}] <nil>
	// [bake bread buy milk] <nil>
}

func ExampleOne() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	const query = "SELECT * FROM tasks WHERE id = :id"
	task, err := db.One[Task](ctx, database, query, db.Args{"id": 2})
	fmt.Println(task, err)
	_, err = db.One[Task](ctx, database, query, db.Args{"id": 3})
	fmt.Println(err, errors.Is(err, db.ErrNotFound))
	// Output:
	// {2 bake bread false} <nil>
	// db: no row was found true
}

func ExampleVal() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	id, err := db.Val[int](ctx, database, "INSERT INTO tasks (title) VALUES ('eat') RETURNING id")
	fmt.Println(id, err)
	n, err := db.Val[int](ctx, database, "SELECT count(*) FROM tasks")
	fmt.Println(n, err)
	// Output:
	// 3 <nil>
	// 3 <nil>
}

func ExampleEach() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	for task, err := range db.Each[Task](ctx, database, "SELECT * FROM tasks ORDER BY id") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(task.Title)
	}
	// Output:
	// buy milk
	// bake bread
}

func ExampleDB_FetchAll() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	rows, err := database.FetchAll(ctx, "SELECT title, done FROM tasks ORDER BY id")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rows[0].Get("title"))
	text, err := json.Marshal(rows)
	fmt.Println(string(text), err)
	// Output:
	// buy milk
	// [{"title":"buy milk","done":true},{"title":"bake bread","done":false}] <nil>
}

func ExampleDB_ExecuteMany() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	err := database.ExecuteMany(ctx, "INSERT INTO tasks (title, done) VALUES (:title, :done)", []Task{{Title: "eat"}, {Title: "sleep"}})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleDB_Transaction() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	err := database.Transaction(ctx, func(tx *db.Tx) error {
		if _, err := tx.Execute(ctx, "DELETE FROM tasks WHERE done"); err != nil {
			return err
		}
		err := tx.Transaction(ctx, func(inner *db.Tx) error { // a savepoint
			_, err := inner.Execute(ctx, "INSERT INTO tasks (title) VALUES ('bake bread')")
			return err
		})
		fmt.Println(db.Violates(err, db.Unique))
		return nil // what the outer one did stays
	})
	fmt.Println(err)
	left, err := db.All[string](ctx, database, "SELECT title FROM tasks")
	fmt.Println(left, err)
	// Output:
	// true
	// <nil>
	// [bake bread] <nil>
}

func ExampleOrNotFound() {
	ctx := context.Background()
	database := openExample(ctx)
	defer database.Close(ctx)

	_, err := db.OrNotFound(db.One[Task](ctx, database, "SELECT * FROM tasks WHERE id = 99"))
	status, ok := err.(interface{ HTTPStatus() int })
	fmt.Println(ok, status.HTTPStatus())
	// Output: true 404
}

package sqlite_test

import (
	"context"
	"fmt"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/sqlite"
)

func Example() {
	ctx := context.Background()
	database := db.MustOpen("sqlite://:memory:", sqlite.Driver)
	if err := database.Open(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = database.Close(ctx) }()
	answer, err := db.Val[int](ctx, database, "SELECT 6 * :n", db.Args{"n": 7})
	fmt.Println(answer, err)
	// Output: 42 <nil>
}

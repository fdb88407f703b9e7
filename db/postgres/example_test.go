package postgres_test

import (
	"fmt"

	"github.com/gourd-go/gourd/db"
	"github.com/gourd-go/gourd/db/postgres"
)

// Opening a handle checks the URL; App.Manage, or the handle's own Open, connects.
func Example() {
	_, err := db.Open("postgres://ann@localhost/shop?sslmode=disable", postgres.Driver)
	fmt.Println(err)
	// Output: <nil>
}

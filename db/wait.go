package db

import (
	"context"

	"github.com/gourd-go/gourd/async"
)

// wait is the mark that tells the live view what a task waits for.
type wait = async.Wait

// waitLimit is how much of a query the live view shows.
const waitLimit = 80

// waitingFor marks the current task as waiting for the database. brief is the query on one line.
func waitingFor(ctx context.Context, brief string) wait {
	return async.Waiting(ctx, "db", brief)
}

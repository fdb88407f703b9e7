// Waiting is the demo of Gourd: an application whose views wait for time, for
// another service and for a database, and a page that fires hundreds of requests
// at one of them to show that none waits for another.
//
//	make demo                          # http://127.0.0.1:5000
//	ADDR=0.0.0.0:8000 make demo        # another address
//	DATABASE_URL=postgres://… make demo
//
// It needs no other program: the service that it asks is its own, and so is the
// database, an SQLite in memory unless DATABASE_URL names another.
package main

import (
	"fmt"
	"os"
)

func main() {
	options, err := fromEnv(os.Getenv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	NewApp(options).Run()
}

// Flaskr is the blog of Flask's tutorial, written in Gourd: users register and log in,
// write posts, change them and delete them. docs/tutorial walks through it.
//
//	make flaskr                                       # http://127.0.0.1:5000
//	cd examples && go run ./flaskr                    # the same
//	GOURD_COMMAND=init-db go run ./flaskr             # forget all users and posts
//
// What belongs to one installation, the secret key and the database, is in its
// instance folder, which the first start makes.
package main

import (
	"fmt"
	"os"

	"github.com/gourd-go/gourd"
)

func main() {
	err := gourd.LoadDotEnv() // variables of .env, where they are not set
	if err == nil {
		var app *gourd.App
		if app, err = NewApp(); err == nil {
			app.Run() // ends the process itself when something goes wrong
			return
		}
	}
	fmt.Fprintln(os.Stderr, "Error:", err)
	os.Exit(1)
}

//go:build linux

package main

import (
	"context"
	"io"
	"log/slog"
	"net"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/server"
)

// gourdApp is the application without hooks.
func gourdApp() *gourd.App {
	app := gourd.New("bench")
	app.Get("/", func(*gourd.Ctx) (string, error) { return hello, nil })
	app.Get("/json", func(*gourd.Ctx) (message, error) { return theMessage, nil })
	app.Get("/items/<int:id>/<name>", func(c *gourd.Ctx) (string, error) {
		return item(c.Arg[int]("id"), c.Arg[string]("name"), c.Query("q")), nil
	})
	return app
}

// gourdHooked has a before hook that asks for a header field and an after hook that
// sets one.
func gourdHooked() *gourd.App {
	app := gourdApp()
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if c.Header("X-Maintenance") != "" {
			return gourd.Text("The shop is closed."), nil
		}
		return gourd.Response{}, nil
	})
	app.After(func(_ *gourd.Ctx, r *gourd.Response) error {
		r.Header.Set("X-Frame-Options", "DENY")
		return nil
	})
	return app
}

func serveGourd(l net.Listener) error {
	return serveApp(gourdApp(), server.Config{Listener: l})
}

// serveGourdLogged writes a record of JSON for each request, to nowhere.
func serveGourdLogged(l net.Listener) error {
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	return serveApp(gourdHooked(), server.Config{Listener: l, AccessLog: log})
}

func serveApp(app *gourd.App, config server.Config) error {
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		return err
	}
	return server.Serve(ctx, app, config)
}

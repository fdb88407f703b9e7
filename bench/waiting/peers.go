//go:build linux

package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/server"
)

// view is what each server runs.
type view struct {
	wait time.Duration
	now  atomic.Int64 // views that wait
}

const waited = "waited"

// peer is one of those that are compared.
type peer struct {
	name  string
	serve func(l net.Listener, v *view) error
}

// peers are in the order of the tables; the ratios are to the first.
var peers = []peer{
	{"net/http", serveNetHTTP},
	{"gourd", serveGourd},
}

// serveNetHTTP waits as a careful author does on net/http: until the time is over or
// the client has left.
func serveNetHTTP(l net.Listener, v *view) error {
	m := http.NewServeMux()
	m.HandleFunc("GET /wait", func(w http.ResponseWriter, r *http.Request) {
		v.now.Add(1)
		defer v.now.Add(-1)
		timer := time.NewTimer(v.wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, waited)
		case <-r.Context().Done():
		}
	})
	return http.Serve(l, m)
}

func serveGourd(l net.Listener, v *view) error {
	app := gourd.New("waiting")
	app.Get("/wait", func(c *gourd.Ctx) (string, error) {
		v.now.Add(1)
		defer v.now.Add(-1)
		return waited, async.Sleep(c.Context(), v.wait)
	})
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		return err
	}
	return server.Serve(ctx, app, server.Config{Listener: l})
}

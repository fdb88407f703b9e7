//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/server"
)

// pause is what the view that waits waits for.
const (
	pause  = 10 * time.Millisecond
	paused = "paused"
)

// peer is one of those that are compared. Its view /cpu burns that many rounds, and
// /wait waits.
type peer struct {
	name    string
	handler func(rounds int64) http.Handler
	serve   func(l net.Listener, h http.Handler) error
}

// peers are in the order of the tables.
var peers = []peer{
	{"net/http", netHTTP, http.Serve},
	{"gin", ginEngine, http.Serve},
	{"gourd", gourdApp, serveGourd},
}

func burnt(rounds int64) string { return strconv.FormatUint(burn(rounds), 10) }

func netHTTP(rounds int64) http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /cpu", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, burnt(rounds)) })
	m.HandleFunc("GET /wait", func(w http.ResponseWriter, r *http.Request) {
		if waitFor(r.Context(), pause) {
			_, _ = io.WriteString(w, paused)
		}
	})
	return m
}

func ginEngine(rounds int64) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	m := gin.New()
	m.GET("/cpu", func(c *gin.Context) { c.String(http.StatusOK, burnt(rounds)) })
	m.GET("/wait", func(c *gin.Context) {
		if waitFor(c.Request.Context(), pause) {
			c.String(http.StatusOK, paused)
		}
	})
	return m
}

// waitFor reports whether the time was over before ctx was.
func waitFor(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func gourdApp(rounds int64) http.Handler {
	app := gourd.New("hog")
	app.Get("/cpu", func(c *gourd.Ctx) (string, error) {
		return async.CPU(c.Context(), func(context.Context) (string, error) { return burnt(rounds), nil })
	})
	app.Get("/wait", func(c *gourd.Ctx) (string, error) {
		return paused, async.Sleep(c.Context(), pause)
	})
	return app
}

// serveGourd serves an application on Gourd's own server.
func serveGourd(l net.Listener, h http.Handler) error {
	app, ok := h.(*gourd.App)
	if !ok {
		return fmt.Errorf("the handler is a %T, want a *gourd.App", h)
	}
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		return err
	}
	return server.Serve(ctx, app, server.Config{Listener: l})
}

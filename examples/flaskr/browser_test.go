package main

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/require"
)

// tab is a page of a browser.
type tab struct {
	t   *testing.T
	url string // of the blog
	ctx context.Context
}

// visit serves an empty blog until the test ends, and opens a browser on it.
func visit(t *testing.T) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), chromium(t)...)
	t.Cleanup(cancel)
	url := serve(t)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("the browser's end: %v", err)
		}
	})
	b := &tab{t: t, url: url, ctx: ctx}
	b.do(chromedp.EmulateViewport(1000, 800))
	return b
}

// serve runs the blog on a port of its own and returns its address.
func serve(t *testing.T) string {
	t.Helper()
	listening, ended := make(chan string, 1), make(chan error, 1)
	config := gourd.Config{
		Testing: true, SecretKey: "test", InstancePath: t.TempDir(), Address: "127.0.0.1:0", NoAccessLog: true,
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	config.Server.OnListen = func(a net.Addr) { listening <- "http://" + a.String() }
	app, err := NewApp(config)
	if err != nil {
		t.Fatal(err)
	}
	life, stop := context.WithCancel(t.Context())
	go func() { ended <- app.RunContext(life) }()
	select {
	case url := <-listening:
		t.Cleanup(func() {
			stop()
			if err := <-ended; err != nil {
				t.Errorf("the blog did not stop cleanly: %v", err)
			}
		})
		return url
	case err := <-ended:
		stop()
		t.Fatalf("the blog did not start: %v", err)
		return ""
	}
}

// chromium are the options of a browser that touches nothing outside of a new folder
// of its own, which chromedp makes and removes.
func chromium(t *testing.T) []chromedp.ExecAllocatorOption {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path)}
		for _, flag := range []string{
			"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
			"disable-component-update", "disable-sync", "disable-dev-shm-usage",
		} {
			options = append(options, chromedp.Flag(flag, true))
		}
		return options
	}
	require.Or(t, "chromium", "no chromium, chromium-browser or google-chrome is in PATH")
	return nil
}

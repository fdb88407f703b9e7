// Package browser opens a headless Chromium for the tests of the examples. It knows
// none of them.
package browser

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/gourd-go/gourd/internal/require"
)

// patience is for steps on a page, which should not take long, on a busy machine.
const patience = 2 * time.Minute

// Tab is a page of a browser. What fails on it ends its test.
type Tab struct {
	Context context.Context // of the browser, for chromedp
	// Told returns what the message of a failure ends with; nil: nothing.
	Told func() string

	t *testing.T
}

// Open opens a browser until the test ends. Without one the test is skipped, or fails
// where GOURD_REQUIRE has "chromium".
func Open(t *testing.T) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options(t)...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("the browser's end: %v", err)
		}
	})
	return &Tab{Context: ctx, t: t}
}

// options are those of a browser that touches nothing outside of a new folder of its
// own, which chromedp makes and removes.
func options(t *testing.T) []chromedp.ExecAllocatorOption {
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

// Do runs steps that lead to no other page.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	Run(b, func(ctx context.Context) (chromedp.Void, error) {
		return chromedp.Void{}, chromedp.Do(ctx, steps...)
	})
}

// Run runs actions. The browser's very first must not have a deadline, since it would
// be the browser's.
func Run[T any](b *Tab, f func(context.Context) (T, error)) T {
	b.t.Helper()
	if err := chromedp.Do(b.Context); err != nil {
		b.t.Fatalf("the browser cannot start: %v", err)
	}
	ctx, cancel := context.WithTimeout(b.Context, patience)
	defer cancel()
	v, err := f(ctx)
	if err != nil {
		told := ""
		if b.Told != nil {
			told = b.Told()
		}
		b.t.Fatalf("%v%s", err, told)
	}
	return v
}

// Eval returns the value of an expression on the page.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	return Run(b, func(ctx context.Context) (T, error) { return chromedp.Run(ctx, chromedp.Evaluate[T](expression)) })
}

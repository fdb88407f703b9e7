package gourd_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gourdtest"
)

// The order is Quart's: before_serving, while_serving up; background work,
// after_serving, while_serving down; but what was begun last ends first.
func TestWhileServing(t *testing.T) {
	var d diary
	app := gourd.New("shop")
	app.Manage(resource{"db", &d, nil})
	for _, name := range []string{"one", "two"} {
		app.WhileServing(func(context.Context) (func(context.Context) error, error) {
			d.note("begin %s", name)
			return func(context.Context) error { d.note("end %s", name); return nil }, nil
		})
	}
	app.WhileServing(func(context.Context) (func(context.Context) error, error) { return nil, nil })
	app.OnStart(func(context.Context) error { d.note("start"); return nil })
	app.OnStop(func(context.Context) error { d.note("stop"); return nil })
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	app.Background(func(context.Context) error { d.note("background"); return nil })
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := d.String(), "open db, start, begin one, begin two, background, stop, end two, end one, close db"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAFailedWhileServingEndsTheStart(t *testing.T) {
	var d diary
	app := gourd.New("shop")
	app.WhileServing(func(context.Context) (func(context.Context) error, error) {
		return func(context.Context) error { d.note("end"); return errors.New("stuck") }, nil
	})
	app.WhileServing(func(context.Context) (func(context.Context) error, error) { return nil, errors.New("no watcher") })
	err := app.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "serving_test.go:") || !strings.Contains(err.Error(), "no watcher") || !strings.Contains(err.Error(), "stuck") {
		t.Errorf("Start returned %v", err)
	}
	if got := d.String(); got != "end" {
		t.Errorf("got %s, want that what was begun ends", got)
	}
}

func TestAnApplicationThatIsMountedTwiceStopsWithTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		shared := gourd.New("shared")
		shared.OnStart(func(context.Context) error { d.note("start"); return nil })
		shared.OnStop(func(context.Context) error { d.note("stop"); return nil })
		var outer [2]*gourd.App
		for i := range outer {
			outer[i] = gourd.New("outer")
			outer[i].Mount("/shared", shared)
			if err := outer[i].Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		shared.Background(func(ctx context.Context) error {
			defer d.note("background")
			return async.Sleep(ctx, time.Minute)
		})
		for i := range outer {
			began := time.Now()
			if err := outer[i].Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.note("outer %d stopped in %v", i, time.Since(began))
			select {
			case <-shared.Draining():
				d.note("draining")
			default:
			}
		}
		if got, want := d.String(), "start, outer 0 stopped in 0s, background, stop, outer 1 stopped in 1m0s, draining"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestAPeerWithoutAnAddress(t *testing.T) {
	app := gourd.New("peer", gourd.Config{Testing: true})
	app.Get("/", func(c *gourd.Ctx) (string, error) { return c.RemoteAddr(), nil })
	client := gourdtest.New(t, app)
	for addr, want := range map[string]string{"@": "", "/run/peer.sock": "", "192.0.2.1:5": "192.0.2.1", "[::1]:5": "::1", "192.0.2.1": "192.0.2.1"} {
		client.Get("/", gourdtest.Remote(addr)).WantBody(want)
	}
}

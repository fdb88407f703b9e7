package gourd_test

import (
	"net/http"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/signed"
)

// hookedApp answers as the application without hooks does, behind three before hooks
// of which one reads the session, and an after hook.
func hookedApp() *gourd.App {
	app := gourd.New("bench", gourd.Config{SecretKey: "secret"})
	for range 2 {
		app.Before(func(*gourd.Ctx) (gourd.Response, error) { return gourd.Response{}, nil })
	}
	app.Before(func(c *gourd.Ctx) (gourd.Response, error) {
		if id, ok := c.Session().Get[int]("user_id"); !ok || id != 4711 {
			return gourd.Response{}, gourd.Error(http.StatusUnauthorized, "")
		}
		return gourd.Response{}, nil
	})
	app.After(func(*gourd.Ctx, *gourd.Response) error { return nil })
	app.Get("/", hello)
	return app
}

func plainApp() *gourd.App {
	app := gourd.New("bench")
	app.Get("/", hello)
	return app
}

// mostForHooksAndSession is how many allocations the hooks and the session of hookedApp
// may add to a request: the map of the session and its three values are eight of them.
const mostForHooksAndSession = 9

func hello(*gourd.Ctx) (string, error) { return "Hello, World!", nil }

// loginRequest has a session with three values.
func loginRequest(t testing.TB) *http.Request {
	codec, err := signed.NewSessionCodec("secret")
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := codec.Encode(map[string]any{"user_id": 4711, "name": "Ada", "_fresh": true}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	r := request("/")
	r.Header.Set("Cookie", "session="+cookie)
	return r
}

// inTurn is how many requests of a kind BenchmarkHooksAndSession makes before it is the
// other kind's turn: some hundred microseconds, in which another program seldom comes
// between.
const inTurn = 100

// BenchmarkHooksAndSession counts a plain request and one with hooks and a session as one
// operation, and reports the time of each, and the difference: what three before hooks, a
// session that is read and an after hook add to a request, which is to be 3000 ns at
// most. The two take turns and the figures are medians, so that what other programs take
// of the processor hardly counts.
func BenchmarkHooksAndSession(b *testing.B) {
	plain, hooked := plainApp(), hookedApp()
	r, w := loginRequest(b), &nullWriter{http.Header{}}
	var plains, hookeds []time.Duration
	b.ReportAllocs()
	for left := b.N; left > 0; left -= inTurn {
		n := min(left, inTurn)
		plains = append(plains, serveTimes(plain, r, w, n))
		hookeds = append(hookeds, serveTimes(hooked, r, w, n))
	}
	without, with := middle(plains), middle(hookeds)
	b.ReportMetric(without, "plain-ns")
	b.ReportMetric(with, "hooked-ns")
	b.ReportMetric(with-without, "added-ns")
}

// serveTimes has the application answer n requests and returns how long one took.
func serveTimes(app *gourd.App, r *http.Request, w *nullWriter, n int) time.Duration {
	start := time.Now()
	for range n {
		clear(w.header)
		app.ServeHTTP(w, r)
	}
	return time.Since(start) / time.Duration(n)
}

// middle is the median in nanoseconds.
func middle(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)/2])
}

func TestHooksAndASessionAllocateLittle(t *testing.T) {
	plain, hooked := plainApp(), hookedApp()
	r, w := loginRequest(t), &nullWriter{http.Header{}}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection empties the pools
	count := func(app *gourd.App) float64 {
		return testing.AllocsPerRun(500, func() { serveTimes(app, r, w, 1) })
	}
	added := count(hooked) - count(plain)
	t.Logf("hooks and a session of three values add %v allocations", added)
	if added > mostForHooksAndSession && !raceEnabled {
		t.Errorf("hooks and a session of three values add %v allocations, want at most %v", added, mostForHooksAndSession)
	}
}

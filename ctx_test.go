package gourd_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"github.com/gourd-go/gourd/gourdtest"
)

func TestACtxThatIsUsedBehindItsEndPanics(t *testing.T) {
	uses := map[string]func(c *gourd.Ctx){
		"Path":      func(c *gourd.Ctx) { c.Path() },
		"Method":    func(c *gourd.Ctx) { c.Method() },
		"Arg":       func(c *gourd.Ctx) { c.Arg[int]("id") },
		"Query":     func(c *gourd.Ctx) { c.Query("q") },
		"Header":    func(c *gourd.Ctx) { c.Header("Accept") },
		"Cookie":    func(c *gourd.Ctx) { c.Cookie("a") },
		"Context":   func(c *gourd.Ctx) { c.Context() },
		"G":         func(c *gourd.Ctx) { c.G() },
		"URL":       func(c *gourd.Ctx) { c.URL("keep", "id", 1) },
		"Body":      func(c *gourd.Ctx) { _, _ = c.Body() },
		"Form":      func(c *gourd.Ctx) { _, _ = c.Form() },
		"JSON":      func(c *gourd.Ctx) { _, _ = c.JSON[int]() },
		"SetHeader": func(c *gourd.Ctx) { c.SetHeader("A", "b") },
		"SetStatus": func(c *gourd.Ctx) { c.SetStatus(201) },
		"Request":   func(c *gourd.Ctx) { c.Request() },
		"Page":      func(c *gourd.Ctx) { c.Page("a", nil) },
		"a task":    func(c *gourd.Ctx) { async.Go(c, func(context.Context) (int, error) { return 0, nil }) },
	}
	for name, use := range uses {
		for mode, config := range map[string]gourd.Config{"in tests": {Testing: true}, "in debug mode": {Debug: true}} {
			t.Run(name+", "+mode, func(t *testing.T) {
				var kept *gourd.Ctx
				app, _ := faulty(t, config)
				app.Get("/keep/<int:id>", func(c *gourd.Ctx) (string, error) { kept = c; return "x", nil }).Name("keep")
				w := httptest.NewRecorder()
				app.ServeHTTP(w, httptest.NewRequest("GET", "/keep/1?q=2", nil))
				if w.Code != 200 {
					t.Fatalf("answered %d", w.Code)
				}
				message := misuse(t, func() { use(kept) })
				for _, want := range []string{"a Ctx was used at", "ctx_test.go:", "GET /keep/1?q=2", "the view at", "hand c.Context() and values"} {
					if !strings.Contains(message, want) {
						t.Errorf("the message is %q, want %q in it", message, want)
					}
				}
			})
		}
	}
}

// everything answers all that a Ctx tells of its request, and puts something into
// every store that it has.
func everything(c *gourd.Ctx) (string, error) {
	form, err := c.Form()
	if err != nil {
		return "", err
	}
	left := c.G().Value("left")
	c.G().Set("left", c.Path())
	if q := c.Query("q"); q != "" {
		c.SetHeader("X-Q", q)
	}
	if c.Query("status") != "" {
		c.SetStatus(c.QueryAs("status", 0))
	}
	if c.Query("ctx") != "" && c.Context().Err() != nil {
		return "", c.Context().Err()
	}
	return fmt.Sprintf("%s %s %s %s %s %s %v %v", c.Method(), c.Path(), c.Arg[string]("name"), c.Query("q"), c.Header("X-In"), c.Cookie("a"), form.Values, left), nil
}

// kinds are requests that differ in all that a Ctx keeps, and their answers.
var kinds = []struct {
	method, target, in, cookie, form string
	status                           int
	want                             string
}{
	{"GET", "/a%20b?q=1&ctx=1", "in", "a=c", "", 200, "GET /a b a b 1 in c map[] <nil>"},
	{"POST", "/x?status=201", "", "", "f=1&g=2", 201, "POST /x x    map[f:[1] g:[2]] <nil>"},
	{"GET", "/y", "", "", "", 200, "GET /y y    map[] <nil>"},
	{"GET", "/%E9", "", "a=d", "", 200, "GET /\uFFFD \uFFFD   d map[] <nil>"},
	{"PUT", "/x", "", "", "", 405, ""},
	{"GET", "/a/b", "", "", "", 404, ""},
	{"GET", "/panic", "", "", "", 500, ""},
}

func serveEverything(t *testing.T) *gourd.App {
	app, _ := faulty(t, gourd.Config{})
	app.Route("/<name>", func(c *gourd.Ctx) (string, error) {
		if c.Path() == "/panic" {
			panic("boom")
		}
		return everything(c)
	}, "GET", "POST")
	return app
}

// checkKind sends the i-th kind of request and reports what is wrong with its
// answer.
func checkKind(app http.Handler, i int) error {
	k := kinds[i%len(kinds)]
	r := httptest.NewRequest(k.method, k.target, strings.NewReader(k.form))
	if k.form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if k.in != "" {
		r.Header.Set("X-In", k.in)
	}
	if k.cookie != "" {
		r.Header.Set("Cookie", k.cookie)
	}
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	if w.Code != k.status || k.want != "" && w.Body.String() != k.want {
		return fmt.Errorf("%s %s answered %d %q, want %d %q", k.method, k.target, w.Code, w.Body, k.status, k.want)
	}
	if got, want := w.Header().Get("X-Q"), r.URL.Query().Get("q"); got != want && w.Code < 400 {
		return fmt.Errorf("%s %s has the field X-Q: %s, want %q", k.method, k.target, got, want)
	}
	return nil
}

func TestARequestLearnsNothingOfTheOneBefore(t *testing.T) {
	app := serveEverything(t)
	for i := range 50 * len(kinds) {
		for _, other := range []int{i, i * 3, i + 1} {
			if err := checkKind(app, other); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestManyRequestsAtOnce(t *testing.T) {
	app := serveEverything(t)
	var all sync.WaitGroup
	for g := range 100 {
		all.Go(func() {
			for i := range 30 {
				if err := checkKind(app, g+i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestStringsOfACtxMayBeKept(t *testing.T) {
	var kept []string
	c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
		app.Post("/<name>/<path:rest>", func(c *gourd.Ctx) (string, error) {
			form, err := c.Form()
			kept = []string{
				c.Path(), c.Method(), c.Arg[string]("name"), c.Arg[string]("rest"), c.Query("q"), c.QueryString(), c.Header("X-In"),
				c.Cookie("a"), c.Host(), c.FullURL(), form.Get("f"), c.RemoteAddr(), c.Args()["name"].(string), c.QueryAll("r")[0], c.HeaderAll("X-In")[0], c.Queries().Get("q"),
			}
			return "", err
		})
	})
	// The test client writes over a request's head when it has ended.
	c.Post("/plain/a/b?q=1&r=%C3%A9", gourdtest.Header("X-In", "in"), gourdtest.Cookie("a", "c"), gourdtest.Form(url.Values{"f": {"g"}}))
	want := "/plain/a/b POST plain a/b 1 q=1&r=%C3%A9 in c localhost http://localhost/plain/a/b?q=1&r=%C3%A9 g 127.0.0.1 plain é in 1"
	if got := strings.Join(kept, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTasksOfARequestEndWithIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		c, _ := client(t, gourd.Config{}, func(app *gourd.App) {
			app.Get("/", func(c *gourd.Ctx) (string, error) {
				async.Go(c, func(ctx context.Context) (int, error) {
					err := async.Sleep(ctx, time.Hour)
					ended <- context.Cause(ctx)
					return 0, err
				})
				return "at once", async.Sleep(c.Context(), time.Second)
			})
		})
		began := time.Now()
		c.Get("/").Want(200).WantBody("at once")
		if waited := time.Since(began); waited != time.Second {
			t.Errorf("the request took %v, want 1s", waited)
		}
		select {
		case err := <-ended:
			if err == nil {
				t.Error("the task was not cancelled")
			}
		default:
			t.Error("the task outlives its request")
		}
	})
}

func TestTimeOutsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(c *gourd.Ctx) (string, error) { return "late", async.Sleep(c.Context(), 45*time.Second) }
		c, _ := client(t, gourd.Config{RequestTimeout: 30 * time.Second}, func(app *gourd.App) {
			app.Get("/default", slow)
			app.Get("/short", slow).Timeout(time.Second)
			app.Get("/long", slow).Timeout(time.Hour)
			app.Get("/any", slow).Timeout(-1)
		})
		for path, want := range map[string]struct {
			status int
			after  time.Duration
		}{
			"/default": {503, 30 * time.Second}, "/short": {503, time.Second}, "/long": {200, 45 * time.Second}, "/any": {200, 45 * time.Second},
		} {
			began := time.Now()
			c.Get(path).Want(want.status)
			if got := time.Since(began); got != want.after {
				t.Errorf("%s took %v, want %v", path, got, want.after)
			}
		}
	})
}

func TestTheHotPathAllocatesLittle(t *testing.T) {
	app := benchApp()
	hosts := quiet(func(app *gourd.App) {
		app.Config.ServerName, app.Config.Rules.SubdomainMatching = "shop.example", true
		app.Get("/", func(*gourd.Ctx) (string, error) { return "", nil }).Subdomain("<user>")
	})
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection empties the pools
	for target, most := range map[string]float64{"/": 1, "/json": 2, "/items/42/lamp?q=x": 2, "http://ann.shop.example/": 1} {
		app, r, w := app, request(target), &nullWriter{http.Header{}}
		if r.URL.Host != "" {
			app, r.Host = hosts, r.URL.Host
		}
		got := testing.AllocsPerRun(500, func() {
			clear(w.header)
			app.ServeHTTP(w, r)
		})
		t.Logf("%s: %v allocations", target, got)
		if got > most && !raceEnabled {
			t.Errorf("GET %s costs %v allocations, want at most %v", target, got, most)
		}
	}
}

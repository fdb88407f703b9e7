package gourd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/async"
	"go.uber.org/goleak"
)

// diary notes what happens, in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.lines, ", ")
}

// resource notes when it is opened and closed.
type resource struct {
	name string
	d    *diary
	fail error
}

func (r resource) Open(context.Context) error {
	r.d.note("open %s", r.name)
	return r.fail
}

func (r resource) Close(context.Context) error {
	r.d.note("close %s", r.name)
	return nil
}

// runApp runs app on a free port; stop ends it and returns what RunContext did.
func runApp(t *testing.T, app *gourd.App) (address string, stop func() error) {
	t.Helper()
	listening := make(chan string, 1)
	app.Config.Address = "127.0.0.1:0"
	app.Config.Server.OnListen = func(a net.Addr) { listening <- a.String() }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- app.RunContext(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = stop() })
	select {
	case address = <-listening:
		return address, stop
	case err := <-ended:
		t.Fatalf("the application ended with %v", err)
	}
	return "", nil
}

func TestLifeOfAnApplication(t *testing.T) {
	app, _ := faulty(t, gourd.Config{NoAccessLog: true})
	d := &diary{}
	app.Manage(resource{name: "db", d: d}, resource{name: "client", d: d})
	app.OnStart(func(context.Context) error { d.note("start"); return nil })
	app.OnStop(func(context.Context) error { d.note("stop 1"); return nil })
	app.OnStop(func(context.Context) error { d.note("stop 2"); return nil })
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		app.Background(func(ctx context.Context) error {
			defer d.note("background")
			return async.Sleep(ctx, 50*time.Millisecond)
		})
		return "at once", nil
	})
	address, stop := runApp(t, app)
	res, err := http.Get("http://" + address)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if err := stop(); err != nil {
		t.Errorf("the application ended with %v", err)
	}
	want := "open db, open client, start, background, stop 2, stop 1, close client, close db"
	if d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
	if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "has stopped") {
		t.Errorf("a stopped application starts again: %v", err)
	}
}

func TestAFailedStartClosesWhatItOpened(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	d := &diary{}
	down := errors.New("db: cannot connect to 192.0.2.1:5432")
	app.Manage(resource{name: "client", d: d}, resource{name: "db", d: d, fail: down}, resource{name: "never", d: d})
	if err := app.RunContext(t.Context()); !errors.Is(err, down) {
		t.Errorf("ended with %v, want %v", err, down)
	}
	if want := "open client, open db, close client"; d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
}

func TestShutdownWaitsForRequests(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	began, goOn := make(chan struct{}), make(chan struct{})
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		close(began)
		<-goOn
		return "complete", c.Context().Err()
	})
	address, stop := runApp(t, app)
	type answer struct {
		body string
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		res, err := http.Get("http://" + address)
		if err != nil {
			answered <- answer{err: err}
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		answered <- answer{string(body), err}
	}()
	<-began
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	waitFor(t, func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err != nil // no connection is accepted any more
	})
	close(goOn)
	if a := <-answered; a.err != nil || a.body != "complete" {
		t.Errorf("the request under way got %q, %v", a.body, a.err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the application ended with %v", err)
	}
}

func TestShutdownCancelsWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	app, log := faulty(t, gourd.Config{DrainTimeout: 50 * time.Millisecond})
	began, cause := make(chan struct{}), make(chan error, 2)
	app.Get("/", func(c *gourd.Ctx) (string, error) {
		app.Background(func(ctx context.Context) error {
			err := async.Sleep(ctx, time.Hour)
			cause <- err
			return err
		})
		close(began)
		err := async.Sleep(c.Context(), time.Hour)
		cause <- err
		return "", err
	})
	address, stop := runApp(t, app)
	status := make(chan int, 1)
	go func() {
		res, err := http.Get("http://" + address)
		if err != nil {
			status <- 0
			return
		}
		res.Body.Close()
		status <- res.StatusCode
	}()
	<-began
	if err := stop(); !errors.Is(err, gourd.ErrShutdown) {
		t.Errorf("the application ended with %v, want ErrShutdown", err)
	}
	if got := <-status; got != http.StatusServiceUnavailable {
		t.Errorf("the request under way got %d, want 503", got)
	}
	if err := <-cause; !errors.Is(err, gourd.ErrShutdown) {
		t.Errorf("the view's wait ended with %v, want ErrShutdown", err)
	}
	if err := <-cause; err == nil {
		t.Error("background work was not cancelled")
	}
	if !strings.Contains(log.String(), "background work did not end in time") {
		t.Errorf("the log does not tell of the background work:\n%s", log)
	}
}

func TestAPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	app, _ := faulty(t, gourd.Config{Address: l.Addr().String()})
	err = app.RunContext(t.Context())
	if err == nil || !strings.Contains(err.Error(), "in use by another program") || !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("got %v", err)
	}
}

func TestAMissingSecret(t *testing.T) {
	app, _ := faulty(t, gourd.Config{})
	app.Require("SECRET_KEY", "MAIL_SERVER")
	err := app.RunContext(t.Context())
	for _, want := range []string{"the setting SECRET_KEY is missing", "MAIL_SERVER", "lifespan_test.go"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	fine, _ := faulty(t, gourd.Config{SecretKey: "s", Values: map[string]any{"MAIL_SERVER": "localhost"}})
	fine.Require("SECRET_KEY", "MAIL_SERVER")
	if err := fine.Setup(); err != nil {
		t.Error(err)
	}
}

func TestTheFirstRequestStartsTheApplication(t *testing.T) {
	app, log := faulty(t, gourd.Config{})
	d := &diary{}
	down := resource{name: "db", d: d, fail: errors.New("no database")}
	app.Manage(&down)
	app.Get("/", func(*gourd.Ctx) (string, error) { return "x", nil })
	if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 503") || strings.Contains(answer, "no database") {
		t.Errorf("answered %q", answer)
	}
	if !strings.Contains(log.String(), "no database") {
		t.Errorf("the log says %q", log)
	}
	down.fail = nil // it is back
	if answer := get(t, app, "/"); !strings.HasPrefix(answer, "HTTP/1.1 200") {
		t.Errorf("answered %q", answer)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAMountedApplicationLivesWithTheOuterOne(t *testing.T) {
	d := &diary{}
	inner, _ := faulty(t, gourd.Config{})
	inner.Manage(resource{name: "inner", d: d})
	inner.Get("/", func(c *gourd.Ctx) (string, error) { return "inner", nil })
	outer, _ := faulty(t, gourd.Config{NoAccessLog: true})
	outer.Manage(resource{name: "outer", d: d})
	group := gourd.NewBlueprint("group", "/group")
	group.Mount("/inner", inner)
	outer.Register(group)
	address, stop := runApp(t, outer)
	res, err := http.Get("http://" + address + "/group/inner/")
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res, err)
	}
	res.Body.Close()
	if err := stop(); err != nil {
		t.Error(err)
	}
	if want := "open outer, open inner, close inner, close outer"; d.String() != want {
		t.Errorf("got  %s\nwant %s", d, want)
	}
}

// The program of TestRun: this test's own binary, with GOURD_TEST_RUN set.
func TestMain(m *testing.M) {
	if os.Getenv("GOURD_TEST_RUN") == "" {
		code := m.Run()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		if err := goleak.Find(); err != nil && code == 0 {
			fmt.Fprintln(os.Stderr, "goroutines that nobody has ended:", err)
			code = 1
		}
		os.Exit(code)
	}
	app := gourd.New("program")
	app.Get("/", func(c *gourd.Ctx) (string, error) { return "hello", nil })
	app.Get("/slow", func(c *gourd.Ctx) (string, error) {
		fmt.Println("it waits")
		return "slow", async.Sleep(c.Context(), time.Minute)
	})
	app.Command("greet", "greets whom it is told to", func(_ context.Context, args []string) error {
		fmt.Println("hello,", strings.Join(args, " and "))
		return nil
	})
	app.Command("fail", "fails", func(context.Context, []string) error { return errors.New("it failed") })
	app.Run()
}

// noLingering has a program that ends under the race detector end at once, and not after
// a second.
const noLingering = "GORACE=atexit_sleep_ms=0"

// program starts the test's binary as an application.
func program(t *testing.T, args []string, env ...string) (*exec.Cmd, *logBuffer) {
	t.Helper()
	out := &logBuffer{}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), append(env, "GOURD_TEST_RUN=1", noLingering)...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, out
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}

// addressIn finds where a program says that it serves.
func addressIn(t *testing.T, out *logBuffer) string {
	t.Helper()
	var address string
	waitFor(t, func() bool {
		_, rest, ok := strings.Cut(out.String(), "Running on ")
		address, _, _ = strings.Cut(rest, " ")
		return ok && strings.Contains(rest, "quit")
	})
	return address
}

func TestRun(t *testing.T) {
	t.Parallel()
	t.Run("serves until it is interrupted", func(t *testing.T) {
		cmd, out := program(t, nil, "GOURD_ADDRESS=127.0.0.1:0")
		res, err := http.Get(addressIn(t, out))
		if err != nil || res.StatusCode != 200 {
			t.Fatal(res, err)
		}
		res.Body.Close()
		_ = cmd.Process.Signal(os.Interrupt)
		if code := exitCode(cmd.Wait()); code != 0 {
			t.Errorf("exit code %d\n%s", code, out)
		}
		for _, want := range []string{" * Serving Gourd app 'program'", " * Debug mode: off", "(press CTRL+C to quit)", "method=GET path=/ status=200"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("it did not print %q:\n%s", want, out)
			}
		}
	})
	t.Run("a second signal ends it at once", func(t *testing.T) {
		cmd, out := program(t, nil, "GOURD_ADDRESS=127.0.0.1:0")
		address := addressIn(t, out)
		go func() {
			if res, err := http.Get(address + "/slow"); err == nil {
				res.Body.Close()
			}
		}()
		conn := strings.TrimPrefix(address, "http://")
		waitFor(t, func() bool { return strings.Contains(out.String(), "it waits") })
		_ = cmd.Process.Signal(syscall.SIGTERM)
		waitFor(t, func() bool {
			c, err := net.Dial("tcp", conn)
			if err == nil {
				c.Close()
			}
			return err != nil
		})
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if code := exitCode(cmd.Wait()); code != 130 {
			t.Errorf("exit code %d, want 130\n%s", code, out)
		}
	})
	t.Run("a port in use", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		cmd, out := program(t, nil, "GOURD_ADDRESS="+l.Addr().String())
		if code := exitCode(cmd.Wait()); code != 1 || !strings.Contains(out.String(), "Error: server: the address "+l.Addr().String()+" is in use") {
			t.Errorf("exit code %d\n%s", code, out)
		}
	})
	t.Run("a command", func(t *testing.T) {
		cmd, out := program(t, []string{"Ann", "Bob"}, "GOURD_COMMAND=greet")
		if code := exitCode(cmd.Wait()); code != 0 || out.String() != "hello, Ann and Bob\n" {
			t.Errorf("exit code %d\n%s", code, out)
		}
	})
	t.Run("a command that fails", func(t *testing.T) {
		cmd, out := program(t, nil, "GOURD_COMMAND=fail")
		if code := exitCode(cmd.Wait()); code != 1 || !strings.Contains(out.String(), "it failed") {
			t.Errorf("exit code %d\n%s", code, out)
		}
	})
	t.Run("a command that is not there", func(t *testing.T) {
		cmd, out := program(t, nil, "GOURD_COMMAND=nope")
		if code := exitCode(cmd.Wait()); code != 1 || !strings.Contains(out.String(), "it has: greet, fail") {
			t.Errorf("exit code %d\n%s", code, out)
		}
	})
	t.Run("its routes", func(t *testing.T) {
		cmd, out := program(t, nil, "GOURD_COMMAND=routes")
		if code := exitCode(cmd.Wait()); code != 0 || !strings.Contains(out.String(), `"rule":"/slow"`) {
			t.Errorf("exit code %d\n%s", code, out)
		}
	})
	t.Run("debug mode by the environment", func(t *testing.T) {
		cmd, out := program(t, nil, "GOURD_ADDRESS=127.0.0.1:0", "GOURD_DEBUG=1")
		addressIn(t, out)
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		if !bytes.Contains([]byte(out.String()), []byte("Debug mode: on")) {
			t.Errorf("it printed\n%s", out)
		}
	})
}

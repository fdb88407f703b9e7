package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gourd-go/gourd/cmd/gourd/internal/project"
	"github.com/gourd-go/gourd/cmd/gourd/internal/scaffold"
)

const commandVar = "GOURD_TEST_IS_COMMAND"

// TestMain has the test binary be the command in scripts, and with commandVar set.
func TestMain(m *testing.M) {
	if os.Getenv(commandVar) != "" {
		main()
		return
	}
	testscript.Main(m, map[string]func(){"gourd": main})
}

// scriptEnv is what the go command needs of this test's environment.
func scriptEnv() ([]string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, err
	}
	env := map[string]string{
		"GOCACHE": filepath.Join(cache, "go-build"), "GOPATH": filepath.Join(home, "go"),
		"GOFLAGS": "", "GOPROXY": "", "GOSUMDB": "", "GOTOOLCHAIN": "",
	}
	var list []string
	for name, value := range env {
		if set, ok := os.LookupEnv(name); ok {
			value = set
		}
		if value != "" {
			list = append(list, name+"="+value)
		}
	}
	return list, nil
}

// TestScripts runs the files of testdata: commands, and what they print.
func TestScripts(t *testing.T) {
	env, err := scriptEnv()
	if err != nil {
		t.Fatal(err)
	}
	checkout := scaffold.BuiltFrom()
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			e.Vars = append(e.Vars, "CHECKOUT="+checkout, "HOME="+e.WorkDir, "XDG_CACHE_HOME="+filepath.Join(e.WorkDir, ".cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"listen": listen, "module": module},
	})
}

// listen takes an address of the system's choice, keeps it until the script ends, and
// puts it into the environment variable that it is given.
func listen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: listen VARIABLE")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// module makes a folder a module that uses the checkout, with the checkout's own
// versions, so that no network is needed.
func module(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: module FOLDER")
	}
	checkout := ts.Getenv("CHECKOUT")
	text, err := os.ReadFile(filepath.Join(checkout, "go.mod"))
	ts.Check(err)
	own := strings.Replace(string(text), "module github.com/gourd-go/gourd", "module shop", 1)
	own += fmt.Sprintf("\nrequire github.com/gourd-go/gourd v0.0.0\n\nreplace github.com/gourd-go/gourd => %q\n", checkout)
	ts.Check(os.WriteFile(ts.MkAbs(filepath.Join(args[0], "go.mod")), []byte(own), 0o644))
	sums, err := os.ReadFile(filepath.Join(checkout, "go.sum"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(filepath.Join(args[0], "go.sum")), sums, 0o644))
}

func TestListenAddress(t *testing.T) {
	for _, c := range []struct {
		options runOptions
		want    string
		bad     bool
	}{
		{runOptions{host: defaultHost, port: defaultPort}, "", false},
		{runOptions{host: "0.0.0.0", port: defaultPort, hostSet: true}, "0.0.0.0:5000", false},
		{runOptions{host: defaultHost, port: 8000, portSet: true}, "127.0.0.1:8000", false},
		{runOptions{host: "::1", port: 0, hostSet: true, portSet: true}, "[::1]:0", false},
		{runOptions{address: "unix:/run/shop.sock"}, "unix:/run/shop.sock", false},
		{runOptions{host: "", port: 1, hostSet: true}, "", true},
		{runOptions{host: defaultHost, port: 65536, portSet: true}, "", true},
		{runOptions{host: defaultHost, port: -1, portSet: true}, "", true},
	} {
		got, err := c.options.listenAddress()
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("%+v: %q and %v, want %q", c.options, got, err, c.want)
		}
	}
}

func TestDebugAndReload(t *testing.T) {
	for _, c := range []struct {
		name          string
		options       runOptions
		env           string
		debug, reload bool
		passed        string
	}{
		{"nothing is said", runOptions{}, "", false, false, ""},
		{"the environment says so", runOptions{}, "1", true, true, "true"},
		{"the environment says no", runOptions{}, "0", false, false, "false"},
		{"--debug", runOptions{debug: true, debugSet: true}, "", true, true, "true"},
		{"--no-debug wins over the environment", runOptions{noDebug: true, debugSet: true}, "1", false, false, "false"},
		{"--debug --no-reload", runOptions{debug: true, debugSet: true, noReload: true, loadSet: true}, "", true, false, "true"},
		{"--reload alone", runOptions{reload: true, loadSet: true}, "", false, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("GOURD_DEBUG", c.env)
			t.Setenv("GOURD_COMMAND", "routes")
			o := c.options
			o.appOptions = &appOptions{dir: t.TempDir()}
			env, err := o.env(io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			debug := o.debugMode(env)
			if debug != c.debug || o.reloads(debug) != c.reload {
				t.Errorf("debug %v, reload %v", debug, o.reloads(debug))
			}
			passed, err := o.appEnv(io.Discard, "/src", "127.0.0.1:1", debug)
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]string{"GOURD_DEBUG": c.passed, "GOURD_ADDRESS": "127.0.0.1:1", "GOURD_COMMAND": "", "PWD": "/src"} {
				if got := project.Lookup(passed, name); got != want {
					t.Errorf("the application gets %s=%q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestHelpListsTheCommands(t *testing.T) {
	var out, errs bytes.Buffer
	if code := execute(context.Background(), nil, &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	for _, name := range []string{"new", "run", "routes", "show", "request", "commands", "version", "completion"} {
		if !strings.Contains(out.String(), "\n  "+name+" ") {
			t.Errorf("the help does not list %s:\n%s", name, out.String())
		}
	}
}

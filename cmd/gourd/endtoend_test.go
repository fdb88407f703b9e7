//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gourd-go/gourd/internal/require"
)

// patience is how long a step may take on a busy machine.
const patience = 3 * time.Minute

// person is somebody who writes an application with the command.
type person struct {
	t      *testing.T
	dir    string // of the application
	env    []string
	socket string
	client *http.Client
}

// transcript is what a program prints.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *transcript) String() string {
	if l == nil {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestFromNewToReload is a whole day of work: a new application, its tests, a run that
// reloads, and its end.
func TestFromNewToReload(t *testing.T) {
	p := newPerson(t)
	p.gourd(filepath.Dir(p.dir), "new", "hello")
	p.tidy()
	p.must(exec.Command("go", "vet", "./..."))
	p.must(exec.Command("go", "test", "./..."))

	run, printed := p.serve()
	p.until(printed, "It works.", "GET", "/")
	p.until(printed, "Hello, Ada!", "POST", "/", "name", "Ada")
	p.until(printed, `"even":false`, "GET", "/numbers/7")

	// A view is changed, and served.
	p.edit("app.go", `"Please tell me your name."`, `"Who are you?"`)
	p.until(printed, "Who are you?", "POST", "/", "name", "")

	// What does not build leaves the version before at work, until it is right.
	p.edit("app.go", `"Who are you?"`, `whoAreYou`)
	p.untilPrinted(printed, "undefined: whoAreYou")
	p.untilPrinted(printed, "the version before keeps serving")
	p.until(printed, "Who are you?", "POST", "/", "name", "")
	p.edit("app.go", `whoAreYou`, `"A name, please."`)
	p.until(printed, "A name, please.", "POST", "/", "name", "")

	// A page is read anew, and nothing is built.
	before := strings.Count(printed.String(), "Serving Gourd app")
	p.edit("templates/index.html", "It works.", "It works well.")
	p.until(printed, "It works well.", "GET", "/")
	if after := strings.Count(printed.String(), "Serving Gourd app"); after != before {
		t.Errorf("a template's change has restarted the application:\n%s", printed)
	}

	// CTRL+C is an orderly end, and the application's too.
	p.signal(run, os.Interrupt)
	if err := run.Wait(); err != nil {
		t.Errorf("it ended with %v:\n%s", err, printed)
	}
	p.mustBeGone()

	if runtime.GOOS != "linux" {
		return
	}
	// The command is killed, which it cannot notice: its application goes with it.
	run, printed = p.serve()
	p.until(printed, "It works well.", "GET", "/")
	p.signal(run, syscall.SIGKILL)
	_ = run.Wait()
	p.mustBeGone()
}

func newPerson(t *testing.T) *person {
	t.Helper()
	root, err := os.MkdirTemp("", "gourd") // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(root); err != nil {
			t.Error(err)
		}
	})
	env, err := scriptEnv()
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, dir: filepath.Join(root, "hello"), socket: filepath.Join(root, "socket")}
	p.env = append(os.Environ(), env...)
	p.env = append(p.env, "XDG_CACHE_HOME="+filepath.Join(root, "cache"), "GOTOOLCHAIN=auto")
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", p.socket)
	}}
	p.client = &http.Client{Transport: transport, Timeout: patience}
	return p
}

// command is the command gourd, which the test binary is.
func (p *person) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir, cmd.Env = p.dir, append(p.env, commandVar+"=1")
	return cmd
}

func (p *person) gourd(dir string, args ...string) {
	p.t.Helper()
	cmd := p.command(args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("gourd %v: %v\n%s", args, err, out)
	}
}

func (p *person) must(cmd *exec.Cmd) {
	p.t.Helper()
	cmd.Dir, cmd.Env = p.dir, p.env
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
}

// tidy fetches the modules, which needs the module proxy where they are not there.
func (p *person) tidy() {
	p.t.Helper()
	cmd := exec.Command("go", "mod", "tidy")
	cmd.Dir, cmd.Env = p.dir, p.env
	out, err := cmd.CombinedOutput()
	if err == nil {
		return
	}
	for _, sign := range []string{"dial tcp", "no such host", "i/o timeout", "connection re", "module lookup disabled"} {
		if strings.Contains(string(out), sign) {
			require.Or(p.t, "goproxy", string(out))
		}
	}
	p.t.Fatalf("go mod tidy: %v\n%s", err, out)
}

// serve starts gourd run. It is killed when the test ends before it.
func (p *person) serve() (*exec.Cmd, *transcript) {
	p.t.Helper()
	printed := &transcript{}
	cmd := p.command("run", "--debug", "--address", "unix:"+p.socket)
	cmd.Stdout, cmd.Stderr = printed, printed
	cmd.WaitDelay = patience
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
		}
	})
	return cmd, printed
}

func (p *person) signal(cmd *exec.Cmd, sig os.Signal) {
	p.t.Helper()
	if err := cmd.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

func (p *person) edit(name, old, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, filepath.FromSlash(name))
	source, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	changed := strings.Replace(string(source), old, text, 1)
	if changed == string(source) {
		p.t.Fatalf("%s has no %q", name, old)
	}
	if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// poll asks again and again until it is so.
func (p *person) poll(what func() (bool, string), printed *transcript) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		ok, state := what()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s; the command has printed:\n%s", state, printed)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (p *person) untilPrinted(printed *transcript, text string) {
	p.t.Helper()
	p.poll(func() (bool, string) {
		return strings.Contains(printed.String(), text), "it does not print " + text
	}, printed)
}

// until asks for a page, with a form's field and its value, until the answer has text.
func (p *person) until(printed *transcript, text, method, path string, form ...string) {
	p.t.Helper()
	p.poll(func() (bool, string) {
		body, err := p.ask(method, path, form)
		if err != nil {
			return false, err.Error()
		}
		return strings.Contains(body, text), method + " " + path + " does not answer " + text + " but " + body
	}, printed)
}

func (p *person) ask(method, path string, form []string) (string, error) {
	var res *http.Response
	var err error
	if method == http.MethodPost {
		res, err = p.client.PostForm("http://hello"+path, url.Values{form[0]: {form[1]}})
	} else {
		res, err = p.client.Get("http://hello" + path)
	}
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

// mustBeGone waits until nobody listens on the socket any more.
func (p *person) mustBeGone() {
	p.t.Helper()
	p.poll(func() (bool, string) {
		conn, err := net.Dial("unix", p.socket)
		if err != nil {
			return true, ""
		}
		_ = conn.Close()
		return false, "the application outlives the command"
	}, nil)
}

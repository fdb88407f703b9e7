//go:build unix

package devserver_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gourd-go/gourd/cmd/gourd/internal/devserver"
)

// The test binary is the application, too: it prints its settings and then behaves as
// roleVar says.
const roleVar = "DEVSERVER_TEST_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleVar)
	if role == "" {
		goleak.VerifyTestMain(m)
		return
	}
	c := make(chan os.Signal, 8)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	fmt.Println("serving", filepath.Base(os.Args[0]), os.Getenv("SETTING"))
	switch role {
	case "fails":
		os.Exit(3)
	case "serves":
		fmt.Println("ended by", <-c)
	case "hangs":
		for {
			fmt.Println("ignored", <-c)
		}
	}
}

// patience is how long a step may take on a busy machine.
const patience = time.Minute

// stage is a devserver at work on applications that no compiler has made.
type stage struct {
	t       *testing.T
	root    string
	signals chan os.Signal
	out     *lines
	ended   chan struct{}
	cancel  context.CancelCauseFunc
	code    int
	err     error

	mu       sync.Mutex
	built    int   // how often
	buildErr error // what the next build returns
	setting  string
	role     string
}

// begin runs a devserver. The build makes a new executable each time unless the
// source, app.go, is the same.
func begin(t *testing.T, role string, change func(*devserver.Config)) *stage {
	t.Helper()
	s := &stage{t: t, root: t.TempDir(), signals: make(chan os.Signal, 4), out: newLines(), ended: make(chan struct{}), role: role, setting: "one"}
	s.write("app.go", "1")
	c := devserver.Config{
		Build: s.build, Env: s.env, Dir: s.root, Root: s.root, Reload: true, Debug: true,
		Grace: patience, Signals: s.signals, Stdout: s.out, Stderr: s.out, Log: s.out,
	}
	if change != nil {
		change(&c)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	s.cancel = cancel
	go func() {
		defer close(s.ended)
		s.code, s.err = devserver.Run(ctx, c)
	}()
	t.Cleanup(func() {
		cancel(nil)
		<-s.ended
	})
	return s
}

// build links the test binary under a name that is the source's text, with that text
// at its end.
func (s *stage) build(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.built++
	if s.buildErr != nil {
		return "", s.buildErr
	}
	text, err := os.ReadFile(filepath.Join(s.root, "app.go"))
	if err != nil {
		return "", err
	}
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		return "", err
	}
	path := filepath.Join(s.root, "app-"+string(text))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, os.WriteFile(path, append(self, text...), 0o755)
}

func (s *stage) env() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return []string{roleVar + "=" + s.role, "SETTING=" + s.setting}, nil
}

func (s *stage) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *stage) builds() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.built
}

func (s *stage) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// end waits for Run's end.
func (s *stage) end() (int, error) {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatalf("Run did not end; it said:\n%s", s.out)
	}
	return s.code, s.err
}

// lines is what was printed, and can be waited for.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
	read int // how much was waited for
	more chan struct{}
}

var _ io.Writer = (*lines)(nil)

func newLines() *lines { return &lines{more: make(chan struct{}, 1)} }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	select {
	case l.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// want waits until part was printed behind what was waited for before.
func (s *stage) want(part string) {
	s.t.Helper()
	timeout := time.After(patience)
	for {
		s.out.mu.Lock()
		rest := s.out.text.String()[s.out.read:]
		i := strings.Index(rest, part)
		if i >= 0 {
			s.out.read += i + len(part)
		}
		s.out.mu.Unlock()
		if i >= 0 {
			return
		}
		select {
		case <-s.out.more:
		case <-timeout:
			s.t.Fatalf("%q was not printed behind what was waited for; all of it:\n%s", part, s.out)
		}
	}
}

func TestAChangeOfTheSourceRestarts(t *testing.T) {
	s := begin(t, "serves", nil)
	s.want("serving app-1 one")
	s.write("app.go", "2")
	s.want("Detected change in 'app.go', rebuilding")
	s.want("ended by terminated")
	s.want("serving app-2 one")
	s.signals <- syscall.SIGINT
	if code, err := s.end(); code != 0 || err != nil {
		t.Errorf("it ended with %d and %v", code, err)
	}
	s.want("ended by interrupt")
}

func TestAFailingBuildLeavesTheProcessAtWork(t *testing.T) {
	s := begin(t, "serves", nil)
	s.want("serving app-1")
	s.set(func() { s.buildErr = errors.New("line 7 is wrong") })
	s.write("app.go", "2")
	s.want("line 7 is wrong; the version before keeps serving")
	if strings.Contains(s.out.String(), "ended by") {
		t.Error("the process was ended")
	}
	s.set(func() { s.buildErr = nil })
	s.write("app.go", "3")
	s.want("serving app-3")
}

func TestAFailingFirstBuild(t *testing.T) {
	wrong := errors.New("line 7 is wrong")
	t.Run("waits for a change when there is reload", func(t *testing.T) {
		fail := true
		var s *stage
		s = begin(t, "serves", func(c *devserver.Config) {
			c.Build = func(ctx context.Context) (string, error) {
				if fail {
					fail = false
					return "", wrong
				}
				return s.build(ctx)
			}
		})
		s.want("line 7 is wrong; save a file to try again")
		s.write("app.go", "2")
		s.want("serving app-2")
	})
	t.Run("is the end without", func(t *testing.T) {
		s := begin(t, "serves", func(c *devserver.Config) {
			c.Reload = false
			c.Build = func(context.Context) (string, error) { return "", wrong }
		})
		if code, err := s.end(); code != 1 || !errors.Is(err, wrong) {
			t.Errorf("it ended with %d and %v", code, err)
		}
	})
}

func TestASettingsFileRestartsWithoutABuild(t *testing.T) {
	s := begin(t, "serves", nil)
	s.want("serving app-1 one")
	s.set(func() { s.setting = "two" })
	s.write("config.toml", "A = 1")
	s.want("Detected change in 'config.toml', restarting")
	s.want("serving app-1 two")
	if n := s.builds(); n != 1 {
		t.Errorf("there were %d builds, want 1", n)
	}
}

func TestATemplateIsReadByTheProcessItself(t *testing.T) {
	s := begin(t, "serves", nil)
	s.want("serving app-1")
	s.write("templates/index.html", "x")
	s.write("config.toml", "A = 1") // comes behind it
	s.want("Detected change in 'config.toml', restarting")
	s.want("serving app-1")
	if n := s.builds(); n != 1 {
		t.Errorf("there were %d builds, want 1", n)
	}
}

func TestAnEmbeddedTemplateIsBuiltIn(t *testing.T) {
	listed := make(chan struct{})
	var once sync.Once
	s := begin(t, "serves", func(c *devserver.Config) {
		page := filepath.Join(c.Root, "templates", "index.html")
		c.Embedded = func(context.Context) ([]string, error) {
			defer once.Do(func() { close(listed) })
			return []string{page}, nil
		}
	})
	s.want("serving app-1")
	<-listed
	// The list is taken a moment after it was returned: write until it is seen.
	deadline := time.Now().Add(patience)
	for !strings.Contains(s.out.String(), "index.html', rebuilding") {
		if time.Now().After(deadline) {
			t.Fatalf("the change was not seen:\n%s", s.out)
		}
		s.write("templates/index.html", time.Now().String())
		time.Sleep(50 * time.Millisecond)
	}
	s.want("The executable is the same; nothing to restart")
}

func TestAnApplicationThatEnds(t *testing.T) {
	t.Run("is started by the next change", func(t *testing.T) {
		s := begin(t, "fails", nil)
		s.want("The application has ended with exit code 3")
		s.set(func() { s.role = "serves" })
		s.write("config.toml", "A = 1")
		s.want("serving app-1")
	})
	t.Run("ends the run without reload", func(t *testing.T) {
		s := begin(t, "fails", func(c *devserver.Config) { c.Reload = false })
		if code, err := s.end(); code != 3 || err != nil {
			t.Errorf("it ended with %d and %v, want the application's 3", code, err)
		}
	})
}

func TestSignals(t *testing.T) {
	t.Run("a second one kills", func(t *testing.T) {
		s := begin(t, "hangs", func(c *devserver.Config) { c.SameSignal = time.Nanosecond })
		s.want("serving app-1")
		s.signals <- syscall.SIGTERM
		s.want("ignored terminated")
		s.signals <- syscall.SIGTERM
		if code, err := s.end(); code != 128+int(syscall.SIGKILL) || err != nil {
			t.Errorf("it ended with %d and %v", code, err)
		}
	})
	t.Run("one that comes twice at once counts once", func(t *testing.T) {
		s := begin(t, "serves", func(c *devserver.Config) { c.SameSignal = time.Hour })
		s.want("serving app-1")
		s.signals <- syscall.SIGINT
		s.signals <- syscall.SIGINT
		if code, err := s.end(); code != 0 || err != nil {
			t.Errorf("it ended with %d and %v, want an orderly end", code, err)
		}
	})
	t.Run("without an application it is the end", func(t *testing.T) {
		s := begin(t, "fails", nil)
		s.want("has ended")
		s.signals <- syscall.SIGINT
		if code, err := s.end(); code != 130 || err != nil {
			t.Errorf("it ended with %d and %v, want 130", code, err)
		}
	})
}

func TestTheContextsEndKills(t *testing.T) {
	s := begin(t, "hangs", nil)
	s.want("serving app-1")
	cause := errors.New("the test is over")
	s.cancel(cause)
	if _, err := s.end(); !errors.Is(err, cause) {
		t.Errorf("it ended with %v, want the context's cause", err)
	}
	if strings.Contains(s.out.String(), "ignored") {
		t.Error("the application was asked, and not killed")
	}
}

func TestAHangingProcessIsReplaced(t *testing.T) {
	s := begin(t, "hangs", func(c *devserver.Config) { c.Grace = 50 * time.Millisecond })
	s.want("serving app-1")
	s.write("app.go", "2")
	s.want("ignored terminated")
	s.want("serving app-2")
}

package devserver

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gourd-go/gourd/cmd/gourd/internal/child"
	"github.com/gourd-go/gourd/cmd/gourd/internal/watch"
)

// Config says what is run.
type Config struct {
	// Build makes the executable and returns its path; what is wrong with the source
	// it prints itself. It is called again when it has returned.
	Build func(ctx context.Context) (path string, err error)
	// Embedded lists the files that the executable embeds, absolute; nil: none.
	Embedded func(ctx context.Context) ([]string, error)
	// Env is the application's environment, asked for at each start.
	Env func() ([]string, error)

	Dir     string // the application's working directory, absolute
	Root    string // the folder that is watched, absolute
	EnvFile string // a file that Env reads, absolute; "": none
	Reload  bool   // changes have the application built and started anew
	Debug   bool   // the application reads its templates for each page

	// Grace is how long requests may take to end when the process is replaced; 0: 1 s.
	Grace time.Duration
	// SameSignal is how long after a signal another one is the same one: a terminal's
	// CTRL+C comes from the terminal and from "go tool" both; 0: 400 ms.
	SameSignal time.Duration

	Signals <-chan os.Signal // what the application is told to end by
	Stdout  io.Writer        // the application's
	Stderr  io.Writer        // the application's
	Log     io.Writer        // what the reloader says
}

// Run builds and runs the application until it ends, or, with Reload, until a signal
// comes, which is passed on. It returns the application's exit code. A second signal
// kills the application. When ctx ends the application is killed and the error is the
// context's cause.
func Run(ctx context.Context, c Config) (code int, err error) {
	c.Grace = cmp.Or(c.Grace, time.Second)
	c.SameSignal = cmp.Or(c.SameSignal, 400*time.Millisecond)
	s := &server{Config: c, files: &files{root: c.Root, envFile: c.EnvFile, debug: c.Debug}, built: make(chan result, 1)}
	defer s.close()
	if c.Reload {
		s.watcher, err = watch.Start(c.Root, watch.Options{Relevant: func(path string) bool { return s.files.effect(path) != nothing }})
		if err != nil {
			return 0, err
		}
		s.say("Watching %s for changes", c.Root)
	}
	s.build(ctx)
	return s.loop(ctx)
}

// server is what Run's goroutine knows.
type server struct {
	Config
	files   *files
	watcher *watch.Watcher // nil: there is no reload

	process  *child.Process // nil: none is running
	path     string         // of the last executable; "": there was none
	digest   [sha256.Size]byte
	running  [sha256.Size]byte // the digest of what runs
	building bool
	again    effect // what has changed since the last build began

	builder sync.WaitGroup
	cancel  context.CancelFunc // of the last build
	built   chan result        // has room for the one build that is under way
}

// loop is the life of the server: each event, one short step.
func (s *server) loop(ctx context.Context) (int, error) {
	var changes <-chan []string
	if s.watcher != nil {
		changes = s.watcher.Changes()
	}
	for {
		var ended <-chan struct{}
		if s.process != nil {
			ended = s.process.Done()
		}
		var err error
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case sig := <-s.Signals:
			return s.end(sig), nil
		case paths := <-changes:
			err = s.changed(ctx, paths)
		case r := <-s.built:
			err = s.finished(ctx, r)
		case <-ended:
			code := s.process.ExitCode()
			s.process = nil
			if !s.Reload {
				return code, nil
			}
			s.say("The application has ended with exit code %d. Save a file to start it again, or press CTRL+C", code)
		}
		if err != nil && !s.Reload {
			return 1, err
		}
		s.failed(err)
	}
}

// failed says what keeps the application from being started anew.
func (s *server) failed(err error) {
	switch {
	case err == nil:
	case s.process != nil:
		s.say("Error: %v; the version before keeps serving", err)
	default:
		s.say("Error: %v; save a file to try again, or press CTRL+C", err)
	}
}

// changed does what the changed files ask for.
func (s *server) changed(ctx context.Context, paths []string) error {
	asked := s.files.effectOf(paths)
	if asked == nothing {
		return nil
	}
	verb := "rebuilding"
	if asked == restart {
		verb = "restarting"
	}
	s.say("Detected change in %s, %s", s.list(paths), verb)
	s.again = max(s.again, asked)
	if s.building {
		if asked == rebuild {
			s.cancel() // its end starts the next one
		}
		return nil
	}
	if s.again == restart && s.path != "" {
		s.again = nothing
		return s.start()
	}
	s.build(ctx)
	return nil
}

// finished takes a build's end.
func (s *server) finished(ctx context.Context, r result) error {
	s.building = false
	if s.again == rebuild {
		s.build(ctx)
		return nil
	}
	must := s.again == restart
	s.again = nothing
	if r.err != nil {
		return r.err
	}
	s.path, s.digest = r.path, r.digest
	if s.process != nil && s.digest == s.running && !must {
		s.say("The executable is the same; nothing to restart")
		return nil
	}
	return s.start()
}

// start has the last executable take the place of the process that runs.
func (s *server) start() error {
	env, err := s.Env()
	if err != nil {
		return err
	}
	if s.process != nil {
		s.process.Stop(s.Grace)
		s.process = nil
	}
	s.process, err = child.Start(child.Spec{Path: s.path, Dir: s.Dir, Env: env, Stdout: s.Stdout, Stderr: s.Stderr})
	s.running = s.digest
	return err
}

// end passes the signal on and waits for the application's end. A second signal kills
// it.
func (s *server) end(sig os.Signal) int {
	if s.process == nil {
		return exitBy(sig)
	}
	s.process.Signal(sig)
	first := time.Now()
	for {
		select {
		case <-s.process.Done():
			return s.process.ExitCode()
		case <-s.Signals:
			if time.Since(first) > s.SameSignal {
				s.process.Kill()
				return s.process.ExitCode()
			}
		}
	}
}

// exitBy is the exit code of a program that a signal has ended.
func exitBy(sig os.Signal) int {
	if n, ok := sig.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return 1
}

// close ends everything that Run has started.
func (s *server) close() {
	if s.process != nil {
		s.process.Kill()
	}
	if s.cancel != nil {
		s.cancel()
	}
	s.builder.Wait()
	if s.watcher != nil {
		_ = s.watcher.Close()
	}
}

// say prints a line as flask run does.
func (s *server) say(format string, args ...any) {
	fmt.Fprintf(s.Log, " * "+format+"\n", args...)
}

// list names the changed files, the first few of them.
func (s *server) list(paths []string) string {
	const most = 3
	names := make([]string, 0, most+1)
	for i, path := range paths {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(paths)-most))
			break
		}
		if rel, err := filepath.Rel(s.Root, path); err == nil && filepath.IsLocal(rel) {
			path = rel
		}
		names = append(names, "'"+path+"'")
	}
	return strings.Join(names, ", ")
}

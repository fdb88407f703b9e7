//go:build linux

package main

import (
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// flaskProgram is the session's application, and what serves it.
//
//go:embed flaskapp.py
var flaskProgram string

// findPython returns an interpreter that has Flask and gunicorn: the one that
// GOURD_PYTHON names, that of the virtual environment which make bench-venv makes, or any
// on the PATH.
func findPython() (string, error) {
	var candidates []string
	if named := os.Getenv("GOURD_PYTHON"); named != "" {
		candidates = append(candidates, named)
	}
	for _, folder := range [...]string{".", "..", "../.."} { // from the repository's root, bench or this folder
		candidates = append(candidates, "./"+filepath.Join(folder, ".cache", "bench-venv", "bin", "python"))
	}
	for _, path := range append(candidates, "python3", "python") {
		if exec.Command(path, "-c", "import flask, gunicorn").Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("no Python has flask and gunicorn: make bench-venv installs them")
}

// flaskServer is a child's gunicorn.
type flaskServer struct {
	threads int // of each process
	mu      sync.Mutex
	process *os.Process   // nil: it does not run
	ended   chan struct{} // closed when it has been waited for
}

// playFlask is what the child does in which Flask runs: gunicorn accepts the connections
// to the child's address, and what its processes use is the child's usage.
func playFlask(conns int) error {
	f := newFlaskServer(conns)
	control := harness.NewControl()
	control.Handle("usage", func(struct{}) (harness.Usage, error) { return f.usage() })
	return errors.Join(harness.Serve(control, f.serve), f.stop())
}

// newFlaskServer is for that many connections and a few that end.
func newFlaskServer(conns int) *flaskServer {
	return &flaskServer{threads: conns + 4, ended: make(chan struct{})}
}

// serve runs gunicorn until it ends. It has a thread of its own, since the kernel ends
// gunicorn when that does.
func (f *flaskServer) serve(l net.Listener) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	python, err := findPython()
	if err != nil {
		return err
	}
	listener, ok := l.(*net.TCPListener)
	if !ok {
		return fmt.Errorf("the listener is a %T, want TCP", l)
	}
	socket, err := listener.File()
	if err != nil {
		return err
	}
	defer socket.Close()
	cmd := exec.Command(python, "-c", flaskProgram, strconv.Itoa(runtime.NumCPU()), strconv.Itoa(f.threads), secretKey)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	cmd.ExtraFiles = []*os.File{socket}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := f.start(cmd); err != nil {
		return err
	}
	defer close(f.ended)
	return cmd.Wait()
}

func (f *flaskServer) start(cmd *exec.Cmd) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := cmd.Start(); err != nil {
		return err
	}
	f.process = cmd.Process
	return nil
}

// running returns the process, nil when it has not been started.
func (f *flaskServer) running() *os.Process {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.process
}

func (f *flaskServer) usage() (harness.Usage, error) {
	p := f.running()
	if p == nil {
		return harness.Usage{}, errors.New("gunicorn does not run yet")
	}
	return harness.TreeUsage(p.Pid)
}

// stop ends gunicorn, which ends its workers, and waits for a second and a half: the
// parent waits for two.
func (f *flaskServer) stop() error {
	p := f.running()
	if p == nil {
		return nil
	}
	_ = p.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-f.ended:
		return nil
	case <-time.After(1500 * time.Millisecond):
		return errors.Join(errors.New("gunicorn did not end in time"), p.Kill())
	}
}

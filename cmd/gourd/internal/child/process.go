package child

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// Spec says what to run. Streams that are nil are the null device.
type Spec struct {
	Path   string   // the executable
	Args   []string // behind the program's name
	Dir    string   // "": the working directory
	Env    []string // all of it, as "NAME=value"
	Stdout io.Writer
	Stderr io.Writer
}

// Process is a program that was started. Its methods may be called from any
// goroutine.
type Process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error // of the wait; readable when done is closed

	forced time.Duration // forcedAfter
}

// forcedAfter is how long a program may take to end when it was asked a second time.
const forcedAfter = 500 * time.Millisecond

// Start starts a program. The caller owns it and ends it with [Process.Stop] or
// [Process.Kill], unless it ends by itself.
func Start(spec Spec) (*Process, error) {
	cmd := exec.Command(spec.Path, spec.Args...)
	cmd.Dir, cmd.Env = spec.Dir, spec.Env
	cmd.Stdout, cmd.Stderr = spec.Stdout, spec.Stderr
	cmd.SysProcAttr = attributes()
	cmd.WaitDelay = forcedAfter // what holds its output open when it has ended is not waited for
	p := &Process{cmd: cmd, done: make(chan struct{}), forced: forcedAfter}
	started := make(chan error, 1)
	go p.run(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("child: %s cannot be started: %w", spec.Path, err)
	}
	return p, nil
}

// run starts the program and waits for it on one thread: Linux sends the signal of a
// parent's death when the thread that started the program ends.
func (p *Process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	p.err = p.cmd.Wait()
	close(p.done)
}

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// ExitCode waits for the program's end and returns its exit code: 128 and the
// signal's number when a signal ended it, as shells have it.
func (p *Process) ExitCode() int {
	<-p.done
	return exitCode(p.cmd.ProcessState)
}

// Signal sends the signal to the program, and none when it has ended.
func (p *Process) Signal(s os.Signal) { p.signal(s) }

// Kill ends the program and what it has started, at once, and waits for it.
func (p *Process) Kill() {
	p.kill()
	<-p.done
}

// Stop asks the program to end and waits. When it has not ended after grace it is
// asked a second time, which has an application leave its requests, and killed in the
// end.
func (p *Process) Stop(grace time.Duration) {
	for _, patience := range [...]time.Duration{grace, p.forced} {
		p.signal(terminate)
		select {
		case <-p.done:
			return
		case <-time.After(patience):
		}
	}
	p.Kill()
}

// Run runs a program to its end and returns its exit code. When ctx ends the program
// is killed, and the error is the context's cause.
func Run(ctx context.Context, spec Spec) (code int, err error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	p, err := Start(spec)
	if err != nil {
		return 0, err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.Kill()
		return 0, context.Cause(ctx)
	}
	var ended *exec.ExitError
	if p.err != nil && !errors.As(p.err, &ended) && !errors.Is(p.err, exec.ErrWaitDelay) {
		return 0, fmt.Errorf("child: %s: %w", spec.Path, p.err)
	}
	return p.ExitCode(), nil
}

//go:build linux

package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// callTime is how long a child may take to answer a call.
const callTime = 60 * time.Second

// Child is a process that plays a role: a server, or a client whose CPU time is not
// to be counted with anybody else's. It is used by one goroutine at a time.
type Child struct {
	// Address is where a server listens; empty for other roles.
	Address string

	process *os.Process
	ended   chan struct{} // closed when the process has been waited for
	control *net.UnixConn
	in      *json.Decoder
	out     *json.Encoder
	stop    sync.Once
}

// call and answer are what goes over the control socket.
type call struct {
	Name string          `json:"name"`
	Args json.RawMessage `json:"args,omitempty"`
}

type answer struct {
	Value json.RawMessage `json:"value,omitempty"`
	Error string          `json:"error,omitempty"`
}

// Start starts this program again, with the flag -role and args behind it. The
// child's main is to call [Serve] or [Answer]. It dies with its parent, and is to be
// stopped.
func Start(role string, args ...string) (*Child, error) {
	mine, theirs, err := socketPair()
	if err != nil {
		return nil, fmt.Errorf("harness: cannot make a control socket: %w", err)
	}
	defer theirs.Close()
	program, err := os.Executable()
	if err != nil {
		mine.Close()
		return nil, fmt.Errorf("harness: cannot find this program: %w", err)
	}
	cmd := exec.Command(program, append([]string{"-role", role}, args...)...)
	cmd.Stderr = os.Stderr
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	c := &Child{ended: make(chan struct{}), control: mine, in: json.NewDecoder(mine), out: json.NewEncoder(mine)}
	started := make(chan error, 1)
	go c.own(cmd, started)
	if err := <-started; err != nil {
		mine.Close()
		return nil, fmt.Errorf("harness: cannot start %s as %s: %w", program, role, err)
	}
	if c.Address, err = c.Call[string]("address", nil); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// own starts the process and waits for it, on one thread: the kernel sends the
// parent's death signal when that thread ends.
func (c *Child) own(cmd *exec.Cmd, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := cmd.Start()
	c.process = cmd.Process
	started <- err
	if err != nil {
		return
	}
	defer close(c.ended)
	_ = cmd.Wait()
}

// Call has the child do something and returns what it answers. args may be nil.
func (c *Child) Call[T any](name string, args any) (T, error) {
	var value T
	text, err := json.Marshal(args)
	if err != nil {
		return value, fmt.Errorf("harness: call %s: %w", name, err)
	}
	if err := c.control.SetDeadline(time.Now().Add(callTime)); err != nil {
		return value, fmt.Errorf("harness: call %s: %w", name, err)
	}
	if err := c.out.Encode(call{name, text}); err != nil {
		return value, fmt.Errorf("harness: call %s: %w", name, err)
	}
	var a answer
	if err := c.in.Decode(&a); err != nil {
		return value, fmt.Errorf("harness: call %s: the child gave no answer: %w", name, err)
	}
	if a.Error != "" {
		return value, fmt.Errorf("harness: call %s: %s", name, a.Error)
	}
	if err := json.Unmarshal(a.Value, &value); err != nil {
		return value, fmt.Errorf("harness: call %s: %w", name, err)
	}
	return value, nil
}

// PID returns the process's number.
func (c *Child) PID() int { return c.process.Pid }

// Stop ends the process and returns when it has ended. A second call does nothing.
func (c *Child) Stop() {
	c.stop.Do(func() {
		// The child ends when it reads that. A close would reset the socket if a byte
		// behind the last answer was not read.
		_ = c.control.CloseWrite()
		defer c.control.Close()
		select {
		case <-c.ended:
		case <-time.After(2 * time.Second):
			_ = c.process.Kill()
			<-c.ended
		}
	})
}

// socketPair returns two ends of a socket, the second to be handed to a child.
func socketPair() (*net.UnixConn, *os.File, error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	theirs := os.NewFile(uintptr(fds[1]), "control")
	conn, err := controlConn(uintptr(fds[0]))
	if err != nil {
		theirs.Close()
		return nil, nil, err
	}
	return conn, theirs, nil
}

// controlConn makes a connection of a descriptor, which it takes over.
func controlConn(fd uintptr) (*net.UnixConn, error) {
	file := os.NewFile(fd, "control")
	if file == nil {
		return nil, errors.New("harness: there is no control socket")
	}
	defer file.Close()
	conn, err := net.FileConn(file)
	if err != nil {
		return nil, fmt.Errorf("harness: the control socket cannot be used: %w", err)
	}
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		conn.Close()
		return nil, fmt.Errorf("harness: the control socket is a %T, want a Unix socket", conn)
	}
	return unix, nil
}

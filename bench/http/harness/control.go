//go:build linux

package harness

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
)

// controlFD is the descriptor of the control socket in a child: the first behind
// standard input, output and error.
const controlFD = 3

// Control answers the calls of a child's parent.
type Control struct {
	address  string
	handlers map[string]func(json.RawMessage) (any, error)
	profile  bytes.Buffer
}

// NewControl returns a Control that knows the calls of this package.
func NewControl() *Control {
	c := &Control{handlers: map[string]func(json.RawMessage) (any, error){}}
	c.Handle("address", func(struct{}) (string, error) { return c.address, nil })
	c.Handle("usage", func(struct{}) (Usage, error) { return ownUsage() })
	c.Handle("memory", func(struct{}) (Memory, error) { return ownMemory(), nil })
	c.Handle("profile", func(struct{}) (bool, error) { return true, pprof.StartCPUProfile(&c.profile) })
	c.Handle("write cpu", c.writeCPU)
	c.Handle("write heap", c.writeHeap)
	return c
}

// Handle has f answer the calls of that name.
func (c *Control) Handle[A, T any](name string, f func(A) (T, error)) {
	c.handlers[name] = func(text json.RawMessage) (any, error) {
		var args A
		if len(text) > 0 {
			if err := json.Unmarshal(text, &args); err != nil {
				return nil, err
			}
		}
		return f(args)
	}
}

// writeCPU ends the CPU profile and writes it to a file.
func (c *Control) writeCPU(file string) (bool, error) {
	pprof.StopCPUProfile()
	defer c.profile.Reset()
	return true, os.WriteFile(file, c.profile.Bytes(), 0o644)
}

// writeHeap collects the garbage and writes the heap's profile to a file.
func (c *Control) writeHeap(file string) (bool, error) {
	runtime.GC()
	var heap bytes.Buffer
	if err := pprof.Lookup("heap").WriteTo(&heap, 0); err != nil {
		return false, err
	}
	return true, os.WriteFile(file, heap.Bytes(), 0o644)
}

// Answer answers the parent's calls until the parent closes its end, and returns nil
// then. It is for the children, which have nothing to do afterwards.
func (c *Control) Answer() error {
	conn, err := controlConn(controlFD)
	if err != nil {
		return fmt.Errorf("%w; the flag -role is for the benchmark's own children", err)
	}
	defer conn.Close()
	return c.answer(conn)
}

func (c *Control) answer(conn io.ReadWriter) error {
	in, out := json.NewDecoder(conn), json.NewEncoder(conn)
	for {
		var q call
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("harness: the control socket: %w", err)
		}
		if err := out.Encode(c.do(q)); err != nil {
			return fmt.Errorf("harness: the control socket: %w", err)
		}
	}
}

func (c *Control) do(q call) answer {
	handler := c.handlers[q.Name]
	if handler == nil {
		return answer{Error: fmt.Sprintf("there is no call %q", q.Name)}
	}
	value, err := handler(q.Args)
	if err != nil {
		return answer{Error: err.Error()}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Value: text}
}

// Serve is a child that is a server: it listens on a free port of 127.0.0.1, runs
// serve, and answers the parent's calls until the parent closes its end. When serve
// returns before that, its error is returned.
func Serve(c *Control, serve func(l net.Listener) error) error {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	c.address = l.Addr().String()
	ended := make(chan error, 2)
	go func() { ended <- fmt.Errorf("harness: the server ended: %w", reason(serve(l))) }()
	go func() { ended <- c.Answer() }()
	return <-ended
}

// reason is err, or says that there is none.
func reason(err error) error {
	if err == nil {
		return errors.New("without an error")
	}
	return err
}

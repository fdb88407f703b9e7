//go:build linux

package main

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// perSource is how many connections come from one address; each has some 28,000
// ports on Linux.
const perSource = 5000

// dialers and senders are goroutines that open connections and write requests. A
// connection's answer is read by a goroutine of its own.
const (
	dialers = 32
	senders = 2
)

// patience is how much longer than the wait answers may take.
const patience = 20 * time.Second

// connect says where the client connects to, and how often.
type connect struct {
	Address string
	N       int
}

// send says how long the answers take.
type send struct{ Wait time.Duration }

// outcome is what the client has seen.
type outcome struct {
	Answered int
	Failed   int
	Last     time.Duration // from the first request sent to the last answer
	Sending  time.Duration // from the first request sent to the last one
	Reason   string        // the first failure's
}

// client holds the connections. Its calls come one by one.
type client struct {
	conns   []*harness.Conn
	start   time.Time
	sending time.Duration
	readers sync.WaitGroup
	count   atomic.Int64
	last    atomic.Int64 // nanoseconds behind start
	reason  atomic.Pointer[string]
}

func (c *client) answer() error {
	control := harness.NewControl()
	control.Handle("connect", c.connect)
	control.Handle("send", c.send)
	control.Handle("outcome", c.outcome)
	return control.Answer()
}

// connect opens all connections.
func (c *client) connect(to connect) (int, error) {
	c.conns = make([]*harness.Conn, to.N)
	errs := make(chan error, dialers)
	var next atomic.Int64
	for range dialers {
		go func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= to.N {
					errs <- nil
					return
				}
				conn, err := harness.DialFrom(net.IPv4(127, 0, 1, byte(1+i/perSource)), to.Address)
				if err != nil {
					errs <- err
					return
				}
				c.conns[i] = conn
			}
		}()
	}
	var failed error
	for range dialers {
		if err := <-errs; failed == nil {
			failed = err
		}
	}
	return to.N, failed
}

// send has a reader wait on each connection, then sends all requests. It returns
// when they are sent.
func (c *client) send(s send) (bool, error) {
	deadline := time.Now().Add(s.Wait + patience)
	for _, conn := range c.conns {
		if err := conn.SetDeadline(deadline); err != nil {
			return false, err
		}
		c.readers.Go(func() { c.receive(conn) })
	}
	request := harness.Get("/wait")
	var writers sync.WaitGroup
	c.start = time.Now()
	for part := range senders {
		writers.Go(func() {
			for i := part; i < len(c.conns); i += senders {
				// What cannot be sent is not answered either, which the reader reports.
				_, _ = c.conns[i].Write(request)
			}
		})
	}
	writers.Wait()
	c.sending = time.Since(c.start)
	return true, nil
}

func (c *client) receive(conn *harness.Conn) {
	if err := conn.Receive(waited); err != nil {
		reason := err.Error()
		c.reason.CompareAndSwap(nil, &reason)
		return
	}
	at := int64(time.Since(c.start))
	for old := c.last.Load(); at > old && !c.last.CompareAndSwap(old, at); old = c.last.Load() {
	}
	c.count.Add(1)
}

// outcome waits for the answers.
func (c *client) outcome(struct{}) (outcome, error) {
	c.readers.Wait()
	answered := int(c.count.Load())
	o := outcome{Answered: answered, Failed: len(c.conns) - answered, Last: time.Duration(c.last.Load()), Sending: c.sending}
	if reason := c.reason.Load(); reason != nil {
		o.Reason = *reason
	}
	return o, nil
}

//go:build linux

package harness

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// roomForAnswer is how long an answer may be, head and body, in bytes.
const roomForAnswer = 4096

// Load says what [Clients] do.
type Load struct {
	Request   []byte        // sent again and again on each connection; see [Get]
	Want      string        // the body that each answer must have; empty: any
	For       time.Duration // how long; answers under way then are waited for
	Count     int64         // how many requests at most; 0: as many as fit
	Latencies bool          // whether the time of each answer is kept
}

// Result is what a Load came to.
type Result struct {
	Requests  int64
	Elapsed   time.Duration
	Latencies []time.Duration // in no order; nil unless asked for
}

// PerSecond returns the requests per second.
func (r Result) PerSecond() float64 { return float64(r.Requests) / r.Elapsed.Seconds() }

// Clients are keep-alive connections to one server.
type Clients struct{ conns []*Conn }

// Dial opens n connections to an address.
func Dial(address string, n int) (*Clients, error) {
	c := &Clients{}
	for range n {
		conn, err := DialFrom(nil, address)
		if err != nil {
			c.Close()
			return nil, err
		}
		c.conns = append(c.conns, conn)
	}
	return c, nil
}

// Close closes the connections.
func (c *Clients) Close() {
	for _, conn := range c.conns {
		conn.Close()
	}
}

// Run sends the load's request on each connection, again and again, the next when
// the last one's answer is there. The first failure, or the first answer that is
// not the wanted one, ends the load and is returned.
func (c *Clients) Run(l Load) (Result, error) {
	if l.For <= 0 {
		return Result{}, fmt.Errorf("harness: a load runs for %v, want more", l.For)
	}
	var (
		stop atomic.Bool
		sent atomic.Int64
		wait sync.WaitGroup
	)
	results := make([]Result, len(c.conns))
	errs := make([]error, len(c.conns))
	start := time.Now()
	timer := time.AfterFunc(l.For, func() { stop.Store(true) })
	defer timer.Stop()
	for i, conn := range c.conns {
		wait.Go(func() {
			more := func() bool { return !stop.Load() && (l.Count == 0 || sent.Add(1) <= l.Count) }
			if results[i], errs[i] = conn.run(l, start, more); errs[i] != nil {
				stop.Store(true)
			}
		})
	}
	wait.Wait()
	total := Result{Elapsed: time.Since(start)}
	for _, r := range results {
		total.Requests += r.Requests
		total.Latencies = append(total.Latencies, r.Latencies...)
	}
	return total, errors.Join(errs...)
}

// Conn is a connection with room for an answer.
type Conn struct {
	net.Conn
	buf []byte
}

// DialFrom opens a connection to an address; source is the address it comes from,
// nil: any. Its port is free again at once when the connection has been closed.
func DialFrom(source net.IP, address string) (*Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, KeepAlive: -1}
	if source != nil {
		d.LocalAddr = &net.TCPAddr{IP: source}
	}
	conn, err := d.Dial("tcp4", address)
	if err != nil {
		return nil, fmt.Errorf("harness: %w", err)
	}
	if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
		conn.Close()
		return nil, fmt.Errorf("harness: %w", err)
	}
	return &Conn{Conn: conn}, nil
}

func (c *Conn) run(l Load, start time.Time, more func() bool) (r Result, err error) {
	if err := c.SetDeadline(start.Add(l.For + callTime)); err != nil {
		return r, err
	}
	for more() {
		var sent time.Time
		if l.Latencies {
			sent = time.Now()
		}
		if _, err := c.Write(l.Request); err != nil {
			return r, fmt.Errorf("harness: %w", err)
		}
		if err := c.Receive(l.Want); err != nil {
			return r, err
		}
		if l.Latencies {
			r.Latencies = append(r.Latencies, time.Since(sent))
		}
		r.Requests++
	}
	return r, nil
}

// Receive reads an answer, which must be a 200 with that body; empty: any.
func (c *Conn) Receive(want string) error {
	if c.buf == nil {
		c.buf = make([]byte, roomForAnswer)
	}
	for n := 0; ; {
		if n == len(c.buf) {
			return fmt.Errorf("harness: the answer is longer than %d bytes", n)
		}
		k, err := c.Read(c.buf[n:])
		if err != nil {
			return fmt.Errorf("harness: the answer broke off behind %d bytes: %w", n, err)
		}
		n += k
		status, body, err := parseResponse(c.buf[:n])
		switch {
		case errors.Is(err, errShort):
			continue
		case err != nil:
			return err
		case status != http.StatusOK:
			return fmt.Errorf("harness: the answer is %d %q, want a 200", status, body)
		case want != "" && string(body) != want:
			return fmt.Errorf("harness: the answer is %q, want %q", body, want)
		}
		return nil
	}
}

//go:build linux

package main

import (
	"net"
	"testing"
	"time"
)

func TestClientSeesEveryAnswer(t *testing.T) {
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) {
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			v := &view{wait: time.Second} // longer than the client may be held up behind its last request
			ended := make(chan error, 1)
			go func() { ended <- p.serve(l, v) }()
			c := &client{}
			if _, err := c.connect(connect{l.Addr().String(), 200}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.send(send{v.wait}); err != nil {
				t.Fatal(err)
			}
			o, err := c.outcome(struct{}{})
			if err != nil {
				t.Fatal(err)
			}
			if o.Answered != 200 || o.Failed != 0 || o.Reason != "" {
				t.Errorf("%d answered and %d failed (%s), want 200 and 0", o.Answered, o.Failed, o.Reason)
			}
			if o.Last < v.wait || o.Sending > o.Last {
				t.Errorf("the last answer came after %v, requests were sent for %v, views wait %v", o.Last, o.Sending, v.wait)
			}
			for _, conn := range c.conns {
				conn.Close()
			}
			l.Close()
			<-ended
		})
	}
}

func TestClientCountsWhatIsNotAnswered(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for { // each connection is closed at once
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	c := &client{}
	if _, err := c.connect(connect{l.Addr().String(), 10}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.send(send{time.Second}); err != nil {
		t.Fatal(err)
	}
	o, err := c.outcome(struct{}{})
	if err != nil || o.Answered != 0 || o.Failed != 10 || o.Reason == "" {
		t.Errorf("got %+v %v, want 10 that failed, and why", o, err)
	}
}

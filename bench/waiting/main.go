//go:build linux

package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// options are the command line's.
type options struct {
	n       int // requests at once
	rounds  int
	wait    time.Duration // in the view
	profile string        // folder for profiles; empty: none
}

const clientRole = "client"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "waiting:", err)
		os.Exit(1)
	}
}

func run() error {
	var o options
	role := flag.String("role", "", "for the benchmark's own children")
	quick := flag.Bool("quick", false, "one round of 1,000 requests: rough figures")
	flag.IntVar(&o.n, "n", 10_000, "requests at once, at most 19,000")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds; the tables show medians")
	flag.DurationVar(&o.wait, "wait", 2*time.Second, "how long the view waits")
	flag.StringVar(&o.profile, "profile", "", "a folder for a CPU and a heap profile of each server, of the first round")
	flag.Parse()
	if *quick {
		o.rounds, o.n = 1, 1000
	}
	if o.n < 1 || o.n > 19_000 || o.rounds < 1 || o.wait < time.Second || o.wait > time.Minute {
		return fmt.Errorf("-n %d -rounds %d -wait %v, want 1 to 19,000 requests, some rounds, 1 s to 1 min", o.n, o.rounds, o.wait)
	}
	switch {
	case *role == clientRole:
		return (&client{}).answer()
	case *role != "":
		return serve(*role, o.wait)
	}
	return compare(o)
}

// serve is what a child does that is a server.
func serve(name string, wait time.Duration) error {
	for _, p := range peers {
		if p.name == name {
			v := &view{wait: wait}
			control := harness.NewControl()
			control.Handle("waiting", func(struct{}) (int64, error) { return v.now.Load(), nil })
			return harness.Serve(control, func(l net.Listener) error { return p.serve(l, v) })
		}
	}
	return fmt.Errorf("there is no server %q", name)
}

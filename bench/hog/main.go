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
	rounds  int
	span    time.Duration // of a load
	clients int           // of the view that waits
	hogs    int           // of the view that burns
	burn    int64         // rounds of the burning view's loop
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "hog:", err)
		os.Exit(1)
	}
}

func run() error {
	var o options
	role := flag.String("role", "", "for the benchmark's own children")
	quick := flag.Bool("quick", false, "one short round: rough figures")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds; the tables show medians")
	flag.DurationVar(&o.span, "for", 3*time.Second, "how long a load is")
	flag.IntVar(&o.clients, "clients", 50, "clients of the view that waits")
	flag.IntVar(&o.hogs, "hogs", 2, "clients of the view that burns")
	flag.Int64Var(&o.burn, "burn", 0, "rounds of the burning view's loop; 0: as many as take 50 ms here")
	flag.Parse()
	if *quick {
		o.rounds, o.span = 1, 500*time.Millisecond
	}
	if *role != "" {
		return serve(*role, o.burn)
	}
	if o.burn == 0 {
		var err error
		if o.burn, err = calibrate(); err != nil {
			return err
		}
	}
	return compare(o)
}

// serve is what a child does.
func serve(name string, rounds int64) error {
	for _, p := range peers {
		if p.name == name {
			return harness.Serve(harness.NewControl(), func(l net.Listener) error { return p.serve(l, p.handler(rounds)) })
		}
	}
	return fmt.Errorf("there is no server %q", name)
}

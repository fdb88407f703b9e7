//go:build linux

package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// options are the command line's.
type options struct {
	peers   []peer
	rounds  int
	span    time.Duration // of a load
	warmup  time.Duration // before it
	conns   int
	count   int64  // requests of -allocs
	profile string // folder for profiles; empty: none
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "http:", err)
		os.Exit(1)
	}
}

func run() error {
	var o options
	role := flag.String("role", "", "for the benchmark's own children")
	quick := flag.Bool("quick", false, "one short round: rough figures")
	allocs := flag.Bool("allocs", false, "count allocations, and measure the frameworks' own part")
	names := flag.String("servers", "", "names of servers, with commas between; empty: all")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds; the tables show medians")
	flag.DurationVar(&o.span, "for", 2*time.Second, "how long a load is")
	flag.IntVar(&o.conns, "connections", 64, "keep-alive connections")
	flag.StringVar(&o.profile, "profile", "", "a folder for a CPU profile of each server and load")
	flag.Parse()
	o.warmup, o.count = 500*time.Millisecond, 100_000
	if *quick {
		o.rounds, o.span, o.warmup, o.count = 1, 300*time.Millisecond, 100*time.Millisecond, 10_000
	}
	if *role != "" {
		return serve(*role, o.conns)
	}
	var err error
	if o.peers, err = choose(*names); err != nil {
		return err
	}
	fmt.Printf("%s, %d rounds of %v, %d connections\n", harness.Machine(), o.rounds, o.span, o.conns)
	if *allocs {
		return countAllocs(o)
	}
	return compare(o)
}

// serve is what a child does.
func serve(name string, conns int) error {
	i := slices.IndexFunc(peers, func(s peer) bool { return s.name == name })
	if i < 0 {
		return fmt.Errorf("there is no server %q", name)
	}
	if peers[i].play != nil {
		return peers[i].play(conns)
	}
	return harness.Serve(harness.NewControl(), func(l net.Listener) error { return peers[i].serve(l) })
}

// choose returns the servers of those names.
func choose(names string) ([]peer, error) {
	if names == "" {
		return peers, nil
	}
	var chosen []peer
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(peers, func(s peer) bool { return s.name == name })
		if i < 0 {
			var known []string
			for _, s := range peers {
				known = append(known, s.name)
			}
			return nil, fmt.Errorf("there is no server %q; there are %s", name, strings.Join(known, ", "))
		}
		chosen = append(chosen, peers[i])
	}
	return chosen, nil
}

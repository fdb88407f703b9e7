// Command router measures how long Gourd's, chi's and Echo's routers take to find
// a route, on the same rules, interleaved in one run, and prints a table.
//
// The figures are nanoseconds per match, medians over the rounds; the ratio is
// Gourd's time by that of the faster of the others. Nothing is served: each router
// gets a method and a path. Gourd checks and converts the ints meanwhile, which
// the others leave to the view.
//
//	go run ./router [-rounds 11] [-for 20ms]
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 11, "rounds per figure; the table shows medians")
	span := flag.Duration("for", 20*time.Millisecond, "how long a router runs per round")
	flag.Parse()
	fmt.Printf("%s, %s/%s, %d CPUs, %d rounds of %v\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), *rounds, *span)
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "rules\trequest\tgourd ns\tchi ns\techo ns\tgourd / faster\tgourd allocs\t")
	for _, n := range []int{10, 1_000, 10_000} {
		if err := table(out, n, *rounds, *span); err != nil {
			fmt.Fprintln(os.Stderr, "router:", err)
			os.Exit(1)
		}
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "router:", err)
		os.Exit(1)
	}
}

// table writes the rows for n rules.
func table(out *tabwriter.Writer, n, rounds int, span time.Duration) error {
	rules := makeRules(n)
	var routers []router
	for _, build := range []func([]route) (router, error){newGourd, newChi, newEcho} {
		r, err := build(rules)
		if err != nil {
			return err
		}
		routers = append(routers, r)
	}
	for _, s := range makeShapes(n) {
		for _, r := range routers {
			if err := check(r, s); err != nil {
				return err
			}
		}
		ns := measure(routers, s, rounds, span)
		fmt.Fprintf(out, "%d\t%s\t%.1f\t%.1f\t%.1f\t%.2f\t%.0f\t\n",
			n, s.name, ns[0], ns[1], ns[2], ns[0]/min(ns[1], ns[2]), allocs(routers[0], s))
	}
	return nil
}

// check makes sure that a router does what is being measured.
func check(r router, s shape) error {
	for _, q := range s.requests {
		if found := r.match(q); found != s.found {
			return fmt.Errorf("%s: %s %s: found is %t, expected %t", r.name(), q.method, q.path, found, s.found)
		}
	}
	return nil
}

// measure returns the median time of each router, taking turns.
func measure(routers []router, s shape, rounds int, span time.Duration) []float64 {
	times := make([][]float64, len(routers))
	for range rounds {
		for i, r := range routers {
			times[i] = append(times[i], run(r, s.requests, span))
		}
	}
	medians := make([]float64, len(routers))
	for i, t := range times {
		slices.Sort(t)
		medians[i] = t[len(t)/2]
	}
	return medians
}

// run matches all requests in turn for about span, and returns nanoseconds each.
func run(r router, requests []request, span time.Duration) float64 {
	count := 0
	start := time.Now()
	for time.Since(start) < span {
		for range 10 {
			r.matchAll(requests)
		}
		count += 10 * len(requests)
	}
	return float64(time.Since(start).Nanoseconds()) / float64(count)
}

func allocs(r router, s shape) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r.matchAll(s.requests)
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / float64(len(s.requests))
}

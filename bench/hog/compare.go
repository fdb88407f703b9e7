//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// spread is how long the view that waits took.
type spread struct{ p50, p99, most time.Duration }

func spreadOf(all []time.Duration) spread {
	return spread{harness.Percentile(all, 50), harness.Percentile(all, 99), harness.Percentile(all, 100)}
}

// figures are what one visit of one server came to.
type figures struct {
	idle, hogged spread
	perSecond    float64 // of the view that waits, while the other is busy
	burns        float64 // of the view that burns, per second
	noise        float64 // processors that others took meanwhile
}

// compare visits the servers in each round and prints a table.
func compare(o options) error {
	fmt.Printf("%s, %d rounds of %v: %d clients of a view that waits %v, and %d of one that burns %v (%d rounds)\n\n",
		harness.Machine(), o.rounds, o.span, o.clients, pause, o.hogs, burning, o.burn)
	found := map[string][]figures{}
	for range o.rounds {
		for _, p := range peers {
			f, err := visit(o, p)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			found[p.name] = append(found[p.name], f)
		}
	}
	return table(found)
}

// visit measures one server, first idle, then hogged.
func visit(o options, p peer) (f figures, err error) {
	child, err := harness.Start(p.name, "-burn", fmt.Sprint(o.burn))
	if err != nil {
		return f, err
	}
	defer child.Stop()
	clients, err := harness.Dial(child.Address, o.clients)
	if err != nil {
		return f, err
	}
	defer clients.Close()
	hogs, err := harness.Dial(child.Address, o.hogs)
	if err != nil {
		return f, err
	}
	defer hogs.Close()
	wait := harness.Load{Request: harness.Get("/wait"), Want: paused, For: o.span / 4}
	if _, err := clients.Run(wait); err != nil { // warms up
		return f, err
	}
	wait.For, wait.Latencies = o.span, true
	idle, err := clients.Run(wait)
	if err != nil {
		return f, err
	}
	hogged, burns, noise, err := hog(child, clients, hogs, wait)
	if err != nil {
		return f, err
	}
	return figures{
		idle: spreadOf(idle.Latencies), hogged: spreadOf(hogged.Latencies),
		perSecond: hogged.PerSecond(), burns: burns.PerSecond(), noise: noise,
	}, nil
}

// hog runs a load while the hogs keep the server busy: they begin before it and end
// behind it.
func hog(child *harness.Child, clients, hogs *harness.Clients, wait harness.Load) (result, burns harness.Result, noise float64, err error) {
	lead := wait.For / 4
	var failed error
	done := make(chan struct{})
	go func() {
		defer close(done)
		burns, failed = hogs.Run(harness.Load{Request: harness.Get("/cpu"), For: wait.For + 2*lead})
	}()
	time.Sleep(lead)
	result, noise, err = watched(child, clients, wait)
	<-done
	return result, burns, noise, errors.Join(err, failed)
}

// watched runs a load and measures what others take meanwhile.
func watched(child *harness.Child, clients *harness.Clients, l harness.Load) (r harness.Result, noise float64, err error) {
	before, err := used(child)
	if err != nil {
		return r, 0, err
	}
	n, err := harness.StartNoise(before)
	if err != nil {
		return r, 0, err
	}
	if r, err = clients.Run(l); err != nil {
		return r, 0, err
	}
	after, err := used(child)
	if err != nil {
		return r, 0, err
	}
	noise, err = n.End(after)
	return r, noise, err
}

// used is the CPU time of the child and of this process.
func used(child *harness.Child) (time.Duration, error) {
	theirs, err := child.Usage()
	if err != nil {
		return 0, err
	}
	mine, err := harness.OwnCPU()
	return theirs.CPU() + mine.CPU(), err
}

// table prints the medians, in milliseconds.
func table(found map[string][]figures) error {
	t := harness.Table{Head: []string{
		"server", "idle p50 ms", "p99", "max", "hogged p50 ms", "p99", "max", "waits/s", "burns/s", "others' processors",
	}}
	for _, p := range peers {
		all := found[p.name]
		ms := func(of func(figures) time.Duration) string {
			return fmt.Sprintf("%.1f", medianOf(all, func(f figures) float64 { return of(f).Seconds() * 1e3 }))
		}
		t.Row(p.name,
			ms(func(f figures) time.Duration { return f.idle.p50 }),
			ms(func(f figures) time.Duration { return f.idle.p99 }),
			ms(func(f figures) time.Duration { return f.idle.most }),
			ms(func(f figures) time.Duration { return f.hogged.p50 }),
			ms(func(f figures) time.Duration { return f.hogged.p99 }),
			ms(func(f figures) time.Duration { return f.hogged.most }),
			fmt.Sprintf("%.0f", medianOf(all, func(f figures) float64 { return f.perSecond })),
			fmt.Sprintf("%.1f", medianOf(all, func(f figures) float64 { return f.burns })),
			fmt.Sprintf("%.2f", medianOf(all, func(f figures) float64 { return f.noise })))
	}
	return t.Write(os.Stdout)
}

func medianOf(all []figures, of func(figures) float64) float64 {
	var values []float64
	for _, f := range all {
		values = append(values, of(f))
	}
	return harness.Median(values)
}

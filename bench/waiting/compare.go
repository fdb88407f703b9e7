//go:build linux

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// figures are what one visit of one server came to; bytes and CPU time are per
// request.
type figures struct {
	outcome
	connection float64 // resident bytes of an idle connection
	waiting    float64 // resident bytes that the request adds to it
	whole      float64 // both
	heapStack  float64 // what Go's runtime counts of both: heap and stacks
	stack      float64 // the stacks of that
	goroutines float64
	cpu        time.Duration
	noise      float64 // processors that others took meanwhile
}

// compare visits the servers in each round and prints the tables.
func compare(o options) error {
	fmt.Printf("%s, %d rounds of %d requests that wait %v\n\n", harness.Machine(), o.rounds, o.n, o.wait)
	found := map[string][]figures{}
	for round := range o.rounds {
		for _, p := range peers {
			f, err := visit(o, p, round)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			found[p.name] = append(found[p.name], f)
		}
	}
	return table(found)
}

// visit has one server answer all requests once.
func visit(o options, p peer, round int) (f figures, err error) {
	server, err := harness.Start(p.name, "-wait", o.wait.String())
	if err != nil {
		return f, err
	}
	defer server.Stop()
	client, err := harness.Start(clientRole)
	if err != nil {
		return f, err
	}
	defer client.Stop()
	atStart, err := look(server, client)
	if err != nil {
		return f, err
	}
	if _, err := client.Call[int]("connect", connect{server.Address, o.n}); err != nil {
		return f, err
	}
	idle, err := settled(server, client, o.n)
	if err != nil {
		return f, err
	}
	profiled := o.profile != "" && round == 0
	prefix := filepath.Join(o.profile, strings.ReplaceAll(p.name, "/", "-")+"-waiting")
	if profiled {
		if err := server.StartProfile(); err != nil {
			return f, err
		}
	}
	if _, err := client.Call[bool]("send", send{o.wait}); err != nil {
		return f, err
	}
	waiting, err := allWait(server, client, o)
	if err != nil {
		return f, err
	}
	if profiled {
		if err := server.WriteHeap(prefix + ".heap.pprof"); err != nil {
			return f, err
		}
	}
	if f.outcome, err = client.Call[outcome]("outcome", nil); err != nil {
		return f, err
	}
	end, err := look(server, client)
	if err != nil {
		return f, err
	}
	if profiled {
		if err := server.WriteCPU(prefix + ".cpu.pprof"); err != nil {
			return f, err
		}
	}
	return f, f.fill(o.n, atStart, idle, waiting, end)
}

// moment is what a server has used at one time.
type moment struct {
	harness.Usage
	harness.Memory
	all   time.Duration // CPU time of server, client and this process
	noise harness.Noise
}

// look reads the resident size before the rest, since asking for that changes it.
func look(server, client *harness.Child) (m moment, err error) {
	if m.Usage, err = server.Usage(); err != nil {
		return m, err
	}
	if m.Memory, err = server.Memory(); err != nil {
		return m, err
	}
	theirs, err := client.Usage()
	if err != nil {
		return m, err
	}
	mine, err := harness.OwnCPU()
	if err != nil {
		return m, err
	}
	m.all = m.CPU() + theirs.CPU() + mine.CPU()
	m.noise, err = harness.StartNoise(m.all)
	return m, err
}

// settled looks when the server has accepted the connections: when it has a
// goroutine for each.
func settled(server, client *harness.Child, n int) (moment, error) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		m, err := server.Memory()
		if err != nil {
			return moment{}, err
		}
		if m.Goroutines >= n {
			return look(server, client)
		}
	}
	return moment{}, fmt.Errorf("the server has not accepted %d connections within %v", n, patience)
}

// allWait looks when all views wait.
func allWait(server, client *harness.Child, o options) (moment, error) {
	most := int64(0)
	for end := time.Now().Add(o.wait); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		n, err := server.Call[int64]("waiting", nil)
		if err != nil {
			return moment{}, err
		}
		if n == int64(o.n) {
			return look(server, client)
		}
		most = max(most, n)
	}
	return moment{}, fmt.Errorf("at most %d of %d views waited at the same time; let them wait longer with -wait", most, o.n)
}

// fill computes the figures.
func (f *figures) fill(n int, start, idle, waiting, end moment) (err error) {
	per := func(from, to int64) float64 { return float64(to-from) / float64(n) }
	f.connection = per(start.RSS, idle.RSS)
	f.waiting = per(idle.RSS, waiting.RSS)
	f.whole = per(start.RSS, waiting.RSS)
	f.stack = per(int64(start.StackInuse), int64(waiting.StackInuse))
	f.heapStack = f.stack + per(int64(start.HeapInuse), int64(waiting.HeapInuse))
	f.goroutines = float64(waiting.Goroutines) / float64(n)
	f.cpu = (end.CPU() - idle.CPU()) / time.Duration(n)
	f.noise, err = idle.noise.End(end.all)
	return err
}

// table prints the medians.
func table(found map[string][]figures) error {
	answers := harness.Table{Head: []string{"server", "answered", "failed", "last answer s", "sending took s", "CPU µs", "ratio", "others' processors"}}
	memory := harness.Table{Head: []string{
		"server", "bytes of an idle connection", "and of a waiting request", "both", "ratio", "heap and stacks in use", "stacks in use", "goroutines",
	}}
	for _, p := range peers {
		all, first := found[p.name], found[peers[0].name]
		answered, failed, reason := 0, 0, ""
		for _, f := range all {
			answered, failed = answered+f.Answered, failed+f.Failed
			reason = cmp.Or(reason, f.Reason)
		}
		cpu := medianOf(all, func(f figures) float64 { return float64(f.cpu) })
		answers.Row(p.name, fmt.Sprint(answered), fmt.Sprint(failed),
			fmt.Sprintf("%.2f", medianOf(all, func(f figures) float64 { return f.Last.Seconds() })),
			fmt.Sprintf("%.2f", medianOf(all, func(f figures) float64 { return f.Sending.Seconds() })),
			fmt.Sprintf("%.1f", cpu/1e3),
			fmt.Sprintf("%.2f", cpu/medianOf(first, func(f figures) float64 { return float64(f.cpu) })),
			fmt.Sprintf("%.2f", medianOf(all, func(f figures) float64 { return f.noise })))
		bytes := func(of func(figures) float64) string { return fmt.Sprintf("%.0f", medianOf(all, of)) }
		whole := func(f figures) float64 { return f.whole }
		memory.Row(p.name, bytes(func(f figures) float64 { return f.connection }), bytes(func(f figures) float64 { return f.waiting }), bytes(whole),
			fmt.Sprintf("%.2f", medianOf(all, whole)/medianOf(first, whole)),
			bytes(func(f figures) float64 { return f.heapStack }), bytes(func(f figures) float64 { return f.stack }),
			fmt.Sprintf("%.1f", medianOf(all, func(f figures) float64 { return f.goroutines })))
		if reason != "" {
			fmt.Printf("%s: %s\n", p.name, reason)
		}
	}
	if err := answers.Write(os.Stdout); err != nil {
		return err
	}
	fmt.Println()
	return memory.Write(os.Stdout)
}

func medianOf(all []figures, of func(figures) float64) float64 {
	var values []float64
	for _, f := range all {
		values = append(values, of(f))
	}
	return harness.Median(values)
}

//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// tooNoisy is how many processors others may take during a load before it is run
// again, up to attempts times.
const (
	tooNoisy = 0.15
	attempts = 3
)

// figures are what one load of one server came to.
type figures struct {
	perSecond float64
	cpu       time.Duration // per request
	user      time.Duration // of that, outside of the kernel
	noise     float64       // processors that others took meanwhile
}

// compare compares the servers of the plain workloads with each other, and those of the
// session.
func compare(o options) error {
	all := o.peers
	for _, workloads := range [][]workload{workloads, sessionWorkloads} {
		o.peers = nil
		for _, p := range all {
			if p.session == workloads[0].session && available(p) {
				o.peers = append(o.peers, p)
			}
		}
		if len(o.peers) == 0 {
			continue
		}
		if err := compareOn(o, workloads); err != nil {
			return err
		}
	}
	return nil
}

// available says so when a server cannot run here.
func available(p peer) bool {
	if p.missing == nil {
		return true
	}
	err := p.missing()
	if err != nil {
		fmt.Printf("\n%s is left out: %v\n", p.name, err)
	}
	return err == nil
}

// compareOn visits all servers in each round and prints a table for each workload.
func compareOn(o options, workloads []workload) error {
	all := map[string]map[string][]figures{}
	for _, w := range workloads {
		all[w.name] = map[string][]figures{}
	}
	for round := range o.rounds {
		for _, s := range o.peers {
			found, err := visit(o, s, round)
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			for i, w := range workloads {
				all[w.name][s.name] = append(all[w.name][s.name], found[i])
			}
		}
	}
	for _, w := range workloads {
		fmt.Printf("\n%s: `GET %s`\n\n", w.name, w.target)
		if err := table(o, all[w.name]); err != nil {
			return err
		}
	}
	return nil
}

// visit starts a server, loads it with each workload and ends it.
func visit(o options, s peer, round int) ([]figures, error) {
	var all []figures
	err := withLoads(o, s, func(child *harness.Child, clients *harness.Clients, w workload, l harness.Load) error {
		if _, err := clients.Run(harness.Load{Request: l.Request, Want: l.Want, For: o.warmup}); err != nil {
			return err
		}
		var best figures
		for attempt := range attempts {
			f, err := measure(child, clients, l)
			if err != nil {
				return err
			}
			if attempt == 0 || f.noise < best.noise {
				best = f
			}
			if best.noise <= tooNoisy {
				break
			}
		}
		all = append(all, best)
		if o.profile != "" && round == 0 && s.play == nil {
			if err := profile(child, clients, l, filepath.Join(o.profile, fileName(s.name+" "+w.name))); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// withLoads starts a server, calls f with each of its workloads and a load for it, whose
// answer has been checked, and ends the server.
func withLoads(o options, s peer, f func(child *harness.Child, clients *harness.Clients, w workload, l harness.Load) error) error {
	child, err := startPeer(o, s)
	if err != nil {
		return err
	}
	defer child.Stop()
	requests, err := requestsFor(s, child.Address)
	if err != nil {
		return err
	}
	clients, err := harness.Dial(child.Address, o.conns)
	if err != nil {
		return err
	}
	defer clients.Close()
	for i, w := range s.workloads() {
		l := harness.Load{Request: requests[i], For: o.span}
		if l.Want, err = checked(clients, w, l.Request); err != nil {
			return err
		}
		if err := f(child, clients, w, l); err != nil {
			return err
		}
	}
	return nil
}

// startPeer starts a server that expects the connections of the load.
func startPeer(o options, s peer) (*harness.Child, error) {
	return harness.Start(s.name, "-connections", strconv.Itoa(o.conns))
}

// requestsFor returns what the loads of a server send. It is asked for before the load's
// connections are there, which may keep a server of threads from answering others.
func requestsFor(s peer, address string) ([][]byte, error) {
	var all [][]byte
	for _, w := range s.workloads() {
		r, err := w.request(address)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// checked makes sure that the server answers as it should, and returns the body
// that it answers from then on: some end JSON with a line break.
func checked(clients *harness.Clients, w workload, request []byte) (string, error) {
	for _, want := range []string{w.want, w.want + "\n"} {
		_, err := clients.Run(harness.Load{Request: request, Want: want, For: time.Second, Count: 1})
		if err == nil {
			return want, nil
		}
		if want != w.want {
			return "", fmt.Errorf("%s: %w", w.name, err)
		}
	}
	return "", nil
}

// measure is one load.
func measure(child *harness.Child, clients *harness.Clients, l harness.Load) (figures, error) {
	before, mine, err := usages(child)
	if err != nil {
		return figures{}, err
	}
	noise, err := harness.StartNoise(before.CPU() + mine.CPU())
	if err != nil {
		return figures{}, err
	}
	r, err := clients.Run(l)
	if err != nil {
		return figures{}, err
	}
	after, mine, err := usages(child)
	if err != nil {
		return figures{}, err
	}
	f := figures{perSecond: r.PerSecond()}
	if f.noise, err = noise.End(after.CPU() + mine.CPU()); err != nil {
		return figures{}, err
	}
	f.cpu = (after.CPU() - before.CPU()) / time.Duration(r.Requests)
	f.user = (after.User - before.User) / time.Duration(r.Requests)
	return f, nil
}

// usages returns what the child and this process have used.
func usages(child *harness.Child) (theirs, mine harness.Usage, err error) {
	if theirs, err = child.Usage(); err != nil {
		return theirs, mine, err
	}
	mine, err = harness.OwnCPU()
	return theirs, mine, err
}

// profile loads the server once more and writes its profiles.
func profile(child *harness.Child, clients *harness.Clients, l harness.Load, prefix string) error {
	if err := child.StartProfile(); err != nil {
		return err
	}
	if _, err := clients.Run(l); err != nil {
		return err
	}
	return errors.Join(child.WriteCPU(prefix+".cpu.pprof"), child.WriteHeap(prefix+".heap.pprof"))
}

// fileName makes a name fit for a file.
func fileName(s string) string {
	return strings.NewReplacer("/", "-", " ", "-").Replace(s)
}

// table prints the medians of one workload, with ratios to the first server.
func table(o options, found map[string][]figures) error {
	t := harness.Table{Head: []string{"server", "requests/s", "ratio", "CPU µs", "in user space", "ratio", "others' processors"}}
	first := summary(found[o.peers[0].name])
	for _, s := range o.peers {
		f := summary(found[s.name])
		t.Row(s.name,
			fmt.Sprintf("%.0f", f.perSecond), fmt.Sprintf("%.2f", f.perSecond/first.perSecond),
			micros(f.cpu), micros(f.user), fmt.Sprintf("%.2f", float64(f.cpu)/float64(first.cpu)),
			fmt.Sprintf("%.2f", f.noise))
	}
	return t.Write(os.Stdout)
}

// summary is the median of each figure.
func summary(all []figures) figures {
	var perSecond, noise []float64
	var cpu, user []time.Duration
	for _, f := range all {
		perSecond, noise = append(perSecond, f.perSecond), append(noise, f.noise)
		cpu, user = append(cpu, f.cpu), append(user, f.user)
	}
	return figures{harness.Median(perSecond), harness.Median(cpu), harness.Median(user), harness.Median(noise)}
}

func micros(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d)/1e3) }

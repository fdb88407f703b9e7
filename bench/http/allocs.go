//go:build linux

package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// countAllocs prints what a request allocates on each server, over a socket, and
// what Gourd and chi add to net/http's handler.
func countAllocs(o options) error {
	for _, workloads := range [][]workload{workloads, sessionWorkloads} {
		if err := allocTable(o, workloads); err != nil {
			return err
		}
	}
	return ownParts(o)
}

// allocTable is the table of the servers that answer these workloads, and are in Go.
func allocTable(o options, workloads []workload) error {
	t := harness.Table{Head: []string{"server"}}
	for _, w := range workloads {
		t.Head = append(t.Head, w.name+": allocations", "bytes")
	}
	for _, s := range o.peers {
		if s.session != workloads[0].session || s.play != nil {
			continue
		}
		cells, err := allocsOf(o, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		t.Row(append([]string{s.name}, cells...)...)
	}
	if t.Empty() {
		return nil
	}
	fmt.Printf("\nallocations per request, over %d requests\n\n", o.count)
	return t.Write(os.Stdout)
}

// allocsOf counts what one server allocates per request of each workload.
func allocsOf(o options, s peer) (cells []string, err error) {
	err = withLoads(o, s, func(child *harness.Child, clients *harness.Clients, _ workload, l harness.Load) error {
		l.For, l.Count = time.Minute, o.count/10
		if _, err := clients.Run(l); err != nil { // fills the pools
			return err
		}
		before, err := child.Memory()
		if err != nil {
			return err
		}
		l.Count = o.count
		r, err := clients.Run(l)
		if err != nil {
			return err
		}
		after, err := child.Memory()
		if err != nil {
			return err
		}
		n := float64(r.Requests)
		cells = append(cells,
			fmt.Sprintf("%.2f", float64(after.Mallocs-before.Mallocs)/n),
			fmt.Sprintf("%.0f", float64(after.Bytes-before.Bytes)/n))
		return nil
	})
	return cells, err
}

// part is what one handler takes of the CPU for a request, and allocates.
type part struct {
	ns     []float64 // a value for each round
	allocs int64
	bytes  int64
}

// ownParts prints what the frameworks take beyond a handler that only writes the
// same answer. No server is involved.
func ownParts(o options) error {
	fmt.Printf("\nthe framework's own part: without a server, and less a handler without a framework\n\n")
	t := harness.Table{Head: []string{"framework", "request", "CPU ns", "bare handler's", "own part", "allocations", "bare handler's"}}
	for _, w := range workloads {
		if err := addParts(o, &t, w, nameNetHTTP, nameChi, nameGourd, nameHooked); err != nil {
			return err
		}
	}
	for _, w := range sessionWorkloads {
		if err := addParts(o, &t, w, nameGorilla, nameGourdSession); err != nil {
			return err
		}
	}
	return t.Write(os.Stdout)
}

// addParts adds the rows of one workload.
func addParts(o options, t *harness.Table, w workload, frameworks ...string) error {
	handlers := []http.Handler{bare(w)}
	for _, name := range frameworks {
		chosen, err := choose(name)
		if err != nil {
			return err
		}
		handlers = append(handlers, chosen[0].handler())
	}
	if w.session {
		for i, h := range handlers {
			var err error
			if handlers[i], err = newVisitor(h, i > 0); err != nil {
				return err
			}
		}
	}
	parts, err := measureParts(o, w, handlers)
	if err != nil {
		return err
	}
	alone := harness.Median(parts[0].ns)
	for i, name := range frameworks {
		p := parts[i+1]
		ns := harness.Median(p.ns)
		t.Row(name, w.name, fmt.Sprintf("%.0f", ns), fmt.Sprintf("%.0f", alone), fmt.Sprintf("%.0f", ns-alone),
			fmt.Sprint(p.allocs), fmt.Sprint(parts[0].allocs))
	}
	return nil
}

// bare answers a workload without any framework, and knows its arguments.
func bare(w workload) http.Handler {
	switch w.target {
	case "/json":
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asJSON(w, theMessage) })
	case "/":
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { plain(w, hello) })
	case "/visits":
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { plain(w, visited(firstVisit+1)) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answerItem(w, r, "42", "apple") })
}

// measureParts has the handlers take turns.
func measureParts(o options, w workload, handlers []http.Handler) ([]part, error) {
	parts := make([]part, len(handlers))
	for range o.rounds {
		for i, h := range handlers {
			answer := &discarded{header: http.Header{}}
			h.ServeHTTP(answer, newRequest(w))
			if answer.status > http.StatusOK || answer.n < len(w.want) {
				return nil, fmt.Errorf("%s: status %d and %d bytes, want 200 and %d", w.name, answer.status, answer.n, len(w.want))
			}
			var failed error
			r := testing.Benchmark(func(b *testing.B) { failed = benchmark(b, h, w) })
			if failed != nil {
				return nil, failed
			}
			parts[i].ns = append(parts[i].ns, r.Extra[cpuUnit])
			parts[i].allocs, parts[i].bytes = r.AllocsPerOp(), r.AllocedBytesPerOp()
		}
	}
	return parts, nil
}

const cpuUnit = "cpu-ns/op"

// benchmark counts CPU time and not the clock's, so that other programs do not
// change it; what the garbage collector does in its own threads is in it.
func benchmark(b *testing.B, h http.Handler, w workload) error {
	b.ReportAllocs()
	r := newRequest(w)
	answer := &discarded{header: http.Header{}}
	start, err := harness.OwnCPU()
	if err != nil {
		return err
	}
	for range b.N {
		clear(answer.header)
		h.ServeHTTP(answer, r)
	}
	end, err := harness.OwnCPU()
	b.ReportMetric(float64(end.CPU()-start.CPU())/float64(b.N), cpuUnit)
	return err
}

// newRequest is the request as net/http's peer would make it.
func newRequest(w workload) *http.Request {
	u, err := url.ParseRequestURI(w.target)
	if err != nil {
		panic(err) // a constant of this program
	}
	return &http.Request{
		Method: http.MethodGet, URL: u, RequestURI: w.target, Host: "bench.test", RemoteAddr: "127.0.0.1:1",
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody,
	}
}

// discarded is a ResponseWriter that keeps nothing.
type discarded struct {
	header http.Header
	status int
	n      int
}

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) WriteHeader(status int)      { d.status = status }
func (d *discarded) Write(p []byte) (int, error) { d.n += len(p); return len(p), nil }

// WriteString spares the handlers that call it the copy, as net/http's own writer
// does.
func (d *discarded) WriteString(s string) (int, error) { d.n += len(s); return len(s), nil }

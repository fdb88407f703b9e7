//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/bench/http/harness"
)

// options are the command line's.
type options struct {
	rounds  int
	seconds float64 // of CPU time, for a page of an engine in a round
	pages   string  // what the names of the pages have in them; "": all
	engines string
	profile string // the file for a CPU profile; "": none
}

func main() {
	var o options
	quick := flag.Bool("quick", false, "one short round: rough figures")
	flag.IntVar(&o.rounds, "rounds", 7, "rounds; the table shows medians")
	flag.Float64Var(&o.seconds, "for", 0.15, "`seconds` of CPU time for a page of an engine in a round")
	flag.StringVar(&o.pages, "pages", "", "the pages whose names have this `text`; empty: all")
	flag.StringVar(&o.engines, "engines", "", "the engines whose names have this `text`; empty: all")
	flag.StringVar(&o.profile, "profile", "", "a `file` for a CPU profile of the rounds")
	flag.Parse()
	if *quick {
		o.rounds, o.seconds = 1, 0.05
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "jinja:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	runtime.GOMAXPROCS(1)
	fmt.Printf("%s, one of them used, %d rounds of %v s\n", harness.Machine(), o.rounds, o.seconds)
	engines := goEngines()
	python, missing := startPython(ctx)
	if missing == nil {
		defer func() { err = errors.Join(err, python.Close()) }()
		engines = append(pythonEngines(python), engines...)
	} else {
		fmt.Printf("\nJinja2 is left out: %v\n", missing)
	}
	var measured []*figures
	for _, p := range pages() {
		if !strings.Contains(p.name, o.pages) {
			continue
		}
		f, err := open(&p, engines, o.engines)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		measured = append(measured, f)
	}
	if err := measure(o, measured); err != nil {
		return err
	}
	printTable(measured)
	rest, err := measureRest()
	if err != nil {
		return err
	}
	printGoals(measured, rest)
	return nil
}

// figures are what a page has cost.
type figures struct {
	page      page
	engines   []string
	renderers map[string]renderer
	left      map[string]string    // why engines are left out
	all       map[string][]float64 // nanoseconds, a round each
}

// open compiles a page with all engines, and checks that they render the same as Go by
// hand. A peer that cannot, or renders another page, is left out.
func open(p *page, engines []engine, only string) (*figures, error) {
	f := &figures{page: *p, renderers: map[string]renderer{}, left: map[string]string{}, all: map[string][]float64{}}
	want := spelled(p.byHand(nil))
	for _, e := range engines {
		if !strings.Contains(e.name, only) {
			continue
		}
		r, err := e.open(p)
		var got bytes.Buffer
		if err == nil {
			err = r.render(&got)
		}
		if err == nil && !bytes.Equal(spelled(got.Bytes()), want) {
			err = fmt.Errorf("it renders another page: %s", firstDifference(spelled(got.Bytes()), want))
		}
		switch {
		case err == nil:
			f.engines = append(f.engines, e.name)
			f.renderers[e.name] = r
		case e.name == gonjaMaps:
			f.left[e.name] = ending(err.Error())
		default:
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return f, nil
}

// ending is the end of a long message: where an engine wraps its errors, what went wrong
// stands there.
func ending(message string) string {
	if cut := len(message) - 160; cut > 0 {
		return "… " + message[cut:]
	}
	return message
}

// spelled is a page in which quotes are escaped in one way: engines have several.
func spelled(text []byte) []byte {
	for _, s := range [...][2]string{{"&quot;", "&#34;"}, {"&#x27;", "&#39;"}, {"&apos;", "&#39;"}} {
		text = bytes.ReplaceAll(text, []byte(s[0]), []byte(s[1]))
	}
	return text
}

// firstDifference shows where two pages begin to differ.
func firstDifference(got, want []byte) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	around := func(b []byte) []byte { return b[max(0, min(i-20, len(b))):min(i+40, len(b))] }
	return fmt.Sprintf("%q where the others have %q", around(got), around(want))
}

// measure has all engines render all pages in turn.
func measure(o options, measured []*figures) error {
	if o.profile != "" {
		file, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for range o.rounds {
		for _, f := range measured {
			for _, name := range f.engines {
				ns, err := f.renderers[name].run(o.seconds)
				if err != nil {
					return fmt.Errorf("%s: %s: %w", f.page.name, name, err)
				}
				f.all[name] = append(f.all[name], ns)
			}
		}
	}
	return nil
}

// ns is the median of an engine; 0 if it is left out.
func (f *figures) ns(name string) float64 {
	if !slices.Contains(f.engines, name) {
		return 0
	}
	return median(f.all[name])
}

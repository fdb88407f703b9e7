// Command conformance-faults builds faults into the framework, one at a time, and sees
// that the comparison that each belongs to finds it. It runs in the folder of the module
// conformance, prints a line for each fault, and closes with "N found, M not found". Its
// status is 1 if one was not found, and 2 if they could not be tried.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	flask "github.com/gourd-go/gourd/conformance/flask/faults"
	"github.com/gourd-go/gourd/conformance/internal/faults"
	jinja "github.com/gourd-go/gourd/conformance/jinja/faults"
)

// comparisons are those that have faults to find.
var comparisons = []struct {
	name string
	all  func() (faults.Set, error)
}{{"flask", flask.All}, {"jinja", jinja.All}}

// tried counts faults.
type tried struct{ found, missed int }

func main() {
	of := flag.String("of", "", "try the faults of that `comparison` alone: flask or jinja; empty: all")
	only := flag.String("only", "", "try the faults whose name has this `text`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	count, err := run(ctx, *of, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	fmt.Printf("%d found, %d not found\n", count.found, count.missed)
	if count.missed > 0 {
		os.Exit(1)
	}
}

// run tries the faults of one comparison or of all.
func run(ctx context.Context, of, only string) (count tried, err error) {
	root, err := filepath.Abs("..")
	if err != nil {
		return count, err
	}
	folder, err := os.MkdirTemp("", "faults")
	if err != nil {
		return count, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	known := false
	for _, c := range comparisons {
		if of != "" && of != c.name {
			continue
		}
		known = true
		set, err := c.all()
		if err != nil {
			return count, err
		}
		if err := count.try(ctx, set, only, root, folder); err != nil {
			return count, err
		}
	}
	if !known {
		return count, fmt.Errorf("faults: there is no comparison %q; want flask or jinja", of)
	}
	return count, nil
}

// try tries the faults of a set whose names have a text.
func (t *tried) try(ctx context.Context, set faults.Set, only, root, folder string) error {
	for _, f := range set.Faults {
		if !strings.Contains(f.Name, only) {
			continue
		}
		failed, err := set.Try(ctx, f, root, folder)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			t.missed++
			fmt.Println(err)
			continue
		}
		t.found++
		fmt.Printf("found by %d: %s\n", failed, f.Name)
	}
	return nil
}

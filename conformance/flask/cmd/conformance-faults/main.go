// Command conformance-faults builds each fault of package faults into the framework and
// sees that the comparison with Flask finds it. It runs in the folder of the module
// conformance, prints a line for each fault, and closes with "N found, M not found". Its
// status is 1 if one was not found.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/gourd-go/gourd/conformance/flask/faults"
)

func main() {
	only := flag.String("only", "", "try the faults whose name has this `text`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	missed, err := run(ctx, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if missed > 0 {
		os.Exit(1)
	}
}

// run tries the faults and returns how many were not found.
func run(ctx context.Context, only string) (missed int, err error) {
	list, err := faults.All()
	if err != nil {
		return 0, err
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return 0, err
	}
	folder, err := os.MkdirTemp("", "faults")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	found := 0
	for _, f := range list {
		if !strings.Contains(f.Name, only) {
			continue
		}
		failed, err := f.Try(ctx, root, folder)
		if ctx.Err() != nil {
			return missed, ctx.Err()
		}
		if err != nil {
			missed++
			fmt.Println(err)
			continue
		}
		found++
		fmt.Printf("found by %d: %s\n", failed, f.Name)
	}
	fmt.Printf("%d found, %d not found\n", found, missed)
	return missed, nil
}

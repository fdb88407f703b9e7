// Command conformance-jinja compares package jinja with real Jinja2 on the cases of a
// folder. It prints each difference with the template and what both sides make of it, and
// closes with "N passed, M failed". Its status is 1 if something failed, and 2 if the
// comparison could not be made.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/gourd-go/gourd/conformance/jinja"
	"github.com/gourd-go/gourd/internal/python"
)

func main() {
	cases := flag.String("cases", "jinja/cases", "the `folder` with the cases, in .json files in it and below")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	failed, err := run(ctx, *cases)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// run compares everything and returns the number of failures.
func run(ctx context.Context, folder string) (failed int, err error) {
	cases, err := jinja.ReadFolder(folder)
	if err != nil {
		return 0, err
	}
	kept, err := jinja.KeptDifferences()
	if err != nil {
		return 0, err
	}
	interpreter, err := python.Find()
	if err != nil {
		return 0, err
	}
	side, err := jinja.StartJinja2(ctx, interpreter)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, side.Close()) }()
	var sum jinja.Summary
	for _, c := range cases {
		r, err := jinja.Compare(ctx, side, c)
		if err != nil {
			return 0, fmt.Errorf("%s: %s: %w", c.File, c.Name, err)
		}
		r.Kept = kept[c.Name].Reason
		sum.Add(os.Stdout, r)
	}
	sum.Close(os.Stdout)
	return sum.Failed, nil
}

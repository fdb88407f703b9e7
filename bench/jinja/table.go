//go:build linux

package main

import "fmt"

// order is the order of the table's columns.
var order = [...]string{jinja2Dicts, jinja2Objects, goTemplate, gonjaMaps, ownMaps, ownStructs, byHand}

// goal is one of what the figures must reach.
type goal struct {
	what string
	met  bool
}

// against is a goal for the ratio of two engines.
type against struct {
	slow, fast string
	least      float64 // how many times as long slow takes
}

var goals = [...]against{
	{jinja2Dicts, ownMaps, 5},
	{jinja2Objects, ownStructs, 4},
	{goTemplate, ownStructs, 4},
	{gonjaMaps, ownMaps, 6},
}

// mostByHand is how many times as long as Go by hand package jinja may take.
const mostByHand = 3

// same is the engine that an engine is compared with: with the same kind of rows.
func same(name string) string {
	switch name {
	case jinja2Dicts, gonjaMaps, ownMaps:
		return ownMaps
	}
	return ownStructs
}

// printTable prints nanoseconds, and how many times the time of package jinja with the same
// kind of rows that is.
func printTable(measured []*figures) {
	fmt.Print("\nNanoseconds of CPU time for a page, and as a multiple of gourd's with the same kind of rows:\n\n| page |")
	for _, name := range order {
		fmt.Printf(" %s |", name)
	}
	fmt.Print("\n|---|")
	for range order {
		fmt.Print("---:|")
	}
	fmt.Println()
	for _, f := range measured {
		fmt.Printf("| %s |", f.page.name)
		for _, name := range order {
			ns, own := f.ns(name), f.ns(same(name))
			switch {
			case ns == 0:
				fmt.Print(" – |")
			case name == same(name) || own == 0:
				fmt.Printf(" %.0f |", ns)
			default:
				fmt.Printf(" %.0f (%.2f) |", ns, ns/own)
			}
		}
		fmt.Println()
	}
	for _, f := range measured {
		for name, why := range f.left {
			fmt.Printf("\n%s is left out of %q: %s\n", name, f.page.name, why)
		}
	}
}

// printGoals prints which goals are met.
func printGoals(measured []*figures, rest []goal) {
	fmt.Print("\n| goal | met |\n|---|---|\n")
	var list []goal
	for _, f := range measured {
		for _, g := range goals {
			slow, fast := f.ns(g.slow), f.ns(g.fast)
			if slow > 0 && fast > 0 {
				what := fmt.Sprintf("%s: %s takes %.2f times as long as %s, want at least %g", f.page.name, g.slow, slow/fast, g.fast, g.least)
				list = append(list, goal{what, slow/fast >= g.least})
			}
		}
		if own, hand := f.ns(ownStructs), f.ns(byHand); own > 0 && hand > 0 {
			what := fmt.Sprintf("%s: %s takes %.2f times as long as %s, want at most %d", f.page.name, ownStructs, own/hand, byHand, mostByHand)
			list = append(list, goal{what, own/hand <= mostByHand})
		}
	}
	met := 0
	for _, g := range append(list, rest...) {
		answer := "no"
		if g.met {
			answer = "yes"
			met++
		}
		fmt.Printf("| %s | %s |\n", g.what, answer)
	}
	fmt.Printf("\n%d of %d goals are met\n", met, len(list)+len(rest))
}

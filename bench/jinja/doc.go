//go:build linux

// Command jinja measures what rendering a page costs package jinja and its peers: real
// Jinja2, html/template, gonja, and Go written by hand; on TechEmpower's fortunes page, a
// page of 100 includes, a form of macros, and a loop that computes. Then what compiling a
// template costs, what a page allocates, and what a long page holds while it streams.
//
//	go run ./jinja           # a minute or two
//	go run ./jinja -quick    # some seconds, rough
//	go run ./jinja -engines gourd -pages form -profile /tmp/form.pprof
//
// All run on one processor, take turns in several rounds, and are measured by their CPU
// time, in which this process counts its garbage collection; the table shows medians. The
// pages of all engines are compared before anything is timed. Jinja2's rows are left out
// where no Python has it: make bench-venv installs it, and GOURD_PYTHON names another one.
package main

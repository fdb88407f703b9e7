// Package tools pins the versions of the programs that check this repository; see
// the tool lines of its go.mod and the targets fmt and lint of the Makefile.
package tools

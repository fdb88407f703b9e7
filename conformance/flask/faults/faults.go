// Package faults has the mistakes that the comparison with Flask must find.
package faults

import (
	_ "embed"
	"path/filepath"

	"github.com/gourd-go/gourd/conformance/internal/faults"
)

//go:embed faults.json
var source []byte

// All reads the faults.
func All() (faults.Set, error) {
	return faults.Parse(source, "./flask/cmd/conformance-flask",
		"-cases", filepath.Join("flask", "cases"), "-programs", filepath.Join("flask", "programs"))
}

// Package faults has the mistakes that the comparison with Jinja2 must find.
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
	return faults.Parse(source, "./jinja/cmd/conformance-jinja", "-cases", filepath.Join("jinja", "cases"))
}

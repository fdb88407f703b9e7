package jinja

import (
	_ "embed"
	"fmt"

	"github.com/gourd-go/gourd/conformance/internal/kept"
)

// Kept is a difference that is kept on purpose.
type Kept = kept.Difference

// mostKept is how many differences may be kept.
const mostKept = 15

//go:embed differences.json
var keptSource []byte

// KeptDifferences reads the differences that are kept, by the names of their cases.
func KeptDifferences() (map[string]Kept, error) {
	differences, err := kept.Parse(keptSource, mostKept)
	if err != nil {
		return nil, fmt.Errorf("jinja: differences.json: %w", err)
	}
	return differences, nil
}

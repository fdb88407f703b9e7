package flask

import (
	_ "embed"
	"fmt"

	"github.com/gourd-go/gourd/conformance/internal/kept"
)

// Kept is a difference that is kept on purpose. "program: NAME" among its cases is what
// steps of programs show whose Kept is NAME.
type Kept = kept.Difference

// ofPrograms stands before the names of differences that steps of programs show.
const ofPrograms = "program: "

// mostKept is how many differences may be kept.
const mostKept = 20

//go:embed differences.json
var keptSource []byte

// KeptDifferences reads the differences that are kept, by the names of their cases.
func KeptDifferences() (map[string]Kept, error) {
	differences, err := kept.Parse(keptSource, mostKept)
	if err != nil {
		return nil, fmt.Errorf("flask: differences.json: %w", err)
	}
	return differences, nil
}

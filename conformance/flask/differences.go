package flask

import (
	_ "embed"
	"encoding/json/v2"
	"fmt"
)

// Kept is a difference that is kept on purpose.
type Kept struct {
	// Cases are the names of the cases that show it. "program: NAME" is what steps of
	// programs show whose Kept is NAME.
	Cases  []string `json:"cases"`
	Reason string   `json:"reason"` // why it is kept
}

// ofPrograms stands before the names of differences that steps of programs show.
const ofPrograms = "program: "

// mostKept is how many differences may be kept.
const mostKept = 20

//go:embed differences.json
var keptSource []byte

// KeptDifferences reads the differences that are kept, by the names of their cases.
func KeptDifferences() (map[string]Kept, error) {
	var list []Kept
	if err := json.Unmarshal(keptSource, &list, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("flask: differences.json: %w", err)
	}
	if len(list) > mostKept {
		return nil, fmt.Errorf("flask: differences.json has %d differences, expected at most %d", len(list), mostKept)
	}
	kept := make(map[string]Kept, len(list))
	for _, k := range list {
		if len(k.Cases) == 0 || k.Reason == "" {
			return nil, fmt.Errorf("flask: differences.json: %q has no cases or no reason", append(k.Cases, k.Reason))
		}
		for _, name := range k.Cases {
			if _, twice := kept[name]; twice {
				return nil, fmt.Errorf("flask: differences.json has the case %q twice", name)
			}
			kept[name] = k
		}
	}
	return kept, nil
}

package flask

import (
	_ "embed"
	"encoding/json/v2"
	"fmt"
)

// Kept is a difference that is kept on purpose.
type Kept struct {
	Case   string `json:"case"`   // the name of the case that shows it
	Reason string `json:"reason"` // why it is kept
}

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
		if k.Case == "" || k.Reason == "" {
			return nil, fmt.Errorf("flask: differences.json: %q has no case or no reason", k.Case+k.Reason)
		}
		if _, twice := kept[k.Case]; twice {
			return nil, fmt.Errorf("flask: differences.json has the case %q twice", k.Case)
		}
		kept[k.Case] = k
	}
	return kept, nil
}

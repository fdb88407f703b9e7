// Package kept reads the differences that a comparison keeps on purpose, each with the
// reason and the cases that show it. What a comparison does with them is its own.
package kept

import (
	"encoding/json/v2"
	"errors"
	"fmt"
	"strings"
)

// Difference is a difference that is kept on purpose.
type Difference struct {
	Cases  []string `json:"cases"`  // the names of the cases that show it
	Reason string   `json:"reason"` // why it is kept
}

// Parse reads a list of differences, of which there may be that many, and returns them by
// the names of their cases. One without cases or reason is an error, and a case that
// stands in it twice.
func Parse(source []byte, most int) (map[string]Difference, error) {
	var list []Difference
	if err := json.Unmarshal(source, &list, json.RejectUnknownMembers(true)); err != nil {
		return nil, err
	}
	if len(list) > most {
		return nil, fmt.Errorf("there are %d differences, expected at most %d", len(list), most)
	}
	kept := make(map[string]Difference, len(list))
	for _, d := range list {
		if len(d.Cases) == 0 || strings.TrimSpace(d.Reason) == "" {
			return nil, fmt.Errorf("%q has no cases or no reason", append(d.Cases, d.Reason))
		}
		for _, name := range d.Cases {
			if name == "" {
				return nil, errors.New("a case has no name")
			}
			if _, twice := kept[name]; twice {
				return nil, fmt.Errorf("the case %q is there twice", name)
			}
			kept[name] = d
		}
	}
	return kept, nil
}

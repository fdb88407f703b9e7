package httpheader_test

import (
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
)

// fill reads the elements of a JSON list into what the pointers lead to. An element
// that is null leaves it as it is.
func fill(b []byte, to ...any) error {
	var elements []jsontext.Value
	if err := json.Unmarshal(b, &elements); err != nil {
		return err
	}
	if len(elements) != len(to) {
		return fmt.Errorf("%s has %d elements, want %d", b, len(elements), len(to))
	}
	for i, e := range elements {
		if err := json.Unmarshal(e, to[i]); err != nil {
			return err
		}
	}
	return nil
}

// list writes a JSON list.
func list(elements ...any) ([]byte, error) { return json.Marshal(elements) }

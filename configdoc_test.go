package gourd_test

import (
	"encoding/json/v2"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/gourd-go/gourd"
	"github.com/gourd-go/gourd/internal/python"
)

// TestTheKeysAreDocumented holds docs/config.md to the Config and to Flask's defaults:
// each key has one row.
func TestTheKeysAreDocumented(t *testing.T) {
	text, err := os.ReadFile("docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{} // from the key to the field
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (?:`(\\w+)`)? *\\|").FindAllStringSubmatch(string(text), -1) {
		if _, twice := rows[m[1]]; twice {
			t.Errorf("%s has two rows", m[1])
		}
		rows[m[1]] = m[2]
	}
	config := reflect.TypeFor[gourd.Config]()
	for i := range config.NumField() {
		field := config.Field(i)
		if key := strings.TrimPrefix(field.Tag.Get("config"), "!"); key != "" && rows[key] != field.Name {
			t.Errorf("docs/config.md has the field %q for %s, want %s", rows[key], key, field.Name)
		}
	}
	out, err := exec.Command(python.Interpreter(t), "-c", "import json, flask; print(json.dumps(list(flask.Flask.default_config)))").Output()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	if err := json.Unmarshal(out, &keys); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if _, there := rows[key]; !there {
			t.Errorf("docs/config.md has no row for Flask's %s", key)
		}
	}
	if len(keys) < 25 || !strings.Contains(string(out), "MAX_COOKIE_SIZE") {
		t.Errorf("Flask's keys are %s", out)
	}
}

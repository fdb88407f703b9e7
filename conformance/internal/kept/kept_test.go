package kept

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		`[{"cases": ["a", "b"], "reason": "r"}]`:                                      "",
		`[{"cases": ["a"], "reason": "r"}, {"cases": ["b"], "reason": "r"}]`:          "",
		`[{"cases": ["a"], "reason": " "}]`:                                           "no reason",
		`[{"cases": [], "reason": "r"}]`:                                              "no cases",
		`[{"cases": [""], "reason": "r"}]`:                                            "no name",
		`[{"cases": ["a", "a"], "reason": "r"}]`:                                      `"a" is there twice`,
		`[{"case": ["a"], "reason": "r"}]`:                                            `"case"`,
		`[{"cases": ["a"], "reason": "r"}`:                                            "unexpected EOF",
		`[{"cases":["a"],"reason":"r"},{"cases":["b"],"reason":"r"},{"cases":["c"]}]`: "3 differences",
	} {
		kept, err := Parse([]byte(text), 2)
		switch {
		case want == "" && (err != nil || len(kept) != 2 || kept["b"].Reason != "r"):
			t.Errorf("%s: got %v, %v", text, kept, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: got the error %v, want one with %q", text, err, want)
		}
	}
}

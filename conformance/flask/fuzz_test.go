package flask

import (
	"encoding/json/v2"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// FuzzRules makes rules and requests of bytes and compares both sides. The process that
// runs Flask is one for all inputs.
func FuzzRules(f *testing.F) {
	side := startFlask(f)
	for _, s := range [...]string{
		"", "\x01\x02\x03\x04", "abcdefghijklmnop", "\x10\x20\x30\x40\x50\x60\x70\x80\x90\xa0\xb0\xc0",
		"\x01\x05\x0a\x03\x05\x01\x02\x08\x04\x0c\x00\x00\x01\x0b\x02\x07\x01\x06", "zyxwvutsrqponmlkjihgfedcba0123456789",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, choices []byte) { compareChoices(t, side, choices) })
}

// Random rules and requests, the same in each run.
func TestRandomRulesAsInFlask(t *testing.T) {
	side := startFlask(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		choices := make([]byte, 30+random.IntN(60))
		for i := range choices {
			choices[i] = byte(random.Uint32())
		}
		compareChoices(t, side, choices)
	}
}

func compareChoices(t *testing.T, side *Flask, choices []byte) {
	t.Helper()
	c := (&chooser{choices}).newCase(t)
	flask, err := side.Run(c)
	if err != nil {
		t.Fatal(err)
	}
	gourd := RunGourd(t.Context(), c)
	if flask.Refused == "" && isKept(gourd.Refused) {
		return
	}
	c.SetupError = flask.Refused != ""
	for _, d := range compareOutcomes(c, flask, gourd) {
		t.Errorf("%s\nthe rules are %s", d, described(c))
	}
}

// isKept reports whether a refusal is one of the differences that are kept: rules that
// exist twice, and variables that are named twice.
func isKept(refused string) bool {
	return strings.Contains(refused, "which was registered first") || strings.Contains(refused, "expected another name")
}

func described(c Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%+v", c.Map)
	for _, r := range c.Rules {
		fmt.Fprintf(&b, "\n  %s %s %v %v", r.Rule, r.Endpoint, r.Methods.List, r.Defaults.Pairs)
	}
	return b.String()
}

// chooser makes choices of the bytes of an input; without bytes it takes the first.
type chooser struct{ rest []byte }

func (c *chooser) choose(n int) int {
	if len(c.rest) == 0 {
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return int(b) % n
}

func (c *chooser) of(list []string) string { return list[c.choose(len(list))] }

func (c *chooser) flag() *bool {
	switch c.choose(4) {
	case 1:
		return new(false)
	case 2:
		return new(true)
	}
	return nil
}

var (
	fuzzPieces = []string{
		"a", "b", "<x>", "<int:n>", "<path:p>", "<float:f>", "<any(a,b):k>", "<int(min=2):m>", "<string(length=2):s>",
		"<x>-<y>", "v<n>", "<x>.<e>", "<int(signed=True):i>", "<uuid:u>", "a.b", "<int(fixed_digits=2):d>", "<any(a,'b c'):w><z>",
	}
	fuzzSegments = []string{"a", "b", "1", "2", "-3", "1.5", "ab", "v1", "x.y", "x-y-z", "a.b", "", "%20", "%C3%A9", "%FF", "%2F", "01", "b%20cz", "%D9%A3", "%", "..", "12345678-abcd-ABCD-0123-1234567890aB"}
	fuzzDefaults = []string{"", "", "", `{"n": 1}`, `{"x": "a"}`, `{"x": "a", "n": 2}`, `{"p": "b"}`, `{"o": [1.5, null]}`}
	fuzzMethods  = []string{"GET", "POST", "OPTIONS", "HEAD", "PUT"}
)

func (c *chooser) newCase(t *testing.T) Case {
	t.Helper()
	made := Case{Name: "fuzz", Map: Map{StrictSlashes: c.flag(), MergeSlashes: c.flag(), RedirectDefaults: c.flag()}, Rules: []Rule{}}
	for i := range 1 + c.choose(5) {
		r := Rule{Rule: c.path(fuzzPieces), Endpoint: fmt.Sprintf("e%d", i), StrictSlashes: c.flag(), MergeSlashes: c.flag()}
		if c.choose(3) == 1 {
			r.Methods = Methods{Given: true, List: []string{c.of(fuzzMethods)}}
		}
		if text := c.of(fuzzDefaults); text != "" {
			if err := json.Unmarshal([]byte(text), &r.Defaults); err != nil {
				t.Fatal(err)
			}
		}
		if c.choose(3) == 1 {
			r.Endpoint = "shared"
		}
		made.Rules = append(made.Rules, r)
		made.Builds = append(made.Builds, Build{Endpoint: r.Endpoint, Host: new(defaultHost)})
	}
	for range 1 + c.choose(6) {
		made.Requests = append(made.Requests, Request{Method: c.of(fuzzMethods), Path: c.path(fuzzSegments)})
	}
	return made
}

func (c *chooser) path(pieces []string) string {
	var b strings.Builder
	for range 1 + c.choose(4) {
		b.WriteString("/" + c.of(pieces))
	}
	b.WriteString([]string{"", "/", "", "//"}[c.choose(4)])
	return b.String()
}

package python_test

import (
	"encoding/json/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/python"
)

func TestTheInterpreterHasThePinnedVersions(t *testing.T) {
	out, err := exec.Command(python.Interpreter(t), "-c", "import flask, werkzeug; from importlib.metadata import version as v; print(v('flask'), v('werkzeug'))").Output()
	if got := strings.TrimSpace(string(out)); err != nil || !strings.HasPrefix(python.Pinned, got) {
		t.Errorf("it has %q (%v), want %q", got, err, python.Pinned)
	}
}

const squares = `
import json, sys
for line in sys.stdin:
    n = json.loads(line)
    if n is None:
        sys.exit("no number")
    print(json.dumps(n * n), flush=True)
`

func open(t *testing.T, program string) *python.Process {
	t.Helper()
	p, err := python.Open(t.Context(), python.Interpreter(t), "-c", program)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAProcessAnswers(t *testing.T) {
	p := open(t, squares)
	for _, n := range []int{2, 3, 1 << 30} {
		var answer int
		if err := p.Ask(n, &answer); err != nil || answer != n*n {
			t.Errorf("the square of %d is %d, %v", n, answer, err)
		}
	}
	var text string
	if err := p.Ask(2, &text); err == nil || !strings.Contains(err.Error(), "not what was asked for") {
		t.Errorf("a number was read as the text %q: %v", text, err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}

func TestTheErrorsOfAProcessHaveWhatItTold(t *testing.T) {
	p := open(t, squares)
	var answer int
	if err := p.Ask(nil, &answer); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("asking a program that ends: %v", err)
	}
	if err := p.Close(); err == nil || !strings.Contains(err.Error(), "no number") {
		t.Errorf("closing a program that failed: %v", err)
	}
	if err := p.Ask(func() {}, &answer); err == nil {
		t.Error("a function was asked")
	}
	if _, err := python.Open(t.Context(), "no-such-interpreter"); err == nil {
		t.Error("a program was run that is not there")
	}
}

func TestStart(t *testing.T) {
	type operation struct {
		Do string `json:"do"`
		Of []int  `json:"of"`
	}
	o := python.Start(t, "operations.py")
	if got := o.Ask[[]int](t, operation{"double", []int{4}}); len(got) != 1 || got[0] != 8 {
		t.Errorf("asked, it answers %v", got)
	}
	text, err := json.Marshal(o.AskEach[int](t, "negate", []int{1, 2}))
	if err != nil || string(text) != "[-1,-2]" {
		t.Errorf("asked for each, it answers %s (%v)", text, err)
	}
}

package httpheader_test

import (
	"bufio"
	"encoding/json/v2"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/internal/python"
)

// oracle is an interpreter with Werkzeug.
type oracle struct {
	in  io.Writer
	out *bufio.Reader
}

// startOracle starts testdata/oracle.py.
func startOracle(t *testing.T) *oracle {
	t.Helper()
	cmd := exec.Command(python.Interpreter(t), filepath.Join("testdata", "oracle.py"))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the interpreter: %v", err)
		}
	})
	return &oracle{in, bufio.NewReader(out)}
}

// ask returns what Werkzeug makes of each input; the zero W where it refuses one.
func ask[W, V any](t *testing.T, o *oracle, do string, of []V) []W {
	t.Helper()
	line, err := json.Marshal(map[string]any{"do": do, "of": of})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.in.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
	reply, err := o.out.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var answers []W
	if err := json.Unmarshal(reply, &answers); err != nil {
		t.Fatalf("%s: %v", do, err)
	}
	if len(answers) != len(of) {
		t.Fatalf("%s: %d answers to %d questions", do, len(answers), len(of))
	}
	return answers
}

// compare asks about each input and compares with what got says.
func compare[W, V any](t *testing.T, o *oracle, do string, of []V, got func(v V) W) {
	t.Helper()
	failures := 0
	for i, want := range ask[W](t, o, do, of) {
		if diff := cmp.Diff(want, got(of[i])); diff != "" {
			t.Errorf("%s of %+v (-Werkzeug +Go):\n%s", do, of[i], diff)
			if failures++; failures > 10 {
				t.Fatal("and more")
			}
		}
	}
}

// mutations are the seeds, and n texts that are made of them: pieces of several, with
// some characters changed.
func mutations(n int, alphabet string, seeds ...string) []string {
	r := rand.New(rand.NewPCG(uint64(len(seeds)), uint64(len(alphabet))))
	out := append([]string(nil), seeds...)
	for range n {
		text := seeds[r.IntN(len(seeds))]
		if r.IntN(3) == 0 {
			other := seeds[r.IntN(len(seeds))]
			text = text[:r.IntN(len(text)+1)] + other[r.IntN(len(other)+1):]
		}
		b := []byte(text)
		for range r.IntN(4) {
			c := alphabet[r.IntN(len(alphabet))]
			switch at := r.IntN(len(b) + 1); {
			case at == len(b):
				b = append(b, c)
			case r.IntN(2) == 0:
				b = append(b[:at], append([]byte{c}, b[at:]...)...)
			default:
				b[at] = c
			}
		}
		out = append(out, strings.ToValidUTF8(string(b), "?"))
	}
	return out
}

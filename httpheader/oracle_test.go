package httpheader_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gourd-go/gourd/internal/python"
)

// compare asks about each input and compares with what got says.
func compare[W, V any](t *testing.T, o *python.Oracle, do string, of []V, got func(v V) W) {
	t.Helper()
	failures := 0
	for i, want := range o.AskEach[W](t, do, of) {
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

package jinja

import (
	"math/rand/v2"
	"testing"
)

// FuzzGrammar makes templates of bytes and compares both sides. The process that runs
// Jinja2 is one for all inputs. Without -fuzzminimizetime 1x most of the time goes into
// making inputs smaller that have found nothing.
func FuzzGrammar(f *testing.F) {
	side := startJinja2(f)
	for seed := range uint64(40) {
		f.Add(randomBytes(rand.New(rand.NewPCG(seed, 0))))
	}
	f.Fuzz(func(t *testing.T, choices []byte) { compareChoices(t, side, choices) })
}

// Random templates, the same in each run.
func TestRandomTemplatesAsInJinja2(t *testing.T) {
	side := startJinja2(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		compareChoices(t, side, randomBytes(random))
	}
}

// randomBytes are enough for a template of some depth, or too few.
func randomBytes(random *rand.Rand) []byte {
	choices := make([]byte, 50+random.IntN(700))
	for i := range choices {
		choices[i] = byte(random.Uint32())
	}
	return choices
}

func compareChoices(t *testing.T, side *Jinja2, choices []byte) {
	t.Helper()
	c := (&chooser{choices}).newCase(t)
	oracle, err := side.Render(c)
	if err != nil {
		t.Fatal(err)
	}
	if f := oracle.Failure; f != nil && f.Line == 0 && f.Names == nil {
		return // Jinja2 failed when it compiled a template, at a constant, or had joined the page
	}
	c.Error = oracle.Failure != nil
	if d := (Difference{c, oracle, RunGourd(t.Context(), c)}); d.What() != "" {
		t.Errorf("%s", d)
	}
}

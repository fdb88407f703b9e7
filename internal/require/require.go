// Package require decides what happens to a test whose outside help is not there: a database server, a browser, an
// interpreter. On a developer's machine the test skips and says why; where the environment promises that help (in
// CI) the same test fails, so that a broken setup cannot pass for a green run.
//
// It is not for assertions.
//
//	server, err := pgtest.Start(dir)
//	if err != nil {
//		require.Or(t, "postgres", err.Error())
//	}
package require

import (
	"os"
	"strings"
	"testing"
)

// Variable is the environment variable that lists, separated by commas, what must be there: "postgres,chromium".
// The word "all" stands for everything.
const Variable = "GOURD_REQUIRE"

// Or ends the test, for the reason given: it fails when the environment requires what (see [Variable]), and skips
// otherwise. It does not return.
func Or(t testing.TB, what, reason string) {
	t.Helper()
	if Required(what) {
		t.Fatalf("%s=%s requires %s, which cannot be had here: %s", Variable, os.Getenv(Variable), what, reason)
	}
	t.Skipf("SKIPPED: %s cannot be had here: %s (set %s=%s to make this a failure)", what, reason, Variable, what)
}

// Required reports whether the environment variable [Variable] names what. Blanks around a name and its letters'
// case do not count.
func Required(what string) bool {
	for name := range strings.SplitSeq(os.Getenv(Variable), ",") {
		name = strings.TrimSpace(name)
		if strings.EqualFold(name, what) || strings.EqualFold(name, "all") {
			return true
		}
	}
	return false
}

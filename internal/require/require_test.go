package require_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gourd-go/gourd/internal/require"
)

// recorder is a testing.TB that notes how a test was ended, and goes on.
type recorder struct {
	testing.TB
	failed, skipped string
}

func (r *recorder) Helper() {}
func (r *recorder) Fatalf(format string, args ...any) {
	r.failed = fmt.Sprintf(format, args...)
	panic(r)
}

func (r *recorder) Skipf(format string, args ...any) {
	r.skipped = fmt.Sprintf(format, args...)
	panic(r)
}

func TestOr(t *testing.T) {
	for _, c := range []struct {
		name, variable string
		fails          bool
	}{
		{"skips when nothing is required", "", false},
		{"skips when something else is required", "flask,postgresql", false},
		{"fails when it is required", "postgres", true},
		{"fails when it is one of several", "flask, Postgres ,chromium", true},
		{"fails when everything is required", "all", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv(require.Variable, c.variable)
			r := &recorder{TB: t}
			func() {
				defer func() { recover() }()
				require.Or(r, "postgres", "no initdb found")
			}()
			said := r.skipped
			if c.fails {
				said = r.failed
			}
			if (r.failed != "") != c.fails || (r.skipped != "") == c.fails {
				t.Fatalf("failed %q, skipped %q", r.failed, r.skipped)
			}
			if !strings.Contains(said, "postgres") || !strings.Contains(said, "no initdb found") {
				t.Errorf("the message %q does not name what is missing and why", said)
			}
		})
	}
}

//go:build linux

package harness

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	line := func(name string) string {
		return "42 (" + name + ") S 7 42 42 0 -1 4194560 1 2 3 4 150 25 6 7 20 0 3 0 123 1000000 10 18446744073709551615 1 1"
	}
	for _, name := range []string{"python", "a b", ") S 9 (", "(", ")"} {
		u, parent, err := parseStat([]byte(line(name)))
		want := Usage{User: 1500 * time.Millisecond, System: 250 * time.Millisecond, RSS: 10 * int64(os.Getpagesize())}
		if err != nil || u != want || parent != 7 {
			t.Errorf("%q: got %v with the parent %d, %v; want %v with 7", name, u, parent, err, want)
		}
	}
	for _, text := range []string{"", "42", "42 (x)", "42 (x) S 7", strings.Replace(line("x"), " 150 ", " many ", 1)} {
		if u, _, err := parseStat([]byte(text)); err == nil {
			t.Errorf("%q: got %v, want an error", text, u)
		}
	}
}

func TestTreeUsageCountsChildren(t *testing.T) {
	c := start(t, "server", "ok")
	ours, err := TreeUsage(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := TreeUsage(c.PID())
	if err != nil {
		t.Fatal(err)
	}
	own, err := ownRSS()
	if err != nil {
		t.Fatal(err)
	}
	if theirs.RSS < 1<<20 || ours.RSS < theirs.RSS+own/2 {
		t.Errorf("%d resident bytes of both and %d of the child, want those of the child and of this process, which has %d", ours.RSS, theirs.RSS, own)
	}
	if _, err := TreeUsage(-1); err == nil {
		t.Error("got no error for a process that cannot be")
	}
}

func TestDescendsEndsWhereTheTreeIsTorn(t *testing.T) {
	parents := map[int]int{2: 1, 3: 2, 4: 5, 5: 4}
	for _, test := range []struct {
		pid, from int
		want      bool
	}{{3, 1, true}, {3, 3, true}, {1, 3, false}, {4, 1, false}, {9, 1, false}} {
		if got := descends(test.pid, test.from, parents); got != test.want {
			t.Errorf("descends(%d, %d) is %t", test.pid, test.from, got)
		}
	}
}

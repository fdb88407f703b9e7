//go:build linux

package harness

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	tests := []struct {
		name   string
		values []int
		p      float64
		want   int
	}{
		{"none", nil, 50, 0},
		{"one", []int{7}, 99, 7},
		{"middle of three", []int{3, 1, 2}, 50, 2},
		{"upper middle of four", []int{4, 1, 3, 2}, 50, 3},
		{"the largest", []int{4, 1, 3, 2}, 100, 4},
		{"the smallest", []int{4, 1, 3, 2}, 0, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := fmt.Sprint(test.values)
			if got := Percentile(test.values, test.p); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
			if fmt.Sprint(test.values) != before {
				t.Errorf("the values are %v, they were %s", test.values, before)
			}
		})
	}
}

func TestPercentileLeavesOnePerCentAbove(t *testing.T) {
	var values []int
	for i := range 1000 {
		values = append(values, 1000-i)
	}
	if got := Percentile(values, 99); got != 991 {
		t.Errorf("got %d, want 991, which nine values exceed", got)
	}
}

func ExampleTable() {
	t := Table{Head: []string{"server", "CPU µs"}}
	t.Row("net/http", "9.80")
	t.Row("gourd", "10.15")
	if err := t.Write(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// | server   | CPU µs |
	// |----------|-------:|
	// | net/http |   9.80 |
	// | gourd    |  10.15 |
}

func TestParseBusyLeavesOutIdleTime(t *testing.T) {
	// user 1, nice 2, system 3, idle 100, iowait 100, irq 4, softirq 5, steal 6, guests
	got, err := parseBusy([]byte("cpu  1 2 3 100 100 4 5 6 50 50\ncpu0 1 2 3 4\n"))
	if err != nil || got != 21*tick {
		t.Errorf("got %v %v, want %v", got, err, 21*tick)
	}
}

func TestParseBusyRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, text := range []string{"", "cpu 1 2 3", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 4 5 6 seven 8"} {
		if got, err := parseBusy([]byte(text)); err == nil || !strings.Contains(err.Error(), "/proc/stat") {
			t.Errorf("%q: got %v %v, want an error that names /proc/stat", text, got, err)
		}
	}
}

func TestNoiseDoesNotCountOurs(t *testing.T) {
	busy, err := machineBusy()
	if err != nil {
		t.Fatal(err)
	}
	n := Noise{start: time.Now().Add(-time.Hour), busy: busy, ours: 0}
	if got, err := n.End(24 * time.Hour); err != nil || got != 0 {
		t.Errorf("got %v %v, want 0: all that was used since is ours", got, err)
	}
	n.busy -= time.Hour
	if got, err := n.End(30 * time.Minute); err != nil || got < 0.49 || got > 0.51 {
		t.Errorf("got %v %v, want half a processor", got, err)
	}
}

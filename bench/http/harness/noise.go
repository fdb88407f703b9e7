//go:build linux

package harness

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// tick is the unit of /proc/stat, which Linux shows to programs as 100 Hz on every
// architecture: proc_stat(5), USER_HZ.
const tick = 10 * time.Millisecond

// Noise measures what programs that do not belong to the benchmark take of the
// processors, since that changes its figures.
type Noise struct {
	start time.Time
	busy  time.Duration
	ours  time.Duration
}

// StartNoise begins a measurement; ours is the CPU time that this process and its
// children have used so far.
func StartNoise(ours time.Duration) (Noise, error) {
	busy, err := machineBusy()
	return Noise{start: time.Now(), busy: busy, ours: ours}, err
}

// End returns how many processors others have used since; ours is the CPU time that
// this process and its children have used by now.
func (n Noise) End(ours time.Duration) (cores float64, err error) {
	busy, err := machineBusy()
	if err != nil {
		return 0, err
	}
	others := (busy - n.busy) - (ours - n.ours)
	return max(0, others.Seconds()/time.Since(n.start).Seconds()), nil
}

// machineBusy is the time that all processors have worked since the start, with
// what the hypervisor took.
func machineBusy() (time.Duration, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, fmt.Errorf("harness: %w", err)
	}
	return parseBusy(text)
}

// parseBusy reads the first line of /proc/stat: user, nice, system, idle, iowait,
// irq, softirq, steal, and guests, who are in user already.
func parseBusy(text []byte) (time.Duration, error) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 9 || string(fields[0]) != "cpu" {
		return 0, fmt.Errorf("harness: /proc/stat begins with %q, want cpu and its times", line)
	}
	const idle, iowait = 4, 5
	var busy time.Duration
	for i, f := range fields[1:9] {
		n, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("harness: /proc/stat: %w", err)
		}
		if at := i + 1; at != idle && at != iowait {
			busy += time.Duration(n) * tick
		}
	}
	return busy, nil
}

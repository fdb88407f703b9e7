//go:build linux

package harness

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// TreeUsage returns what a process and those that it has started, and they, have used
// so far, in steps of 10 ms each. Processes that have ended are not in it.
func TreeUsage(pid int) (Usage, error) {
	total, parents, err := allUsages()
	if err != nil {
		return Usage{}, err
	}
	if _, ok := total[pid]; !ok {
		return Usage{}, fmt.Errorf("harness: there is no process %d", pid)
	}
	var sum Usage
	for p, u := range total {
		if descends(p, pid, parents) {
			sum.User, sum.System, sum.RSS = sum.User+u.User, sum.System+u.System, sum.RSS+u.RSS
		}
	}
	return sum, nil
}

// descends reports whether a process is another or was started by it, however far away.
func descends(pid, from int, parents map[int]int) bool {
	for steps := 0; pid > 0 && steps <= len(parents); steps++ {
		if pid == from {
			return true
		}
		pid = parents[pid]
	}
	return false
}

// allUsages reads what each process on the machine has used, and who its parent is.
func allUsages() (usages map[int]Usage, parents map[int]int, err error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, nil, fmt.Errorf("harness: %w", err)
	}
	usages, parents = map[int]Usage{}, map[int]int{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue // not a process
		}
		text, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue // it has ended
		}
		u, parent, err := parseStat(text)
		if err != nil {
			return nil, nil, err
		}
		usages[pid], parents[pid] = u, parent
	}
	return usages, parents, nil
}

// parseStat reads the line of a process: proc_pid_stat(5). The second field is the
// program's name in parentheses, which may have anything in it.
func parseStat(text []byte) (u Usage, parent int, err error) {
	_, rest, ok := bytes.Cut(text[max(0, bytes.LastIndexByte(text, ')')):], []byte(") "))
	fields := bytes.Fields(rest)
	// Fields 3 and on: state, ppid, …, 14 utime, 15 stime, …, 24 rss.
	if !ok || len(fields) < 22 {
		return u, 0, fmt.Errorf("harness: the line of a process is %q, want the fields of proc_pid_stat(5)", text)
	}
	var numbers [4]int64
	var errs [4]error
	for i, field := range [...]int{4, 14, 15, 24} {
		numbers[i], errs[i] = strconv.ParseInt(string(fields[field-3]), 10, 64)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return u, 0, fmt.Errorf("harness: the line of a process is %q: %w", text, err)
	}
	u = Usage{User: time.Duration(numbers[1]) * tick, System: time.Duration(numbers[2]) * tick, RSS: numbers[3] * int64(os.Getpagesize())}
	return u, int(numbers[0]), nil
}

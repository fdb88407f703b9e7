//go:build linux

package main

import (
	"fmt"
	"slices"
	"syscall"
	"time"
)

// cpu is the CPU time that this process has used.
func cpu() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, fmt.Errorf("the CPU time: %w", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// timed calls f for about so many seconds of CPU time, and returns the nanoseconds of CPU
// time for each call.
func timed(seconds float64, f func() error) (float64, error) {
	span := time.Duration(seconds * float64(time.Second))
	start, err := cpu()
	if err != nil {
		return 0, err
	}
	for calls, batch := 0, 1; ; batch *= 2 {
		for range batch {
			if err := f(); err != nil {
				return 0, err
			}
		}
		calls += batch
		now, err := cpu()
		if err != nil {
			return 0, err
		}
		used := now - start
		if used >= span {
			return float64(used.Nanoseconds()) / float64(calls), nil
		}
		if rest := float64(span-used) / float64(used+1) * float64(calls); rest < float64(2*batch) {
			batch = int(rest/2) + 1
		}
	}
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

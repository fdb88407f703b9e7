//go:build linux

package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

// burning is how much CPU time the burning view takes.
const burning = 50 * time.Millisecond

// burn computes for that many rounds: a linear congruential generator, whose steps
// depend on each other.
//
//go:noinline
func burn(rounds int64) uint64 {
	x := uint64(1)
	for range rounds {
		x = x*6364136223846793005 + 1442695040888963407
	}
	return x
}

// calibrate returns how many rounds take as much CPU time as burning, when nobody
// else computes on the same core: the most of several attempts.
func calibrate() (int64, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const probe = 10_000_000
	best := int64(0)
	for range 10 {
		start, err := threadTime()
		if err != nil {
			return 0, err
		}
		runtime.KeepAlive(burn(probe))
		end, err := threadTime()
		if err != nil {
			return 0, err
		}
		if took := end - start; took > 0 {
			best = max(best, int64(float64(probe)*float64(burning)/float64(took)))
		}
	}
	if best == 0 {
		return 0, fmt.Errorf("the thread's CPU time does not advance; give -burn")
	}
	return best, nil
}

// rusageThread is RUSAGE_THREAD of getrusage(2), which package syscall lacks.
const rusageThread = 1

func threadTime() (time.Duration, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(rusageThread, &r); err != nil {
		return 0, fmt.Errorf("getrusage: %w", err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()), nil
}

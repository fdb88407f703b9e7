//go:build linux

package harness

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// Usage is what a process has used so far.
type Usage struct {
	User   time.Duration // CPU time in the program
	System time.Duration // CPU time in the kernel on its behalf
	RSS    int64         // resident bytes now
}

// CPU is the whole CPU time.
func (u Usage) CPU() time.Duration { return u.User + u.System }

// Memory is what Go's runtime counts.
type Memory struct {
	Mallocs    uint64 // heap objects allocated so far
	Bytes      uint64 // bytes of those
	HeapInuse  uint64 // bytes of the heap's spans that are in use
	StackInuse uint64 // bytes of goroutines' stacks
	Goroutines int
	Collected  uint32 // garbage collections so far
}

// Usage asks the child what it has used so far.
func (c *Child) Usage() (Usage, error) { return c.Call[Usage]("usage", nil) }

// Memory asks the child for its runtime's figures. It stops the child's goroutines
// for a moment.
func (c *Child) Memory() (Memory, error) { return c.Call[Memory]("memory", nil) }

// StartProfile starts a CPU profile in the child.
func (c *Child) StartProfile() error {
	_, err := c.Call[bool]("profile", nil)
	return err
}

// WriteCPU ends the CPU profile and writes it to a file, for go tool pprof.
func (c *Child) WriteCPU(file string) error {
	_, err := c.Call[bool]("write cpu", file)
	return err
}

// WriteHeap writes a profile of the child's heap, without its garbage, and of all
// allocations so far.
func (c *Child) WriteHeap(file string) error {
	_, err := c.Call[bool]("write heap", file)
	return err
}

// ownUsage is this process's Usage.
func ownUsage() (Usage, error) {
	cpu, err := OwnCPU()
	if err != nil {
		return Usage{}, err
	}
	cpu.RSS, err = ownRSS()
	return cpu, err
}

// OwnCPU returns what this process has used, without the memory.
func OwnCPU() (Usage, error) {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return Usage{}, fmt.Errorf("harness: getrusage: %w", err)
	}
	return Usage{User: time.Duration(r.Utime.Nano()), System: time.Duration(r.Stime.Nano())}, nil
}

// ownRSS reads VmRSS: proc_pid_status(5). The counters of statm are behind by up to
// 64 pages a thread.
func ownRSS() (int64, error) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, fmt.Errorf("harness: %w", err)
	}
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) == 3 && string(fields[0]) == "VmRSS:" {
			kib, err := strconv.ParseInt(string(fields[1]), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("harness: /proc/self/status: %w", err)
			}
			return kib << 10, nil
		}
	}
	return 0, fmt.Errorf("harness: /proc/self/status has no VmRSS")
}

func ownMemory() Memory {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return Memory{
		Mallocs: m.Mallocs, Bytes: m.TotalAlloc, HeapInuse: m.HeapInuse, StackInuse: m.StackInuse,
		Goroutines: runtime.NumGoroutine(), Collected: m.NumGC,
	}
}

//go:build race

package gourd_test

// raceEnabled tells that the race detector is on, under which sync.Pool drops at
// random, so that allocations cannot be counted.
const raceEnabled = true

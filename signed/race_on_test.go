//go:build race

package signed_test

// raceEnabled is whether the race detector is on: it makes sync.Pool forget at random, so that nothing can be said
// about allocations.
const raceEnabled = true

//go:build !race

package signed_test

// raceEnabled is whether the race detector is on.
const raceEnabled = false

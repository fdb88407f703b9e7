//go:build !race

package gourd_test

const raceEnabled = false

package jinja

import (
	"fmt"
	"time"
)

// A time.Duration is Python's timedelta, to the microsecond.

// durationOf is x as a duration.
func durationOf(x any) (time.Duration, bool) {
	switch d := x.(type) {
	case time.Duration:
		return d, true
	case *time.Duration:
		return *d, true
	}
	return 0, false
}

// split is d as Python keeps it: only the days can be negative.
func splitDuration(d time.Duration) (days, seconds, micros int64) {
	micros = d.Microseconds()
	days, micros = floorDivision(micros, 86400e6)
	return days, micros / 1e6, micros % 1e6
}

func floorDivision(n, by int64) (quotient, rest int64) {
	quotient, rest = n/by, n%by
	if rest < 0 {
		return quotient - 1, rest + by
	}
	return quotient, rest
}

func appendDuration(dst []byte, d time.Duration) []byte {
	days, seconds, micros := splitDuration(d)
	switch days {
	case 0:
	case 1, -1:
		dst = fmt.Appendf(dst, "%d day, ", days)
	default:
		dst = fmt.Appendf(dst, "%d days, ", days)
	}
	dst = fmt.Appendf(dst, "%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if micros != 0 {
		dst = fmt.Appendf(dst, ".%06d", micros)
	}
	return dst
}

func appendDurationRepr(dst []byte, d time.Duration) []byte {
	days, seconds, micros := splitDuration(d)
	dst = append(dst, "datetime.timedelta("...)
	before := len(dst)
	for _, part := range [...]struct {
		name string
		n    int64
	}{{"days", days}, {"seconds", seconds}, {"microseconds", micros}} {
		if part.n == 0 {
			continue
		}
		if len(dst) > before {
			dst = append(dst, ", "...)
		}
		dst = fmt.Appendf(dst, "%s=%d", part.name, part.n)
	}
	if len(dst) == before {
		dst = append(dst, '0')
	}
	return append(dst, ')')
}

func durationAttributes() []*hostAccessor {
	property := func(name string, read func(d time.Duration) int64) *hostAccessor {
		return &hostAccessor{name: name, property: func(_ *run, x any) value {
			d, _ := durationOf(x)
			return integer(read(d))
		}}
	}
	all := []*hostAccessor{
		property("days", func(d time.Duration) int64 { days, _, _ := splitDuration(d); return days }),
		property("seconds", func(d time.Duration) int64 { _, seconds, _ := splitDuration(d); return seconds }),
		property("microseconds", func(d time.Duration) int64 { _, _, micros := splitDuration(d); return micros }),
	}
	return append(all, pythonMethods("timedelta", hostCalls{
		"total_seconds": func(_ *run, x any, a *args) value {
			noArguments("timedelta.total_seconds", a)
			d, _ := durationOf(x)
			return float(float64(d.Microseconds()) / 1e6)
		},
	})...)
}

package jinja

import (
	"fmt"
	"time"
)

// A time.Time is Python's datetime, always with its offset from UTC: Go knows no time
// without one. Its Go methods stay callable, but for those that have the name of one of
// datetime's.

// timeOf is x as a time.
func timeOf(x any) (time.Time, bool) {
	switch t := x.(type) {
	case time.Time:
		return t, true
	case *time.Time:
		return *t, true
	}
	return time.Time{}, false
}

func mustTime(x any) time.Time {
	t, _ := timeOf(x)
	return t
}

// appendTime appends Python's isoformat of t, with as much of the seconds as is not zero.
func appendTime(dst []byte, t time.Time, sep rune) []byte {
	dst = appendDate(dst, t)
	dst = append(dst, string(sep)...)
	return appendOffset(appendClock(dst, t, "auto"), t, ":")
}

func appendDate(dst []byte, t time.Time) []byte {
	return fmt.Appendf(dst, "%04d-%02d-%02d", t.Year(), t.Month(), t.Day())
}

// appendClock appends the time of day as precisely as Python's timespec says.
func appendClock(dst []byte, t time.Time, timespec string) []byte {
	micro := t.Nanosecond() / 1000
	if timespec == "auto" {
		timespec = "seconds"
		if micro != 0 {
			timespec = "microseconds"
		}
	}
	switch timespec {
	case "hours":
		return fmt.Appendf(dst, "%02d", t.Hour())
	case "minutes":
		return fmt.Appendf(dst, "%02d:%02d", t.Hour(), t.Minute())
	case "seconds":
		return fmt.Appendf(dst, "%02d:%02d:%02d", t.Hour(), t.Minute(), t.Second())
	case "milliseconds":
		return fmt.Appendf(dst, "%02d:%02d:%02d.%03d", t.Hour(), t.Minute(), t.Second(), micro/1000)
	case "microseconds":
		return fmt.Appendf(dst, "%02d:%02d:%02d.%06d", t.Hour(), t.Minute(), t.Second(), micro)
	}
	panic(errorf(kindValueError, "Unknown timespec value"))
}

func appendOffset(dst []byte, t time.Time, colon string) []byte {
	_, offset := t.Zone()
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	dst = fmt.Appendf(append(dst, sign), "%02d%s%02d", offset/3600, colon, offset/60%60)
	if offset%60 != 0 {
		dst = fmt.Appendf(dst, "%s%02d", colon, offset%60)
	}
	return dst
}

func appendTimeRepr(dst []byte, t time.Time) []byte {
	dst = fmt.Appendf(dst, "datetime.datetime(%d, %d, %d, ", t.Year(), t.Month(), t.Day())
	dst = append(appendClockNumbers(dst, t), ", tzinfo=datetime.timezone"...)
	_, offset := t.Zone()
	if offset == 0 {
		return append(dst, ".utc)"...)
	}
	return append(appendDurationRepr(append(dst, '('), time.Duration(offset)*time.Second), "))"...)
}

// appendClockNumbers appends the arguments that Python's repr has for the time of day.
func appendClockNumbers(dst []byte, t time.Time) []byte {
	dst = fmt.Appendf(dst, "%d, %d", t.Hour(), t.Minute())
	micro := t.Nanosecond() / 1000
	if t.Second() != 0 || micro != 0 {
		dst = fmt.Appendf(dst, ", %d", t.Second())
	}
	if micro != 0 {
		dst = fmt.Appendf(dst, ", %d", micro)
	}
	return dst
}

// pythonDate and pythonClock are Python's date and time: what a datetime's methods date and
// time give.
type (
	pythonDate  struct{ t time.Time }
	pythonClock struct{ t time.Time }
)

func dateOf(t time.Time) *pythonDate {
	return &pythonDate{time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)}
}

func clockOf(t time.Time) *pythonClock {
	return &pythonClock{time.Date(1900, 1, 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)}
}

// appendTimely appends the str of a time, a date, a time of day or a duration; false: x is
// none of them.
func appendTimely(dst []byte, x any) ([]byte, bool) {
	switch x := x.(type) {
	case time.Time:
		return appendTime(dst, x, ' '), true
	case *time.Time:
		return appendTime(dst, *x, ' '), true
	case time.Duration:
		return appendDuration(dst, x), true
	case *time.Duration:
		return appendDuration(dst, *x), true
	case *pythonDate:
		return appendDate(dst, x.t), true
	case *pythonClock:
		return appendClock(dst, x.t, "auto"), true
	}
	return dst, false
}

// appendTimelyRepr appends their repr.
func appendTimelyRepr(dst []byte, x any) ([]byte, bool) {
	switch x := x.(type) {
	case time.Time:
		return appendTimeRepr(dst, x), true
	case *time.Time:
		return appendTimeRepr(dst, *x), true
	case time.Duration:
		return appendDurationRepr(dst, x), true
	case *time.Duration:
		return appendDurationRepr(dst, *x), true
	case *pythonDate:
		return fmt.Appendf(dst, "datetime.date(%d, %d, %d)", x.t.Year(), x.t.Month(), x.t.Day()), true
	case *pythonClock:
		return append(appendClockNumbers(append(dst, "datetime.time("...), x.t), ')'), true
	}
	return dst, false
}

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

// date and clock are Python's date and time: what a datetime's methods date and time give.
type (
	date  struct{ t time.Time }
	clock struct{ t time.Time }
)

func (*date) typeName() string                      { return "date" }
func (d *date) appendStr(_ *run, dst []byte) []byte { return appendDate(dst, d.t) }
func (d *date) attr(r *run, name string) (value, bool) {
	return pythonAttr(r, dateAttributes(), d, name)
}

func (d *date) equal(_ *run, other value) bool {
	o, is := other.ref.(*date)
	return is && o.t.Equal(d.t)
}

func (d *date) appendRepr(_ *run, dst []byte) []byte {
	return fmt.Appendf(dst, "datetime.date(%d, %d, %d)", d.t.Year(), d.t.Month(), d.t.Day())
}

func (*clock) typeName() string                      { return "time" }
func (c *clock) appendStr(_ *run, dst []byte) []byte { return appendClock(dst, c.t, "auto") }
func (c *clock) attr(r *run, name string) (value, bool) {
	return pythonAttr(r, clockAttributes(), c, name)
}

func (c *clock) equal(_ *run, other value) bool {
	o, is := other.ref.(*clock)
	return is && o.t.Equal(c.t)
}

func (c *clock) appendRepr(_ *run, dst []byte) []byte {
	return append(appendClockNumbers(append(dst, "datetime.time("...), c.t), ')')
}

// pythonAttr is the attribute of an object of this package whose attributes are written as
// those of Go values.
func pythonAttr(r *run, all []*hostAccessor, x any, name string) (value, bool) {
	for _, a := range all {
		if a.name != name {
			continue
		}
		if a.method != nil {
			return value{ref: &goBound{a.method, x}}, true
		}
		return a.property(r, x), true
	}
	return value{}, false
}

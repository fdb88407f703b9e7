package httpheader

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FormatDate writes a time as fields of heads have it, in GMT and whole seconds:
// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
func FormatDate(t time.Time) string { return t.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT") }

// ParseDate reads a date in each of HTTP's three forms (RFC 9110, section 5.6.7), and
// as Python's email.utils reads those of mail: without the day of the week, with other
// time zones, with a year of two digits. A date that names no zone is UTC. ok is false
// for what is no date.
func ParseDate(s string) (t time.Time, ok bool) {
	var d dateFields
	if !d.split(s) {
		return time.Time{}, false
	}
	month := monthOf(d.month)
	if month == 0 {
		d.day, d.month = d.month, d.day
		if month = monthOf(d.month); month == 0 {
			return time.Time{}, false
		}
	}
	d.day = strings.TrimSuffix(d.day, ",")
	if strings.IndexByte(d.year, ':') > 0 { // asctime has the year behind the time
		d.year, d.clock = d.clock, d.year
	}
	if d.year = strings.TrimSuffix(d.year, ","); d.year == "" {
		return time.Time{}, false
	}
	if d.year[0] < '0' || d.year[0] > '9' {
		d.year, d.zone = d.zone, d.year
	}
	year, okYear := pythonInt(d.year)
	day, okDay := pythonInt(d.day)
	hour, minute, second, okClock := parseClock(d.clock)
	offset, okZone := parseZone(d.zone)
	if !okYear || !okDay || !okClock || !okZone {
		return time.Time{}, false
	}
	return makeDate(fullYear(year), month, day, hour, minute, second, offset)
}

// dateFields are the words of a date.
type dateFields struct{ day, month, year, clock, zone string }

// split finds the words, behind the day of the week where there is one.
func (d *dateFields) split(s string) bool {
	words := strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 && isSpace(byte(r)) })
	if len(words) == 0 {
		return false
	}
	if strings.HasSuffix(words[0], ",") || isWeekday(words[0]) {
		words = words[1:]
	} else if i := strings.LastIndexByte(words[0], ','); i >= 0 {
		words[0] = words[0][i+1:]
	}
	if len(words) == 3 { // RFC 850: 06-Nov-94
		if parts := strings.Split(words[0], "-"); len(parts) == 3 {
			words = append(parts, words[1:]...)
		}
	}
	if len(words) == 4 { // no zone, or one that is attached to the time
		clock, zone := words[3], ""
		i := strings.IndexByte(clock, '+')
		if i < 0 {
			i = strings.IndexByte(clock, '-')
		}
		if i > 0 {
			clock, zone = clock[:i], clock[i:]
		}
		words = append(words[:3:3], clock, zone)
	}
	if len(words) < 5 {
		return false
	}
	*d = dateFields{words[0], words[1], words[2], words[3], words[4]}
	return d.day != "" && d.month != "" && d.year != ""
}

func isWeekday(s string) bool {
	return slices.Contains([]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, strings.ToLower(s))
}

// monthOf returns the number of a month, 0 when it is none.
func monthOf(name string) time.Month {
	name = strings.ToLower(name)
	for m := time.January; m <= time.December; m++ {
		if long := strings.ToLower(m.String()); name == long || name == long[:3] {
			return m
		}
	}
	return 0
}

// parseClock reads "8:49", "08:49:37" and "08.49.37".
func parseClock(s string) (hour, minute, second int64, ok bool) {
	s = strings.TrimSuffix(s, ",")
	parts := strings.Split(s, ":")
	if len(parts) == 1 {
		parts = strings.Split(s, ".")
	}
	if len(parts) == 2 {
		parts = append(parts, "0")
	}
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	var numbers [3]int64
	for i, part := range parts {
		if numbers[i], ok = pythonInt(part); !ok {
			return 0, 0, 0, false
		}
	}
	return numbers[0], numbers[1], numbers[2], true
}

// parseZone returns a zone's distance from UTC in seconds. A name that nobody knows is
// UTC; ok is false for a distance of a day or more.
func parseZone(s string) (offset int64, ok bool) {
	var hours int64
	switch strings.ToUpper(s) {
	case "ADT":
		hours = -300
	case "AST", "EDT":
		hours = -400
	case "EST", "CDT":
		hours = -500
	case "CST", "MDT":
		hours = -600
	case "MST", "PDT":
		hours = -700
	case "PST":
		hours = -800
	default:
		hours, _ = pythonInt(s)
	}
	sign := int64(1)
	if hours < 0 {
		sign, hours = -1, -hours
	}
	offset = sign * (hours/100*3600 + hours%100*60)
	return offset, offset > -86400 && offset < 86400
}

// fullYear makes a year of two digits one of 1969 to 2068, as POSIX does.
func fullYear(year int64) int64 {
	switch {
	case year >= 100:
		return year
	case year > 68:
		return year + 1900
	}
	return year + 2000
}

// makeDate refuses days that no calendar has.
func makeDate(year int64, month time.Month, day, hour, minute, second, offset int64) (time.Time, bool) {
	if year < 1 || year > 9999 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(int(year), month, int(day), int(hour), int(minute), int(second), 0, time.UTC)
	if t.Month() != month {
		return time.Time{}, false
	}
	return t.Add(-time.Duration(offset) * time.Second), true
}

// asSeconds is n seconds, or the longest Duration there is.
func asSeconds(n int64) time.Duration {
	const most = int64(math.MaxInt64 / time.Second)
	return time.Duration(min(max(n, -most), most)) * time.Second
}

// ParseAge reads an Age field: a number of seconds. ok is false where it is none, or
// is negative.
func ParseAge(s string) (age time.Duration, ok bool) {
	n, ok := pythonInt(s)
	if !ok || n < 0 {
		return 0, false
	}
	return asSeconds(n), true
}

// FormatAge writes a time span for Age and Retry-After: in whole seconds, a negative
// one as 0.
func FormatAge(d time.Duration) string { return strconv.FormatInt(int64(max(d, 0)/time.Second), 10) }

// ParseRetryAfter reads a Retry-After field, which has a number of seconds from now on
// or a date.
func ParseRetryAfter(s string, now time.Time) (at time.Time, ok bool) {
	if n, ok := pythonInt(s); ok {
		return now.Add(asSeconds(n)), true
	}
	return ParseDate(s)
}

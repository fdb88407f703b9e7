package httpheader

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Range is a Range field (RFC 9110, section 14.2).
type Range struct {
	Unit  string // in lower case; "bytes" as a rule
	Spans []Span
}

// Span is one range of a [Range].
type Span struct {
	Start int64 // the first byte; negative: that many from the end on
	Stop  int64 // behind the last byte; -1: to the end
}

// ParseRange reads a Range field. ok is false where it is malformed, or its ranges
// overlap or are not in order, which Werkzeug refuses too.
func ParseRange(s string) (r Range, ok bool) {
	unit, list, found := strings.Cut(s, "=")
	if !found {
		return Range{}, false
	}
	r.Unit = strings.ToLower(trim(unit))
	last := int64(0) // where the one before ended; -1: at the end
	for item := range strings.SplitSeq(list, ",") {
		item = trim(item)
		span, ok := parseSpan(item)
		if !ok || last < 0 || item[0] != '-' && span.Start < last {
			return Range{}, false
		}
		last = span.Stop
		r.Spans = append(r.Spans, span)
	}
	return r, true
}

func parseSpan(s string) (Span, bool) {
	if strings.HasPrefix(s, "-") {
		n, ok := plainInt(s)
		return Span{n, -1}, ok
	}
	from, to, found := strings.Cut(s, "-")
	start, ok := plainInt(from)
	if !found || !ok {
		return Span{}, false
	}
	if to = trim(to); to == "" {
		return Span{start, -1}, true
	}
	last, ok := plainInt(to)
	if !ok || last < start {
		return Span{}, false
	}
	if last < math.MaxInt64 {
		last++
	}
	return Span{start, last}, true
}

// For returns the one range of bytes that r asks for of a content of that length, as
// the first byte and that behind the last one. ok is false where r has another unit
// or several ranges, or the content does not have it.
func (r Range) For(length int64) (start, stop int64, ok bool) {
	if r.Unit != "bytes" || len(r.Spans) != 1 {
		return 0, 0, false
	}
	return r.Spans[0].Within(length)
}

// Within returns the span in a content of that length, as the first byte and that
// behind the last one. ok is false where the content does not have it: a span that
// begins behind its end, or a number of bytes from the end on that it is shorter than.
func (s Span) Within(length int64) (start, stop int64, ok bool) {
	start, stop = s.Start, s.Stop
	if stop < 0 {
		stop = length
		if start < 0 {
			start += length
		}
	}
	if start < 0 || start >= stop || start >= length {
		return 0, 0, false
	}
	return start, min(stop, length), true
}

// String writes the field.
func (r Range) String() string {
	var b strings.Builder
	b.WriteString(r.Unit + "=")
	for i, s := range r.Spans {
		if i > 0 {
			b.WriteByte(',')
		}
		switch {
		case s.Stop >= 0:
			fmt.Fprintf(&b, "%d-%d", s.Start, s.Stop-1)
		case s.Start >= 0:
			fmt.Fprintf(&b, "%d-", s.Start)
		default:
			fmt.Fprintf(&b, "%d", s.Start)
		}
	}
	return b.String()
}

// ContentRange is a Content-Range field (RFC 9110, section 14.4).
type ContentRange struct {
	Unit   string // "bytes" as a rule
	Start  int64  // the first byte; -1: none of the content is here, as with 416
	Stop   int64  // behind the last byte; -1 with Start
	Length int64  // of the whole content; -1: not known
}

// ParseContentRange reads a Content-Range field. ok is false where it is malformed.
func ParseContentRange(s string) (r ContentRange, ok bool) {
	s = trim(s)
	i := strings.IndexAny(s, space)
	if i < 0 {
		return ContentRange{}, false
	}
	r.Unit = s[:i]
	span, length, found := strings.Cut(strings.TrimLeft(s[i:], space), "/")
	if !found {
		return ContentRange{}, false
	}
	r.Length = -1
	if length != "*" {
		if r.Length, ok = plainInt(length); !ok || r.Length < 0 {
			return ContentRange{}, false
		}
	}
	if span == "*" {
		r.Start, r.Stop = -1, -1
		return r, true
	}
	first, last, _ := strings.Cut(span, "-")
	start, ok := plainInt(first)
	stop, ok2 := plainInt(last)
	if !ok || !ok2 || start < 0 || stop < start || r.Length >= 0 && start >= r.Length {
		return ContentRange{}, false
	}
	if stop < math.MaxInt64 {
		stop++
	}
	r.Start, r.Stop = start, stop
	return r, true
}

// String writes the field.
func (r ContentRange) String() string {
	b := append(make([]byte, 0, 64), r.Unit...)
	if r.Start < 0 {
		b = append(b, " */"...)
	} else {
		b = strconv.AppendInt(append(b, ' '), r.Start, 10)
		b = append(strconv.AppendInt(append(b, '-'), r.Stop-1, 10), '/')
	}
	if r.Length < 0 {
		return string(append(b, '*'))
	}
	return string(strconv.AppendInt(b, r.Length, 10))
}

// IfRange is an If-Range field (RFC 9110, section 13.1.5): a tag or a date. The zero
// IfRange has neither.
type IfRange struct {
	ETag string    // without quotes, and whether it is weak
	Date time.Time // zero: it is a tag
}

// ParseIfRange reads an If-Range field.
func ParseIfRange(s string) IfRange {
	if s == "" {
		return IfRange{}
	}
	if t, ok := ParseDate(s); ok {
		return IfRange{Date: t}
	}
	tag, _ := ParseETag(s)
	return IfRange{ETag: tag}
}

// String writes the field, "" when there is neither a tag nor a date.
func (r IfRange) String() string {
	switch {
	case !r.Date.IsZero():
		return FormatDate(r.Date)
	case r.ETag != "":
		return `"` + r.ETag + `"`
	}
	return ""
}

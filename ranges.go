package gourd

import (
	"crypto/rand"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// byteRange is a part of a body.
type byteRange struct{ start, length int64 }

// contentRange is the value of Content-Range: RFC 9110, section 14.4.
func (r byteRange) contentRange(total int64) string {
	room := append(make([]byte, 0, 48), "bytes "...)
	room = append(strconv.AppendInt(room, r.start, 10), '-')
	room = append(strconv.AppendInt(room, r.start+r.length-1, 10), '/')
	return string(strconv.AppendInt(room, total, 10))
}

// rangeError is a 416, which says how long the body is.
func rangeError(total int64) error {
	e := &HTTPError{Status: http.StatusRequestedRangeNotSatisfiable}
	e.Header.Set("Content-Range", "bytes */"+strconv.FormatInt(total, 10))
	return e
}

// maxRanges is how many ranges one request may ask for. They do not overlap, so that
// all of them together are no larger than the file and their heads.
const maxRanges = 64

// rangeSpec is one range as it was asked for.
type rangeSpec struct {
	begin int64 // negative: that many bytes from the end
	end   int64 // exclusive; openEnd: none was given
}

// openEnd is the end of a range that has none.
const openEnd = math.MaxInt64

// satisfy returns the parts of a body of total bytes that a Range field asks for; ok
// is false where that is answered 416. As in Werkzeug ranges that are not in order,
// overlap, or count in another unit are, and a suffix that is longer than the body;
// "-0" is the whole body. Of several ranges those that lie behind the end are left
// out, RFC 9110, section 15.3.7.2.
func satisfy(field string, total int64) (ranges []byteRange, ok bool) {
	unit, specs, ok := parseRanges(field)
	if !ok || unit != "bytes" {
		return nil, false
	}
	for _, s := range specs {
		r, ok := s.within(total)
		if !ok {
			continue
		}
		if n := len(ranges); n > 0 && r.start < ranges[n-1].start+ranges[n-1].length {
			return nil, false // a suffix that reaches back into the range before it
		}
		ranges = append(ranges, r)
	}
	return ranges, len(ranges) > 0
}

// within is the range in a body of total bytes.
func (s rangeSpec) within(total int64) (byteRange, bool) {
	begin, end := s.begin, min(s.end, total)
	if begin < 0 {
		begin += total
	}
	if begin < 0 || begin >= total || begin >= end {
		return byteRange{}, false
	}
	return byteRange{begin, end - begin}, true
}

// parseRanges reads a Range field by the rules of Werkzeug's parse_range_header: each
// range begins where the one before it has ended, or later, and nothing follows one
// without an end. The unit is in lower case.
func parseRanges(field string) (unit string, ranges []rangeSpec, ok bool) {
	unit, list, ok := strings.Cut(field, "=")
	if !ok {
		return "", nil, false
	}
	last := int64(0)
	for item := range strings.SplitSeq(list, ",") {
		r, ok := parseRange(strings.TrimSpace(item))
		if !ok || last == openEnd || r.begin >= 0 && r.begin < last || len(ranges) == maxRanges {
			return "", nil, false
		}
		last = r.end
		ranges = append(ranges, r)
	}
	return strings.ToLower(strings.TrimSpace(unit)), ranges, true
}

// parseRange reads "2-4", "2-" or "-3".
func parseRange(item string) (r rangeSpec, ok bool) {
	begin, end, ok := strings.Cut(item, "-")
	if !ok {
		return r, false
	}
	begin, end = strings.TrimSpace(begin), strings.TrimSpace(end)
	if strings.HasPrefix(item, "-") {
		n, ok := parseOffset(item[1:])
		return rangeSpec{begin: -n, end: openEnd}, ok
	}
	if r.begin, ok = parseOffset(begin); !ok {
		return r, false
	}
	if end == "" {
		r.end = openEnd
		return r, true
	}
	if r.end, ok = parseOffset(end); !ok || r.begin > r.end {
		return r, false
	}
	r.end++
	return r, true
}

// parseOffset reads digits. A number that no file is as long as becomes one that is
// close to the largest.
func parseOffset(digits string) (int64, bool) {
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > math.MaxInt64-2 {
		return math.MaxInt64 - 2, true
	}
	return n, true
}

// multipartRanges is a body of several ranges: RFC 9110, section 14.6.
type multipartRanges struct {
	ranges   []byteRange
	heads    []string // of each part
	end      string
	boundary string
	length   int64 // of all of it
}

func newMultipartRanges(ranges []byteRange, contentType string, total int64) *multipartRanges {
	m := &multipartRanges{ranges: ranges, boundary: rand.Text()}
	lineBreak := ""
	for _, r := range ranges {
		head := fmt.Sprintf("%s--%s\r\n", lineBreak, m.boundary)
		if contentType != "" {
			head += "Content-Type: " + contentType + "\r\n"
		}
		head += "Content-Range: " + r.contentRange(total) + "\r\n\r\n"
		m.heads = append(m.heads, head)
		m.length += int64(len(head)) + r.length
		lineBreak = "\r\n"
	}
	m.end = "\r\n--" + m.boundary + "--\r\n"
	m.length += int64(len(m.end))
	return m
}

func (m *multipartRanges) contentType() string { return "multipart/byteranges; boundary=" + m.boundary }

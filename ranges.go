package gourd

import (
	"crypto/rand"
	"fmt"

	"github.com/gourd-go/gourd/httpheader"
)

// byteRange is a part of a body.
type byteRange struct{ start, length int64 }

// contentRange is the value of Content-Range: RFC 9110, section 14.4.
func (r byteRange) contentRange(total int64) string {
	return httpheader.ContentRange{Unit: "bytes", Start: r.start, Stop: r.start + r.length, Length: total}.String()
}

// maxRanges is how many ranges one request may ask for. They do not overlap, so that
// all of them together are no larger than the file and their heads.
const maxRanges = 64

// satisfy returns the parts of a body of total bytes that a Range field asks for; ok
// is false where that is answered 416. As in Werkzeug ranges that are not in order,
// overlap, or count in another unit are, and a suffix that is longer than the body;
// "-0" is the whole body. Of several ranges those that lie behind the end are left
// out, RFC 9110, section 15.3.7.2.
func satisfy(field string, total int64) (ranges []byteRange, ok bool) {
	asked, ok := httpheader.ParseRange(field)
	if !ok || asked.Unit != "bytes" || len(asked.Spans) > maxRanges {
		return nil, false
	}
	for _, span := range asked.Spans {
		start, stop, ok := span.Within(total)
		if !ok {
			continue
		}
		if n := len(ranges); n > 0 && start < ranges[n-1].start+ranges[n-1].length {
			return nil, false // a suffix that reaches back into the range before it
		}
		ranges = append(ranges, byteRange{start, stop - start})
	}
	return ranges, len(ranges) > 0
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

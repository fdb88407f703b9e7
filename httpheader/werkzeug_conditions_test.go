package httpheader_test

import (
	"slices"
	"testing"
	"time"

	"github.com/gourd-go/gourd/httpheader"
	"github.com/gourd-go/gourd/internal/python"
)

// tagQuestion is a field and tags to look for.
type tagQuestion struct {
	field string
	tags  []string
}

func (q tagQuestion) MarshalJSON() ([]byte, error) { return list(q.field, q.tags) }

type toldTags struct {
	Star   bool     `json:"star"`
	Strong []string `json:"strong"`
	Weak   []string `json:"weak"`
	Has    [][]bool `json:"has"`
}

type toldTag struct {
	Tag  string
	Weak bool
}

func (t *toldTag) UnmarshalJSON(b []byte) error { return fill(b, &t.Tag, &t.Weak) }

func TestETagsAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	fields := mutations(2500, `"W/w,* ab`, "", "*", `"a"`, `W/"a", "b"`, `a, b , w/c`, `"a,b", "c"`, `"a"b", c`, `"a" "b"`, `W/a`, `"*"`, `W/*`, `"a",,"b"`, `"a`, ` "a"`, `W/"a,"b",W/`)
	var questions []tagQuestion
	for _, field := range fields {
		questions = append(questions, tagQuestion{field, []string{"a", "b", "*", "a,b", `"a"`}})
	}
	set := func(tags []string) []string {
		tags = append([]string{}, tags...)
		slices.Sort(tags)
		return slices.Compact(tags)
	}
	compare(t, o, "etags", questions, func(q tagQuestion) toldTags {
		e := httpheader.ParseETags(q.field)
		told := toldTags{e.Any, set(e.Strong), set(e.Weak), nil}
		for _, tag := range q.tags {
			told.Has = append(told.Has, []bool{e.Has(tag), e.HasWeak(tag)})
		}
		return told
	})
	compare(t, o, "etag", fields, func(s string) toldTag {
		tag, weak := httpheader.ParseETag(s)
		return toldTag{tag, weak}
	})
}

// rangeQuestion is a field and the length of a content.
type rangeQuestion struct {
	field  string
	length int64
}

func (q rangeQuestion) MarshalJSON() ([]byte, error) { return list(q.field, q.length) }

type toldRange struct {
	Unit  string     `json:"unit"`
	Spans [][]*int64 `json:"spans"`
	Text  string     `json:"text"`
	For   []int64    `json:"for"`
}

type toldContentRange struct {
	Unit                string
	Start, Stop, Length *int64
	Text                string
}

func (r *toldContentRange) UnmarshalJSON(b []byte) error {
	return fill(b, &r.Unit, &r.Start, &r.Stop, &r.Length, &r.Text)
}

type toldIfRange struct {
	ETag string
	Date int64
	Text string
}

func (r *toldIfRange) UnmarshalJSON(b []byte) error { return fill(b, &r.ETag, &r.Date, &r.Text) }

// known is n, nil when it is negative.
func known(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}

func TestRangesAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	var questions []rangeQuestion
	for i, field := range mutations(3000, "=-, 0123b", "", "bytes=0-499", "bytes=-5", "bytes=5-", "bytes=0-0,2-3, 5-", "BYTES = 1 - 2", "bytes=5-3", "items=1-2", "bytes=1-2,-1", "bytes=-1,1-2", "bytes=3-4,1-2", "bytes=a-b", "bytes", "bytes=-0", "bytes=--1") {
		questions = append(questions, rangeQuestion{field, int64(i % 12)})
	}
	compare(t, o, "range", questions, func(q rangeQuestion) *toldRange {
		r, ok := httpheader.ParseRange(q.field)
		if !ok {
			return nil
		}
		told := &toldRange{Unit: r.Unit, Text: r.String()}
		for _, s := range r.Spans {
			told.Spans = append(told.Spans, []*int64{&s.Start, known(s.Stop)})
		}
		if start, stop, ok := r.For(q.length); ok {
			told.For = []int64{start, stop}
		}
		return told
	})
	fields := mutations(2000, "/-* 0123b", "", "bytes 0-98/*", "bytes 0-98/100", "bytes */*", "bytes */100", "bytes 5-3/10", "bytes 0-5/3", "bytes 0-5/", "bytes 0-5", "bytes 7-9/9", "bytes  0-1/2 ")
	compare(t, o, "content_range", fields, func(s string) *toldContentRange {
		r, ok := httpheader.ParseContentRange(s)
		if !ok {
			return nil
		}
		return &toldContentRange{r.Unit, known(r.Start), known(r.Stop), known(r.Length), r.String()}
	})
	compare(t, o, "if_range", []string{"", `"a"`, `W/"a"`, "a", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov"}, func(s string) toldIfRange {
		r := httpheader.ParseIfRange(s)
		told := toldIfRange{ETag: r.ETag, Text: r.String()}
		if !r.Date.IsZero() {
			told.Date = r.Date.Unix()
		}
		return told
	})
}

func TestDatesAsWerkzeug(t *testing.T) {
	o := python.Start(t, "fields.py")
	fields := mutations(
		6000, " :,.+-0123456789JanGMTZ",
		"", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "06 Nov 1994 08:49:37", "6 Nov 94 8:49 EST", "Sun, 06 Nov 1994 08:49:37 +0130",
		"Sun,06 Nov 2068 23:59:59 -0000", "Nov 6, 1994 08.49.37 PDT", "31 Feb 2020 00:00:00 GMT", "29 Feb 2024 00:00:00 UT", "Thu, 01 Jan 1970 00:00:00 GMT", "06 November 1994 08:49:37 XYZ", "1 Jan 0001 00:00:00 GMT", "1 Jan 9999 23:59:59 -2359", "Wed, 08 Sep 08:49:37 2004",
	)
	read := 0
	compare(t, o, "date", fields, func(s string) *int64 {
		d, ok := httpheader.ParseDate(s)
		if !ok {
			return nil
		}
		read++
		n := d.Unix()
		return &n
	})
	if read < 1000 {
		t.Errorf("only %d texts are dates", read)
	}
	compare(t, o, "http_date", []int64{0, 784_111_777, 1_700_000_000, 253_402_300_799, -62_000_000_000}, func(n int64) string { return httpheader.FormatDate(time.Unix(n, 0)) })
	compare(t, o, "age", []string{"", "0", "10", "-1", "+5", " 7 ", "1_000", "_1", "1__0", "x", "1.5", "- 1", "+-1"}, func(s string) *int64 {
		d, ok := httpheader.ParseAge(s)
		if !ok {
			return nil
		}
		n := int64(d / time.Second)
		return &n
	})
}

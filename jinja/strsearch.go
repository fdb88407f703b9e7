package jinja

import (
	"strings"
	"unicode/utf8"
)

// searchMethod is a method that looks in a part of a text: its arguments are what to look
// for, and where the part begins and ends.
func searchMethod(name string, f func(r *run, in part, a []value) value) *method {
	return &method{name, func(r *run, self value, a *args) value {
		refuseKeywords("str", name, a)
		if n := len(a.pos); n < 1 || n > 3 {
			bound, wanted := "at least", 1
			if n > 3 {
				bound, wanted = "at most", 3
			}
			panic(errorf(kindTypeError, "%s() takes %s %s (%d given)", name, bound, plural(wanted, "argument"), n))
		}
		return f(r, newPart(self.text(), argAt(a.pos, 1), argAt(a.pos, 2)), a.pos)
	}}
}

// part is a part of a text.
type part struct {
	s      string
	before int  // characters in front of it
	beyond bool // it would begin after the text's end, or after its own: nothing is in it
}

func newPart(s string, lo, hi value) part {
	if !isGiven(lo) && !isGiven(hi) {
		return part{s: s}
	}
	n := utf8.RuneCountInString(s)
	from, to := 0, n
	if isGiven(lo) {
		from = sliceIndex(lo)
		if from < 0 {
			from = max(from+n, 0)
		}
	}
	if isGiven(hi) {
		to = clipIndex(sliceIndex(hi), n, 0, n)
	}
	if from > to {
		return part{beyond: true}
	}
	start := byteOffset(s, from)
	return part{s: s[start : start+byteOffset(s[start:], to-from)], before: from}
}

// position is the index in the whole text of the byte at of a part; at is -1 where nothing
// was found.
func (p part) position(at int) int {
	if at < 0 {
		return -1
	}
	return p.before + utf8.RuneCountInString(p.s[:at])
}

func (p part) find(what string) int {
	if p.beyond {
		return -1
	}
	return p.position(strings.Index(p.s, what))
}

func (p part) findLast(what string) int {
	if p.beyond {
		return -1
	}
	return p.position(strings.LastIndex(p.s, what))
}

func strCount(_ *run, in part, a []value) value {
	what := wantedText("", a[0])
	switch {
	case in.beyond:
		return integer(0)
	case what == "":
		return intValue(utf8.RuneCountInString(in.s) + 1)
	}
	return intValue(strings.Count(in.s, what))
}

func strFind(_ *run, in part, a []value) value {
	return intValue(in.find(wantedText("", a[0])))
}

func strRfind(_ *run, in part, a []value) value {
	return intValue(in.findLast(wantedText("", a[0])))
}

func strIndex(_ *run, in part, a []value) value  { return found(in.find(wantedText("", a[0]))) }
func strRindex(_ *run, in part, a []value) value { return found(in.findLast(wantedText("", a[0]))) }

func found(at int) value {
	if at < 0 {
		panic(errorf(kindValueError, "substring not found"))
	}
	return intValue(at)
}

func strStartswith(_ *run, in part, a []value) value {
	return hasAffix("startswith", in, a[0], strings.HasPrefix)
}

func strEndswith(_ *run, in part, a []value) value {
	return hasAffix("endswith", in, a[0], strings.HasSuffix)
}

// hasAffix tells whether the part begins or ends with a text, or one of a tuple.
func hasAffix(name string, in part, affix value, has func(s, affix string) bool) value {
	if s, is := affix.asText(); is {
		return boolean(!in.beyond && has(in.s, s))
	}
	any := tupleOf(affix)
	if any == nil {
		panic(errorf(kindTypeError, "%s first arg must be str or a tuple of str, not %s", name, typeName(affix)))
	}
	for _, item := range any.items {
		s, is := item.asText()
		if !is {
			panic(errorf(kindTypeError, "tuple for %s must only contain str, not %s", name, typeName(item)))
		}
		if !in.beyond && has(in.s, s) {
			return vtrue
		}
	}
	return vfalse
}

func strReplace(r *run, self value, a []value) value {
	s := self.text()
	from, to := wantedText("replace() argument 1", a[0]), wantedText("replace() argument 2", a[1])
	limit := -1
	if len(a) > 2 {
		limit = asSize(a[2])
	}
	if limit == 0 || from == to && from != "" {
		return text(s)
	}
	if len(to) > len(from) {
		times := len(s) + 1
		if from != "" {
			times = strings.Count(s, from)
		}
		if limit >= 0 {
			times = min(times, limit)
		}
		r.room(saturated(times, len(to)) + len(s))
	}
	return text(strings.Replace(s, from, to, limit))
}

package jinja

import (
	"math"
	"math/big"
	"unicode/utf8"
)

// sliceOf is v[lo:hi:step]; what is None, or missing, was not given.
func sliceOf(r *run, v, lo, hi, step value) value {
	switch x := v.ref.(type) {
	case textPtr:
		return text(sliceText(v.text(), lo, hi, step))
	case markupPtr:
		return markup(sliceText(v.text(), lo, hi, step))
	case *List:
		return newList(sliceItems(x.items, lo, hi, step))
	case *tuple:
		return newTuple(sliceItems(x.items, lo, hi, step)...)
	case *rangeObject:
		return x.slice(lo, hi, step)
	case *bytesObject:
		var dst []byte
		for _, b := range sliceItems(items(r, v), lo, hi, step) {
			dst = append(dst, byte(b.int()))
		}
		return fromObject(&bytesObject{string(dst)})
	case tupleLike:
		return newTuple(sliceItems(x.asTuple().items, lo, hi, step)...)
	case *undefined:
		if x.mode == ChainableUndefined {
			return v
		}
		panic(x.fail(r))
	case *Dict:
		panic(errorf(kindTypeError, "unhashable type: 'slice'"))
	}
	if v.kind() == kindHost {
		if n, is := hostLength(r, v.ref); is && !hostMapping(v.ref) {
			return sliceHost(r, v.ref, n, lo, hi, step)
		}
	}
	panic(errorf(kindTypeError, "'%s' object is not subscriptable", typeName(v)))
}

func sliceHost(r *run, x any, n int, lo, hi, step value) value {
	span := newSpan(n, lo, hi, step)
	chosen := make([]value, 0, span.count)
	for i := range span.count {
		chosen = append(chosen, hostItem(r, x, intValue(span.at(i))))
	}
	return newList(chosen)
}

// span is what a slice takes: count items, the first at from, by apart, and none at to or
// beyond.
type span struct{ from, to, by, count int }

// at is the index of the ith item.
func (s span) at(i int) int { return s.from + i*s.by }

// newSpan is the span of lo:hi:step in n items.
func newSpan(n int, lo, hi, step value) span {
	s := span{by: 1}
	if isGiven(step) {
		if s.by = max(sliceIndex(step), -math.MaxInt); s.by == 0 {
			panic(errorf(kindValueError, "slice step cannot be zero"))
		}
	}
	lowest, highest := 0, n
	if s.by < 0 {
		lowest, highest = -1, n-1
	}
	s.from, s.to = lowest, highest
	if s.by < 0 {
		s.from, s.to = highest, lowest
	}
	if isGiven(lo) {
		s.from = clipIndex(sliceIndex(lo), n, lowest, highest)
	}
	if isGiven(hi) {
		s.to = clipIndex(sliceIndex(hi), n, lowest, highest)
	}
	switch {
	case s.by > 0 && s.from < s.to:
		s.count = (s.to-s.from-1)/s.by + 1
	case s.by < 0 && s.to < s.from:
		s.count = (s.from-s.to-1)/-s.by + 1
	}
	return s
}

// isGiven tells whether a part of a slice was given.
func isGiven(v value) bool { return !v.isMissing() && !v.isNone() }

func clipIndex(i, n, lowest, highest int) int {
	if i < 0 {
		i += n
	}
	return min(max(i, lowest), highest)
}

func sliceIndex(v value) int {
	switch x := v.ref.(type) {
	case intTag, boolTag:
		return int(v.int())
	case *big.Int:
		return math.MaxInt * x.Sign()
	}
	panic(errorf(kindTypeError, "slice indices must be integers or None or have an __index__ method"))
}

func sliceItems(items []value, lo, hi, step value) []value {
	span := newSpan(len(items), lo, hi, step)
	chosen := make([]value, span.count)
	for i := range chosen {
		chosen[i] = items[span.at(i)]
	}
	return chosen
}

// sliceText is the part of s by characters. Without a step it is no copy.
func sliceText(s string, lo, hi, step value) string {
	ascii := isASCII(s)
	n := len(s)
	if !ascii {
		n = utf8.RuneCountInString(s)
	}
	span := newSpan(n, lo, hi, step)
	switch {
	case span.count == 0:
		return ""
	case span.by == 1 && ascii:
		return s[span.from : span.from+span.count]
	case span.by == 1:
		rest := s[byteOffset(s, span.from):]
		return rest[:byteOffset(rest, span.count)]
	}
	chosen := make([]byte, 0, span.count)
	if ascii {
		for i := range span.count {
			chosen = append(chosen, s[span.at(i)])
		}
		return string(chosen)
	}
	characters := charactersOf(s)
	for i := range span.count {
		chosen = append(chosen, characters[span.at(i)]...)
	}
	return string(chosen)
}

// charactersOf is the characters of s.
func charactersOf(s string) []string {
	characters := make([]string, 0, len(s))
	for len(s) > 0 {
		_, size := utf8.DecodeRuneInString(s)
		characters = append(characters, s[:size])
		s = s[size:]
	}
	return characters
}

// byteOffset is where the nth character of s begins; the end of s if there are no more than n.
func byteOffset(s string, n int) int {
	at := 0
	for ; n > 0 && at < len(s); n-- {
		if s[at] < utf8.RuneSelf {
			at++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// characterIn is the ith character of s, from its end for a negative i.
func characterIn(s string, i int64) (string, bool) {
	if isASCII(s) {
		if i < 0 {
			i += int64(len(s))
		}
		if i < 0 || i >= int64(len(s)) {
			return "", false
		}
		return s[i : i+1], true
	}
	if i < 0 {
		i += int64(utf8.RuneCountInString(s))
	}
	if i < 0 || i >= int64(len(s)) {
		return "", false
	}
	rest := s[byteOffset(s, int(i)):]
	if rest == "" {
		return "", false
	}
	return rest[:byteOffset(rest, 1)], true
}

// isASCII tells whether every character of s is one byte.
func isASCII(s string) bool {
	const high = 0x8080808080808080
	for len(s) >= 8 {
		if load8(s)&high != 0 {
			return false
		}
		s = s[8:]
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

package rule

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// match matches the whole of target and writes the texts of the variables to the
// values of m from n on. It agrees with the part's regular expression, which it
// only runs for converters that are one.
func (p *part) match(m *Match, target string, n int) bool {
	if !p.single {
		return p.matchMany(m, target, n)
	}
	if len(p.prefix)+len(p.suffix) > 0 {
		if len(target) < len(p.prefix)+len(p.suffix) ||
			!strings.HasPrefix(target, p.prefix) || !strings.HasSuffix(target, p.suffix) {
			return false
		}
		target = target[len(p.prefix) : len(target)-len(p.suffix)]
	}
	if !p.only.whole(target) {
		return false
	}
	m.slot(n).text = target
	return true
}

// matchFinal matches all that is left of a path. slash tells that it ended with a
// slash that is not part of a value.
func (p *part) matchFinal(m *Match, rest string, n int) (ok, slash bool) {
	if p.suffixed {
		if rest, slash = strings.CutSuffix(rest, "/"); strings.HasSuffix(rest, "/") {
			return false, false
		}
	}
	return p.match(m, rest, n), slash
}

// whole tells whether the element matches all of s.
func (e *element) whole(s string) bool {
	switch e.kind {
	case elementString:
		return runesWithin(s, e.min, e.max)
	case elementInt:
		start := e.sign(s, 0)
		return start < len(s) && digitsEnd(s, start) == len(s)
	case elementFloat:
		_, hi := e.floatEnds(s, 0)
		return hi == len(s) && hi > 0
	case elementUUID:
		return isUUID(s)
	case elementAny:
		return slices.Contains(e.items, s)
	case elementPath:
		return s != "" && s[0] != '/' && pathEnd(s, 0) == len(s)
	case elementRegexp:
		return e.re.MatchString(s)
	}
	return false
}

// sign returns the offset behind a minus sign, if there may be one.
func (e *element) sign(s string, pos int) int {
	if e.signed && pos < len(s) && s[pos] == '-' {
		return pos + 1
	}
	return pos
}

// digitsEnd returns the end of the decimal digits at pos.
func digitsEnd(s string, pos int) int {
	for pos < len(s) {
		if s[pos] < utf8.RuneSelf {
			if !isDigit(s[pos]) {
				break
			}
			pos++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[pos:])
		if !unicode.IsDigit(r) {
			break
		}
		pos += size
	}
	return pos
}

// runeEnd returns the end of the code point at pos.
func runeEnd(s string, pos int) int {
	_, size := utf8.DecodeRuneInString(s[pos:])
	return pos + size
}

// pathEnd returns how far a path may go that starts at pos: to a line feed that is
// not its first character.
func pathEnd(s string, pos int) int {
	first := runeEnd(s, pos)
	if i := strings.IndexByte(s[first:], '\n'); i >= 0 {
		return first + i
	}
	return len(s)
}

// ends returns the nearest and the farthest end of a string or a number that
// starts at pos; lo is -1 if there is none. Every character between them is an end
// too.
func (e *element) ends(s string, pos int) (lo, hi int) {
	switch e.kind {
	case elementString:
		return e.stringEnds(s, pos)
	case elementFloat:
		return e.floatEnds(s, pos)
	}
	start := e.sign(s, pos)
	hi = digitsEnd(s, start)
	if hi == start {
		return -1, -1
	}
	return runeEnd(s, start), hi
}

func (e *element) stringEnds(s string, pos int) (lo, hi int) {
	lo, hi = -1, pos
	for n := 0; ; n++ {
		if n == e.min {
			lo = hi
		}
		if hi == len(s) || s[hi] == '/' || n == e.max {
			return lo, hi
		}
		hi = runeEnd(s, hi)
	}
}

func (e *element) floatEnds(s string, pos int) (lo, hi int) {
	start := e.sign(s, pos)
	point := digitsEnd(s, start)
	if point == start || point == len(s) || s[point] != '.' {
		return -1, -1
	}
	hi = digitsEnd(s, point+1)
	if hi == point+1 {
		return -1, -1
	}
	return runeEnd(s, point+1), hi
}

// stepsPerByte bounds the backtracking of several variables in a part: a request
// that needs more than this per byte is decided by the regular expression, in
// linear time.
const stepsPerByte = 32

// matchMany matches several variables by backtracking.
func (p *part) matchMany(m *Match, target string, n int) bool {
	if p.needsRegexp() {
		return p.matchRegexp(m, target, n)
	}
	m.steps = stepsPerByte * (len(target) + len(p.elements))
	if p.re == nil {
		m.steps = int(^uint(0) >> 1)
	}
	if p.try(m, target, 0, 0, n) {
		return true
	}
	return m.steps < 0 && p.matchRegexp(m, target, n)
}

func (p *part) matchRegexp(m *Match, target string, n int) bool {
	found := p.re.FindStringSubmatchIndex(target)
	if found == nil {
		return false
	}
	for i, g := range p.groups {
		m.slot(n + i).text = target[found[2*g]:found[2*g+1]]
	}
	return true
}

// try matches the elements from i on with the text from pos on. Greedy elements
// take as much as they can and give back one character at a time, path takes as
// little as it can: the order of the regular expression.
func (p *part) try(m *Match, s string, i, pos, n int) bool {
	if i == len(p.elements) {
		return pos == len(s)
	}
	e := &p.elements[i]
	switch e.kind {
	case elementLiteral:
		return strings.HasPrefix(s[pos:], e.text) && p.try(m, s, i+1, pos+len(e.text), n)
	case elementUUID:
		return len(s)-pos >= uuidLen && isUUID(s[pos:pos+uuidLen]) && p.take(m, s, i, pos, pos+uuidLen, n)
	case elementAny:
		for _, item := range e.items {
			if strings.HasPrefix(s[pos:], item) && p.take(m, s, i, pos, pos+len(item), n) {
				return true
			}
		}
		return false
	case elementPath:
		return p.tryPath(m, s, i, pos, n)
	}
	lo, hi := e.ends(s, pos)
	if lo < 0 {
		return false
	}
	m.steps -= (hi - pos) / 8 // what looking for the ends has cost
	for end := hi; ; {
		if p.take(m, s, i, pos, end, n) {
			return true
		}
		if end == lo || m.steps < 0 {
			return false
		}
		_, size := utf8.DecodeLastRuneInString(s[pos:end])
		end -= size
	}
}

func (p *part) tryPath(m *Match, s string, i, pos, n int) bool {
	if pos == len(s) || s[pos] == '/' {
		return false
	}
	for end := runeEnd(s, pos); ; end = runeEnd(s, end) {
		if p.take(m, s, i, pos, end, n) {
			return true
		}
		if end == len(s) || s[end] == '\n' || m.steps < 0 {
			return false
		}
	}
}

// take gives s[pos:end] to the variable at i and goes on.
func (p *part) take(m *Match, s string, i, pos, end, n int) bool {
	if m.steps--; m.steps < 0 || !p.try(m, s, i+1, end, n) {
		return false
	}
	m.slot(n + p.elements[i].index).text = s[pos:end]
	return true
}

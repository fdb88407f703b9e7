package jinja

import (
	"strings"
	"unicode/utf8"
)

// padding is what a text is filled up with to a width.
type padding struct {
	fill string
	n    int // of fills
	odd  bool
}

// padMethod is center, ljust or rjust.
func padMethod(sides func(p *padding) (left, right int)) methodBody {
	return func(r *run, self value, a []value) value {
		s, width, fill := self.text(), asSize(a[0]), " "
		if len(a) > 1 {
			fill = fillOf(a[1])
		}
		have := utf8.RuneCountInString(s)
		if width <= have {
			return text(s)
		}
		p := &padding{fill: fill, n: width - have, odd: width%2 == 1}
		r.room(saturated(p.n, len(fill)) + len(s))
		left, right := sides(p)
		return text(strings.Repeat(fill, left) + s + strings.Repeat(fill, right))
	}
}

func fillOf(v value) string {
	fill, is := v.asText()
	if !is {
		panic(errorf(kindTypeError, "The fill character must be a unicode character, not %s", typeName(v)))
	}
	if utf8.RuneCountInString(fill) != 1 {
		panic(errorf(kindTypeError, "The fill character must be exactly one character long"))
	}
	return fill
}

// center has the odd one on the left when the width is odd too.
func (p *padding) center() (left, right int) {
	left = p.n / 2
	if p.n%2 == 1 && p.odd {
		left++
	}
	return left, p.n - left
}

func (p *padding) left() (left, right int)  { return 0, p.n }
func (p *padding) right() (left, right int) { return p.n, 0 }

func strZfill(r *run, self value, a []value) value {
	s, width := self.text(), asSize(a[0])
	missing := width - utf8.RuneCountInString(s)
	if missing <= 0 {
		return text(s)
	}
	r.room(width)
	sign := ""
	if s != "" && (s[0] == '+' || s[0] == '-') {
		sign, s = s[:1], s[1:]
	}
	return text(sign + strings.Repeat("0", missing) + s)
}

// strExpandtabs fills each line up to the next multiple of the tab size.
func strExpandtabs(r *run, self value, a []value) value {
	size := 8
	if v := argAt(a, 0); !v.isMissing() {
		size = asSize(v)
	}
	s := self.text()
	if size > 1 {
		r.room(saturated(strings.Count(s, "\t"), size) + len(s))
	}
	var dst []byte
	column := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\t' && size > 0:
			fill := size - column%size
			column += fill
			dst = append(dst, strings.Repeat(" ", fill)...)
		case c == '\t':
		case c == '\n' || c == '\r':
			column = 0
			dst = append(dst, c)
		default:
			if utf8.RuneStart(c) {
				column++
			}
			dst = append(dst, c)
		}
	}
	return text(string(dst))
}

// stripMethod is strip, lstrip or rstrip.
func stripMethod(name string, left, right bool) methodBody {
	return func(_ *run, self value, a []value) value {
		drop := isSpace
		if v := argAt(a, 0); isGiven(v) {
			cut, is := v.asText()
			if !is {
				panic(errorf(kindTypeError, "%s arg must be None or str", name))
			}
			drop = func(c rune) bool { return strings.ContainsRune(cut, c) }
		}
		s := self.text()
		if left {
			s = strings.TrimLeftFunc(s, drop)
		}
		if right {
			s = strings.TrimRightFunc(s, drop)
		}
		return text(s)
	}
}

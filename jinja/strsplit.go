package jinja

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// splitting reads the arguments of split and rsplit; most is -1 for no limit, and blanks
// tells that there is no separator.
func splitting(r *run, a []value) (separator string, blanks bool, most int) {
	most = -1
	if v := argAt(a, 1); !v.isMissing() {
		most = asSize(v)
	}
	sep := argAt(a, 0)
	if !isGiven(sep) {
		return "", true, most
	}
	separator, is := sep.asText()
	if !is {
		panic(errorf(kindTypeError, "must be str or None, not %s", typeName(sep)))
	}
	if separator == "" {
		panic(errorf(kindValueError, "empty separator"))
	}
	return separator, false, most
}

// texts is a list of texts.
func texts(parts []string) value {
	items := make([]value, len(parts))
	for i, s := range parts {
		items[i] = text(s)
	}
	return newList(items)
}

func strSplit(r *run, self value, a []value) value {
	separator, blanks, most := splitting(r, a)
	s := self.text()
	switch {
	case blanks:
		return texts(splitBlanks(s, most))
	case most < 0:
		return texts(strings.Split(s, separator))
	}
	return texts(strings.SplitN(s, separator, saturatedAdd(most, 1)))
}

func saturatedAdd(a, b int) int {
	if sum := a + b; sum >= a {
		return sum
	}
	return a
}

// splitBlanks splits at runs of blanks, at most so many times.
func splitBlanks(s string, most int) (parts []string) {
	s = strings.TrimLeftFunc(s, isSpace)
	for s != "" {
		end := strings.IndexFunc(s, isSpace)
		if end < 0 || most == 0 {
			return append(parts, s)
		}
		most--
		parts = append(parts, s[:end])
		s = strings.TrimLeftFunc(s[end:], isSpace)
	}
	return parts
}

func strRsplit(r *run, self value, a []value) value {
	separator, blanks, most := splitting(r, a)
	s := self.text()
	if most < 0 {
		return strSplit(r, self, a)
	}
	var parts []string
	if blanks {
		parts = splitBlanksLast(s, most)
	} else {
		for ; most > 0; most-- {
			at := strings.LastIndex(s, separator)
			if at < 0 {
				break
			}
			parts = append(parts, s[at+len(separator):])
			s = s[:at]
		}
		parts = append(parts, s)
	}
	slices.Reverse(parts)
	return texts(parts)
}

// splitBlanksLast splits at runs of blanks from the end, and gives the last part first.
func splitBlanksLast(s string, most int) (parts []string) {
	s = strings.TrimRightFunc(s, isSpace)
	for s != "" {
		at := strings.LastIndexFunc(s, isSpace)
		if at < 0 || most == 0 {
			return append(parts, s)
		}
		most--
		_, size := utf8.DecodeRuneInString(s[at:])
		parts = append(parts, s[at+size:])
		s = strings.TrimRightFunc(s[:at], isSpace)
	}
	return parts
}

func strSplitlines(r *run, self value, a []value) value {
	keep := false
	if v := argAt(a, 0); !v.isMissing() {
		keep = truth(r, v)
	}
	return texts(splitLines(self.text(), keep))
}

// splitLines splits at what ends a line for Python.
func splitLines(s string, keep bool) (lines []string) {
	for s != "" {
		at := strings.IndexFunc(s, endsLine)
		if at < 0 {
			return append(lines, s)
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		if strings.HasPrefix(s[at:], "\r\n") {
			size = 2
		}
		end := at
		if keep {
			end += size
		}
		lines = append(lines, s[:end])
		s = s[at+size:]
	}
	return lines
}

func endsLine(c rune) bool {
	return c >= '\n' && c <= '\r' || c >= 0x1c && c <= 0x1e || c == 0x85 || c == 0x2028 || c == 0x2029
}

func separatorOf(v value) string {
	separator := wantedText("", v)
	if separator == "" {
		panic(errorf(kindValueError, "empty separator"))
	}
	return separator
}

func strPartition(_ *run, self value, a []value) value {
	s, separator := self.text(), separatorOf(a[0])
	before, after, is := strings.Cut(s, separator)
	if !is {
		return newTuple(text(s), emptyText, emptyText)
	}
	return newTuple(text(before), text(separator), text(after))
}

func strRpartition(_ *run, self value, a []value) value {
	s, separator := self.text(), separatorOf(a[0])
	at := strings.LastIndex(s, separator)
	if at < 0 {
		return newTuple(emptyText, emptyText, text(s))
	}
	return newTuple(text(s[:at]), text(separator), text(s[at+len(separator):]))
}

func strJoin(r *run, self value, a []value) value {
	parts := joinable(r, a[0])
	separator := self.text()
	var dst []byte
	for i, part := range parts {
		s, is := part.asText()
		if !is {
			panic(errorf(kindTypeError, "sequence item %d: expected str instance, %s found", i, typeName(part)))
		}
		if i > 0 {
			dst = append(dst, separator...)
		}
		dst = append(dst, s...)
		r.growing(len(dst))
	}
	return text(string(dst))
}

// joinable are the items of join's argument.
func joinable(r *run, v value) []value {
	switch v.kind() {
	case kindNone, kindBool, kindInt, kindFloat, kindBig:
		panic(errorf(kindTypeError, "can only join an iterable"))
	}
	return items(r, v)
}

package jinja

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// strftime formats t as Python's datetime.strftime does in the C locale, with glibc's
// flags: %-d has no padding, %_d blanks, %^a capitals, %10d a width.
func strftime(t time.Time, format string) string {
	return string(appendStrftime(nil, t, format))
}

// directive is one %… of a format.
type directive struct {
	pad   byte // '-', '_', '0' or 0: as the directive has it
	upper bool
	swap  bool // '#'
	width int
}

// widest is how wide a field can be asked to be.
const widest = 1 << 10

func appendStrftime(dst []byte, t time.Time, format string) []byte {
	for {
		at := strings.IndexByte(format, '%')
		if at < 0 {
			return append(dst, format...)
		}
		dst = append(dst, format[:at]...)
		format = format[at:]
		d, n := readDirective(format)
		if n >= len(format) {
			return append(dst, d.wide(format)...)
		}
		field, known := d.field(t, format[n], n == 1)
		if !known {
			_, size := utf8.DecodeRuneInString(format[n:])
			n += size - 1
			field = format[:n+1]
			if d.upper {
				field = strings.ToUpper(field)
			}
			field = d.wide(field)
		}
		dst = append(dst, field...)
		format = format[n+1:]
	}
}

// alternatives are the letters that can stand after E and O, where they change nothing in
// the C locale. It never changes.
var alternatives = map[byte]string{'E': "cCxXyY%", 'O': "deHImMSuUVwWyZ%"}

// readDirective reads what stands between the % and the letter.
func readDirective(s string) (d directive, n int) {
	for n = 1; n < len(s); n++ {
		switch c := s[n]; {
		case c == '-' || c == '_' || c == '0':
			d.pad = c
			continue
		case c == '^':
			d.upper = true
			continue
		case c == '#':
			d.swap = true
			continue
		}
		break
	}
	for ; n < len(s) && '0' <= s[n] && s[n] <= '9'; n++ {
		d.width = min(d.width*10+int(s[n]-'0'), widest)
	}
	if n < len(s)-1 && strings.IndexByte(alternatives[s[n]], s[n+1]) >= 0 {
		n++
	}
	return d, n
}

// field is what a directive stands for; plain: nothing stands between it and the %.
func (d directive) field(t time.Time, letter byte, plain bool) (string, bool) {
	if s, is := pythonField(t, letter); is {
		switch {
		case plain:
			return s, true
		case letter == 'f':
			return "", false
		case letter == 'Z':
			return d.wide(""), true // glibc knows no zone of Python's
		}
		return "", true
	}
	if n, digits, blanks, is := numberField(t, letter); is {
		return d.number(n, digits, blanks), true
	}
	s, is := textField(t, letter)
	if !is {
		return "", false
	}
	switch {
	case d.upper && letter != 'P':
		s = strings.ToUpper(s)
	case d.swap && letter == 'p':
		s = strings.ToLower(s)
	case d.swap && strings.IndexByte("aAbBh", letter) >= 0:
		s = strings.ToUpper(s)
	}
	if letter == 'c' {
		return s, true // never padded
	}
	return d.wide(s), true
}

func (d directive) number(n, digits int, blanks bool) string {
	pad := "0"
	if blanks {
		pad = " "
	}
	switch d.pad {
	case '-':
		pad, digits = " ", 1
	case '_':
		pad = " "
	case '0':
		pad = "0"
	}
	s := strconv.Itoa(n)
	if missing := max(digits, d.width) - len(s); missing > 0 {
		s = strings.Repeat(pad, missing) + s
	}
	return s
}

// wide is s with the width that was asked for.
func (d directive) wide(s string) string {
	pad := " "
	if d.pad == '0' {
		pad = "0"
	}
	if missing := d.width - len(s); missing > 0 {
		return strings.Repeat(pad, missing) + s
	}
	return s
}

// pythonField has the directives that Python fills in itself.
func pythonField(t time.Time, letter byte) (string, bool) {
	switch letter {
	case 'f':
		return fmt.Sprintf("%06d", t.Nanosecond()/1000), true
	case 'z':
		return string(appendOffset(nil, t, "")), true
	case 'Z':
		return zoneName(t), true
	}
	return "", false
}

// numberField has the directives that are numbers: how many digits they have at least, and
// whether blanks take the place of zeros.
func numberField(t time.Time, letter byte) (n, digits int, blanks, is bool) {
	weekday := int(t.Weekday())
	switch letter {
	case 'd':
		return t.Day(), 2, false, true
	case 'e':
		return t.Day(), 2, true, true
	case 'm':
		return int(t.Month()), 2, false, true
	case 'y':
		return t.Year() % 100, 2, false, true
	case 'Y':
		return t.Year(), 1, false, true
	case 'C':
		return t.Year() / 100, 1, false, true
	case 'H':
		return t.Hour(), 2, false, true
	case 'k':
		return t.Hour(), 2, true, true
	case 'I':
		return (t.Hour()+11)%12 + 1, 2, false, true
	case 'l':
		return (t.Hour()+11)%12 + 1, 2, true, true
	case 'M':
		return t.Minute(), 2, false, true
	case 'S':
		return t.Second(), 2, false, true
	case 'j':
		return t.YearDay(), 3, false, true
	case 'w':
		return weekday, 1, false, true
	case 'u':
		return (weekday+6)%7 + 1, 1, false, true
	case 'U':
		return (t.YearDay() + 6 - weekday) / 7, 2, false, true
	case 'W':
		return (t.YearDay() + 6 - (weekday+6)%7) / 7, 2, false, true
	case 'G', 'g', 'V':
		return isoField(t, letter)
	}
	return 0, 0, false, false
}

func isoField(t time.Time, letter byte) (n, digits int, blanks, is bool) {
	year, week := t.ISOWeek()
	switch letter {
	case 'G':
		return year, 1, false, true
	case 'g':
		return year % 100, 2, false, true
	}
	return week, 2, false, true
}

// textField has the directives that are texts.
func textField(t time.Time, letter byte) (string, bool) {
	switch letter {
	case 'a':
		return t.Weekday().String()[:3], true
	case 'A':
		return t.Weekday().String(), true
	case 'b', 'h':
		return t.Month().String()[:3], true
	case 'B':
		return t.Month().String(), true
	case 'p':
		return half(t, "AM", "PM"), true
	case 'P':
		return half(t, "am", "pm"), true
	case 'n':
		return "\n", true
	case 't':
		return "\t", true
	case '%':
		return "%", true
	case 's':
		return strconv.FormatInt(t.Unix(), 10), true
	}
	if whole, is := combined[letter]; is {
		return strftime(t, whole), true
	}
	return "", false
}

func half(t time.Time, am, pm string) string {
	if t.Hour() < 12 {
		return am
	}
	return pm
}

// combined are the directives that are short for others. It never changes.
var combined = map[byte]string{
	'c': "%a %b %e %H:%M:%S %Y", 'x': "%m/%d/%y", 'X': "%H:%M:%S", 'D': "%m/%d/%y",
	'F': "%Y-%m-%d", 'T': "%H:%M:%S", 'R': "%H:%M", 'r': "%I:%M:%S %p",
}

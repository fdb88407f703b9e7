package signed

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// parser reads JSON as Python's json module does: RFC 8259 with NaN, Infinity and -Infinity, and integers of any
// size. Tags are resolved on the way.
type parser struct {
	text []byte
	pos  int
}

func (p *parser) fail(expected string) error {
	if p.pos >= len(p.text) {
		return fmt.Errorf("the text ends at byte %d: %s", p.pos, expected)
	}
	return fmt.Errorf("at byte %d (%q): %s", p.pos, p.text[p.pos], expected)
}

// blank skips white space.
func (p *parser) blank() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// next skips white space and the byte c; it reports whether c was there.
func (p *parser) next(c byte) bool {
	p.blank()
	if p.pos < len(p.text) && p.text[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

// value reads a value, which is inside of depth others.
func (p *parser) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, p.fail(fmt.Sprintf("values are nested more than %d levels deep", maxDepth))
	}
	p.blank()
	if p.pos == len(p.text) {
		return nil, p.fail("a value was expected")
	}
	switch p.text[p.pos] {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		return p.string()
	case 'n':
		return nil, p.word("null")
	case 't':
		return true, p.word("true")
	case 'f':
		return false, p.word("false")
	case 'N':
		return math.NaN(), p.word("NaN")
	case 'I':
		return math.Inf(1), p.word("Infinity")
	}
	return p.number()
}

func (p *parser) word(w string) error {
	if end := p.pos + len(w); end <= len(p.text) && string(p.text[p.pos:end]) == w {
		p.pos = end
		return nil
	}
	return p.fail("a value was expected")
}

func (p *parser) array(depth int) (any, error) {
	p.pos++
	list := []any{}
	if p.next(']') {
		return list, nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if p.next(']') {
			return list, nil
		}
		if !p.next(',') {
			return nil, p.fail("a comma or a bracket was expected")
		}
	}
}

// object reads an object. One with a single member may be a tag, for which no map is made.
func (p *parser) object(depth int) (any, error) {
	p.pos++
	if p.next('}') {
		return map[string]any{}, nil
	}
	key, v, err := p.member(depth)
	if err != nil {
		return nil, err
	}
	if p.next('}') {
		return p.untag(key, v)
	}
	m := map[string]any{key: v}
	for {
		if !p.next(',') {
			return nil, p.fail("a comma or a brace was expected")
		}
		if key, v, err = p.member(depth); err != nil {
			return nil, err
		}
		m[key] = v
		if p.next('}') {
			break
		}
	}
	if len(m) == 1 { // the same key again and again
		return p.untag(key, v)
	}
	return m, nil
}

// member reads a key, a colon and a value.
func (p *parser) member(depth int) (string, any, error) {
	p.blank()
	if p.pos == len(p.text) || p.text[p.pos] != '"' {
		return "", nil, p.fail("a key in quotes was expected")
	}
	key, err := p.string()
	if err != nil {
		return "", nil, err
	}
	if !p.next(':') {
		return "", nil, p.fail("a colon was expected")
	}
	v, err := p.value(depth + 1)
	return key, v, err
}

// untag returns what an object with a single member stands for.
func (p *parser) untag(key string, v any) (any, error) {
	switch key {
	case tagDict:
		if m, ok := v.(map[string]any); ok && len(m) == 1 {
			for inner, value := range m {
				if n := len(inner) - len(tagSuffix); n >= 0 && inner[n:] == tagSuffix {
					return map[string]any{inner[:n]: value}, nil
				}
			}
		}
	case tagTuple:
		if list, ok := v.([]any); ok {
			return Tuple(list), nil
		}
	case tagBytes:
		if s, ok := v.(string); ok {
			if b, err := base64.StdEncoding.DecodeString(s); err == nil {
				return b, nil
			}
		}
	case tagMarkup:
		if s, ok := v.(string); ok {
			return Markup(s), nil
		}
	case tagUUID:
		var u UUID
		if s, ok := v.(string); ok && len(s) == hex.EncodedLen(len(u)) {
			if _, err := hex.Decode(u[:], []byte(s)); err == nil {
				return u, nil
			}
		}
	case tagDate:
		if s, ok := v.(string); ok {
			return parseDate(s), nil
		}
	default:
		return map[string]any{key: v}, nil
	}
	return nil, p.fail(fmt.Sprintf("the value of the tag %q before this is not of its type", key))
}

// parseDate returns a time.Time, or nil as Flask does.
func parseDate(s string) any {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return nil
	}
	return t
}

// number reads an integer or a float.
func (p *parser) number() (any, error) {
	start := p.pos
	if p.text[p.pos] == '-' {
		p.pos++
		if p.pos < len(p.text) && p.text[p.pos] == 'I' {
			return math.Inf(-1), p.word("Infinity")
		}
	}
	first := p.pos
	if p.digits(); p.pos == first {
		return nil, p.fail("a value was expected")
	}
	if p.text[first] == '0' && p.pos > first+1 {
		p.pos = first + 1
		return nil, p.fail("a number does not start with zero")
	}
	whole := p.pos
	if err := p.fraction(); err != nil {
		return nil, err
	}
	if p.pos == whole {
		return p.integer(start, whole-first)
	}
	f, _ := strconv.ParseFloat(string(p.text[start:p.pos]), 64) // out of range is infinite, as in Python
	return f, nil
}

// fraction skips what makes a number a float, if there is any.
func (p *parser) fraction() error {
	if p.pos < len(p.text) && p.text[p.pos] == '.' {
		p.pos++
		if p.digits() == 0 {
			return p.fail("a digit was expected")
		}
	}
	if p.pos < len(p.text) && (p.text[p.pos] == 'e' || p.text[p.pos] == 'E') {
		p.pos++
		if p.pos < len(p.text) && (p.text[p.pos] == '+' || p.text[p.pos] == '-') {
			p.pos++
		}
		if p.digits() == 0 {
			return p.fail("a digit was expected")
		}
	}
	return nil
}

// digits skips decimal digits and returns their number.
func (p *parser) digits() int {
	start := p.pos
	for p.pos < len(p.text) && '0' <= p.text[p.pos] && p.text[p.pos] <= '9' {
		p.pos++
	}
	return p.pos - start
}

// integer returns the integer from start to here, an int64 if it fits.
func (p *parser) integer(start, digits int) (any, error) {
	text := p.text[start:p.pos]
	if digits < 19 { // any such number fits
		var n int64
		for _, c := range text[len(text)-digits:] {
			n = n*10 + int64(c-'0')
		}
		if text[0] == '-' {
			n = -n
		}
		return n, nil
	}
	if digits > maxDigits {
		return nil, p.fail(fmt.Sprintf("the integer before this has more than %d digits", maxDigits))
	}
	n, _ := new(big.Int).SetString(string(text), 10) // only digits: cannot fail
	if n.IsInt64() {
		return n.Int64(), nil
	}
	return n, nil
}

// string reads a string in quotes.
func (p *parser) string() (string, error) {
	p.pos++
	start := p.pos
	ascii := true
	for ; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == '"':
			s := p.text[start:p.pos]
			if !ascii && !utf8.Valid(s) {
				return "", p.fail("the string before this is not UTF-8")
			}
			p.pos++
			return string(s), nil
		case c == '\\':
			return p.escaped(append([]byte(nil), p.text[start:p.pos]...))
		case c < ' ':
			return "", p.fail("control characters must be escaped")
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return "", p.fail("a string has no end")
}

// escaped reads the rest of a string from its first escape on; s is what stands before it.
func (p *parser) escaped(s []byte) (string, error) {
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == '"':
			if !utf8.Valid(s) {
				return "", p.fail("the string before this is not UTF-8")
			}
			p.pos++
			return string(s), nil
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			s = utf8.AppendRune(s, r)
		case c < ' ':
			return "", p.fail("control characters must be escaped")
		default:
			s = append(s, c)
			p.pos++
		}
	}
	return "", p.fail("a string has no end")
}

// escape reads one escape, or two that are a pair of surrogates.
func (p *parser) escape() (rune, error) {
	p.pos++
	if p.pos == len(p.text) {
		return 0, p.fail("a string has no end")
	}
	c := p.text[p.pos]
	p.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'f':
		return '\f', nil
	case 'b':
		return '\b', nil
	case 'u':
		r, ok := p.unit(p.pos)
		if !ok {
			return 0, p.fail("four hexadecimal digits were expected")
		}
		p.pos += 4
		if !utf16.IsSurrogate(r) {
			return r, nil
		}
		if p.pos+1 < len(p.text) && p.text[p.pos] == '\\' && p.text[p.pos+1] == 'u' {
			low, _ := p.unit(p.pos + 2)
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				p.pos += 6
				return pair, nil
			}
		}
		return utf8.RuneError, nil
	}
	p.pos--
	return 0, p.fail("this escape is unknown")
}

// unit reads the four hexadecimal digits of an escape at from.
func (p *parser) unit(from int) (rune, bool) {
	if from+4 > len(p.text) {
		return 0, false
	}
	var raw [2]byte
	if _, err := hex.Decode(raw[:], p.text[from:from+4]); err != nil {
		return 0, false
	}
	return rune(raw[0])<<8 | rune(raw[1]), true
}

package jinja

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// bytesObject is Python's bytes: what encode and to_bytes give.
type bytesObject struct{ of string }

var _ interface {
	iterable
	itemised
	sized
	equatable
	represented
} = (*bytesObject)(nil)

func (*bytesObject) typeName() string { return "bytes" }

func (b *bytesObject) length(*run) int { return len(b.of) }

func (b *bytesObject) item(_ *run, key value) (value, bool) {
	switch key.ref.(type) {
	case intTag, boolTag:
		i := key.int()
		if i < 0 {
			i += int64(len(b.of))
		}
		if i >= 0 && i < int64(len(b.of)) {
			return intValue(int(b.of[i])), true
		}
	}
	return value{}, false
}

func (b *bytesObject) iterate(*run) iterator {
	at := 0
	return iteratorFunc(func(*run) (value, bool) {
		if at >= len(b.of) {
			return value{}, false
		}
		at++
		return intValue(int(b.of[at-1])), true
	})
}

func (b *bytesObject) equal(_ *run, other value) bool {
	o, is := other.ref.(*bytesObject)
	return is && o.of == b.of
}

func (b *bytesObject) appendRepr(_ *run, dst []byte) []byte {
	quote := byte('\'')
	if strings.IndexByte(b.of, '\'') >= 0 && strings.IndexByte(b.of, '"') < 0 {
		quote = '"'
	}
	dst = append(dst, 'b', quote)
	for i := range len(b.of) {
		dst = appendASCIIRepr(dst, b.of[i], quote)
	}
	return append(dst, quote)
}

var bytesMethods = methodTable(
	methodOfNamed("decode", []string{"encoding", "errors"}, 2, func(_ *run, self value, a []value) value {
		return text(decode(self.ref.(*bytesObject).of, codecOf(a)))
	}),
	methodOfNone("bytes", "hex", func(_ *run, self value, _ []value) value {
		return text(fmt.Sprintf("%x", self.ref.(*bytesObject).of))
	}),
)

// codec is how texts become bytes, and what happens to a character that it lacks.
type codec struct{ name, errors string }

// codecOf reads the arguments of encode and decode.
func codecOf(a []value) codec {
	c := codec{"utf-8", "strict"}
	if v := argAt(a, 0); !v.isMissing() {
		c.name = codecArgument("encoding", v)
	}
	if v := argAt(a, 1); !v.isMissing() {
		c.errors = codecArgument("errors", v)
	}
	name := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(c.name))
	switch name {
	case "utf-8", "utf8":
		c.name = "utf-8"
	case "ascii", "us-ascii":
		c.name = "ascii"
	case "latin-1", "latin1", "iso-8859-1":
		c.name = "latin-1"
	case "utf-16-le", "utf-16le":
		c.name = "utf-16-le"
	default:
		panic(errorf(kindLookupError, "unknown encoding: %s", c.name))
	}
	return c
}

func codecArgument(name string, v value) string {
	s, is := v.asText()
	if !is {
		panic(errorf(kindTypeError, "encode() argument '%s' must be str, not %s", name, typeName(v)))
	}
	return s
}

func strEncode(_ *run, self value, a []value) value {
	s, c := self.text(), codecOf(a)
	switch c.name {
	case "utf-8":
		return fromObject(&bytesObject{s})
	case "utf-16-le":
		var dst []byte
		for _, unit := range utf16.Encode([]rune(s)) {
			dst = append(dst, byte(unit), byte(unit>>8))
		}
		return fromObject(&bytesObject{string(dst)})
	}
	most := rune(0x7f)
	if c.name == "latin-1" {
		most = 0xff
	}
	var dst []byte
	at := 0
	for _, char := range s {
		if char <= most {
			dst = append(dst, byte(char))
		} else {
			dst = c.appendLacking(dst, char, at)
		}
		at++
	}
	return fromObject(&bytesObject{string(dst)})
}

// appendLacking appends what stands for a character that the codec has not.
func (c codec) appendLacking(dst []byte, char rune, at int) []byte {
	switch c.errors {
	case "ignore":
		return dst
	case "replace":
		return append(dst, '?')
	case "xmlcharrefreplace":
		return append(strconv.AppendInt(append(dst, "&#"...), int64(char), 10), ';')
	case "backslashreplace":
		return appendHexRepr(dst, char)
	case "strict":
		limit := 128
		if c.name == "latin-1" {
			limit = 256
		}
		panic(errorf("UnicodeEncodeError", "'%s' codec can't encode character '%s' in position %d: ordinal not in range(%d)", c.name, appendHexRepr(nil, char), at, limit))
	}
	panic(errorf(kindLookupError, "unknown error handler name '%s'", c.errors))
}

func decode(s string, c codec) string {
	var b strings.Builder
	switch c.name {
	case "latin-1":
		for i := range len(s) {
			b.WriteRune(rune(s[i]))
		}
		return b.String()
	case "utf-16-le":
		units := make([]uint16, len(s)/2)
		for i := range units {
			units[i] = uint16(s[2*i]) | uint16(s[2*i+1])<<8
		}
		return string(utf16.Decode(units))
	}
	for i := 0; i < len(s); {
		char, size := utf8.DecodeRuneInString(s[i:])
		if (char == utf8.RuneError && size == 1) || c.name == "ascii" && s[i] >= utf8.RuneSelf {
			size = 1
			b.WriteString(c.undecodable(s[i], i))
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// undecodable is what stands for a byte that is no text in the codec.
func (c codec) undecodable(b byte, at int) string {
	switch c.errors {
	case "ignore":
		return ""
	case "replace":
		return "\ufffd"
	case "backslashreplace":
		return string(appendHexRepr(nil, rune(b)))
	case "strict":
		panic(errorf("UnicodeDecodeError", "'%s' codec can't decode byte 0x%02x in position %d", c.name, b, at))
	}
	panic(errorf(kindLookupError, "unknown error handler name '%s'", c.errors))
}

// intToBytes is int.to_bytes.
func intToBytes(r *run, self value, a []value) value {
	length, little, signed := 1, false, false
	if v := argAt(a, 0); !v.isMissing() {
		length = asSize(v)
	}
	if v := argAt(a, 1); !v.isMissing() {
		switch s, _ := v.asText(); s {
		case "little":
			little = true
		case "big":
		default:
			panic(errorf(kindValueError, "byteorder must be either 'little' or 'big'"))
		}
	}
	if v := argAt(a, 2); !v.isMissing() {
		signed = truth(r, v)
	}
	if length < 0 {
		panic(errorf(kindValueError, "length argument must be non-negative"))
	}
	r.room(length)
	return fromObject(&bytesObject{string(twosComplement(self, length, little, signed))})
}

func twosComplement(self value, length int, little, signed bool) []byte {
	n := asBig(self)
	if n.Sign() < 0 && !signed {
		panic(errorf(kindOverflow, "can't convert negative int to unsigned"))
	}
	bits := n.BitLen()
	if signed {
		if n.Sign() < 0 {
			bits = new(big.Int).Not(n).BitLen()
		}
		bits++
	}
	if bits > length*8 {
		panic(errorf(kindOverflow, "int too big to convert"))
	}
	if n.Sign() < 0 {
		n = new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), uint(length*8)))
	}
	made := n.FillBytes(make([]byte, length))
	if little {
		slices.Reverse(made)
	}
	return made
}

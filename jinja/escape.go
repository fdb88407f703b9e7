package jinja

import "math/big"

// escapes are the bytes that MarkupSafe replaces.
var escapes = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;"}

// appendEscapedText appends s with its &, <, >, " and ' escaped.
func appendEscapedText(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		for i+8 <= len(s) && !mayNeedEscape(load8(s[i:i+8])) {
			i += 8
		}
		if i == len(s) {
			break
		}
		if c := s[i]; c <= '>' && escapes[c] != "" {
			dst = append(append(dst, s[from:i]...), escapes[c]...)
			from = i + 1
		}
	}
	return append(dst, s[from:]...)
}

// load8 is eight bytes in a word, in one instruction.
func load8(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// mayNeedEscape tells whether one of eight bytes is among " & ' < > or #: with two bits
// set, " # & ' are the same, and with one < and >.
func mayNeedEscape(word uint64) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	quotes := (word | 0x05*each) ^ '\''*each
	angles := (word | 0x02*each) ^ '>'*each
	return ((quotes-each)&^quotes|(angles-each)&^angles)&high != 0
}

// needsEscape tells whether appendEscapedText would change s.
func needsEscape(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= '>' && escapes[c] != "" {
			return true
		}
	}
	return false
}

// escapeText is s escaped; s itself where nothing is to escape.
func escapeText(s string) string {
	if !needsEscape(s) {
		return s
	}
	return string(appendEscapedText(make([]byte, 0, len(s)+16), s))
}

// appendEscaped appends what {{ v }} writes where autoescape is on.
func appendEscaped(r *run, dst []byte, v value) []byte {
	switch v.ref.(type) {
	case textPtr:
		return appendEscapedText(dst, v.text())
	case markupPtr:
		return append(dst, v.text()...)
	case intTag, boolTag, floatTag, noneTag, *big.Int:
		return appendStr(r, dst, v)
	}
	if s, is := htmlOf(r, v); is {
		return append(dst, s...)
	}
	from := len(dst)
	dst = appendStr(r, dst, v)
	if added := string(dst[from:]); needsEscape(added) {
		dst = appendEscapedText(dst[:from], added)
	}
	return dst
}

// htmlOf is what v's __html__ gives.
func htmlOf(r *run, v value) (string, bool) {
	switch x := v.ref.(type) {
	case markupPtr:
		return v.text(), true
	case nil, textPtr, intTag, boolTag, floatTag, noneTag, *big.Int, *List, *tuple, *Dict:
		return "", false
	case *undefined:
		return "", x.mode == ChainableUndefined
	case hypertext:
		return x.html(r), true
	case object:
		return "", false
	}
	return hostHTML(r, v.ref)
}

// escapeOf is markupsafe's escape of any value, as a text.
func escapeOf(r *run, v value) string {
	switch v.ref.(type) {
	case textPtr:
		return escapeText(v.text())
	case markupPtr:
		return v.text()
	}
	if s, is := htmlOf(r, v); is {
		return s
	}
	return escapeText(strOf(r, v))
}

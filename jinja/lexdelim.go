package jinja

import (
	"strings"
	"unicode/utf8"
)

// nearest is the delimiter that comes next, nil if there is none any more.
func (l *lexer) nearest() (first *delimiter) {
	for i := range l.count {
		d := &l.delims[i]
		if d.start < l.at {
			l.find(d)
		}
		if d.start != nowhere && (first == nil || d.start < first.start) {
			first = d
		}
	}
	return first
}

// blockAt is the delimiter of blocks if one begins there.
func (l *lexer) blockAt(start int) (*delimiter, bool) {
	for i := range l.count {
		if d := &l.delims[i]; d.state == inBlock {
			return d, d.start == start
		}
	}
	return nil, false
}

// find looks for the next place of d.
func (l *lexer) find(d *delimiter) {
	switch d.state {
	case inLineStatement:
		l.findLineStatement(d)
	case inLineComment:
		l.findLineComment(d)
	default:
		l.found(d, l.index(l.at, d.text), len(d.text))
	}
}

func (l *lexer) found(d *delimiter, start, length int) {
	d.start, d.end = start, start
	if start != nowhere {
		d.end += length
	}
}

func (l *lexer) index(from int, text string) int {
	if i := strings.Index(l.source[from:], text); i >= 0 {
		return from + i
	}
	return nowhere
}

// findLineStatement: it stands at the beginning of a line, with nothing but blanks in
// front.
func (l *lexer) findLineStatement(d *delimiter) {
	start := l.at
	for start < len(l.source) {
		if start == 0 || l.source[start-1] == '\n' {
			end := start
			for end < len(l.source) && (l.source[end] == ' ' || l.source[end] == '\t' || l.source[end] == '\v') {
				end++
			}
			if strings.HasPrefix(l.source[end:], d.text) {
				l.found(d, start, end-start+len(d.text))
				return
			}
			start = end
		}
		i := strings.IndexByte(l.source[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	d.start, d.end = nowhere, nowhere
}

// findLineComment: it takes the blanks in front of it along, which begin at the beginning
// of a line or behind what is no blank.
func (l *lexer) findLineComment(d *delimiter) {
	for from := l.at; ; {
		at := l.index(from, d.text)
		if at == nowhere {
			l.found(d, nowhere, 0)
			return
		}
		start := at
		for start > from {
			r, size := utf8.DecodeLastRuneInString(l.source[from:start])
			if r == '\n' || !isSpace(r) {
				break
			}
			start -= size
		}
		before, _ := utf8.DecodeLastRuneInString(l.source[:start])
		if start == 0 || before == '\n' || !isSpace(before) {
			l.found(d, start, at-start+len(d.text))
			return
		}
		_, size := utf8.DecodeRuneInString(l.source[at:])
		from = at + size
	}
}

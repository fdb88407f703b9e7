package jinja

import (
	"slices"
	"strconv"
)

// segment is a piece of a page: text, and a value behind it unless it is the last.
type segment struct {
	text  string
	value eval
	call  func(f *frame) (value, bool) // in place of value, for a call
	pos   pos
}

// output compiles text and {{ … }} in a row.
func (c *compiler) output(n *outputStmt, p *place) exec {
	if p.outputCheck && c.knownExtends {
		return nil
	}
	segments := c.segments(n.nodes, p)
	if len(segments) == 0 {
		return nil
	}
	x := c.write(segments)
	if p.outputCheck {
		shown := x
		x = func(f *frame) signal {
			if !f.extends() {
				shown(f)
			}
			return next
		}
	}
	return x
}

// write compiles the writing of segments. The commonest shapes have a function of their own.
func (c *compiler) write(segments []segment) exec {
	first := segments[0]
	plain := !c.autoescape && !c.volatile && c.env.config.Finalize == nil
	switch {
	case len(segments) == 1 && first.value == nil && first.call == nil && len(first.text) == 1:
		char := first.text[0]
		return func(f *frame) signal {
			r := f.r
			if r.out = append(r.out, char); len(r.out) >= r.flushAt {
				r.full()
			}
			return next
		}
	case len(segments) == 1 && first.value == nil && first.call == nil:
		return func(f *frame) signal {
			r := f.r
			r.out = append(r.out, first.text...)
			if len(r.out) >= r.flushAt {
				r.full()
			}
			return next
		}
	case len(segments) == 1 && first.value != nil && plain:
		text, value, at := first.text, first.value, first.pos
		return func(f *frame) signal {
			r := f.r
			if text != "" {
				r.out = append(r.out, text...)
			}
			f.line, f.at = at.line, at
			if v := value(f); v.isInt() {
				r.out = appendInt(r.out, v.int())
			} else {
				writeText(f, v)
			}
			if len(r.out) >= r.flushAt {
				r.full()
			}
			return next
		}
	}
	write := c.writer()
	return func(f *frame) signal {
		r := f.r
		for i := range segments {
			s := &segments[i]
			r.out = append(r.out, s.text...)
			if s.value != nil {
				f.line, f.at = s.pos.line, s.pos
				write(f, s.value(f))
			} else if s.call != nil {
				f.line, f.at = s.pos.line, s.pos
				if v, printed := s.call(f); !printed {
					write(f, v)
				}
			}
		}
		if len(r.out) >= r.flushAt {
			r.full()
		}
		return next
	}
}

// extends tells whether the template has a parent by now. A recursive loop asks for the
// function around it.
func (f *frame) extends() bool {
	for ; f != nil; f = f.outer {
		if f.parent != nil {
			return true
		}
	}
	return false
}

// segments joins what is constant.
func (c *compiler) segments(nodes []expr, p *place) []segment {
	var list []segment
	pending := ""
	for _, n := range nodes {
		if s, is := c.constantOutput(n); is {
			pending += s
			continue
		}
		c.line = n.where().line
		s := segment{text: pending, pos: n.where()}
		if call, is := n.(*callExpr); is && c.env.config.Sandbox == nil {
			s.call = c.callOut(call, p, c.autoescape || c.volatile || c.env.config.Finalize != nil)
		} else {
			s.value = c.expr(n, p)
		}
		pending = ""
		list = append(list, s)
	}
	if pending != "" {
		list = append(list, segment{text: pending})
	}
	return list
}

// constantOutput is the text that n always writes.
func (c *compiler) constantOutput(n expr) (string, bool) {
	if data, is := n.(*dataExpr); is {
		return data.text, true
	}
	if c.env.config.Finalize != nil || !isConstant(n) {
		return "", false
	}
	var out []byte
	failed := attempt(func() {
		f := &frame{r: c.scratch, scope: &scope{t: c.t, eval: &evalContext{}}, code: &code{t: c.t}}
		v := c.expr(n, &place{sym: newSymbols(nil, &unit{}), unit: &unit{}})(f)
		if c.autoescape {
			out = appendEscaped(c.scratch, nil, v)
		} else {
			out = appendStr(c.scratch, nil, v)
		}
	})
	return string(out), failed == nil && len(out) <= maxConstant
}

// maxConstant is how long a text may be that is made when a template is compiled.
const maxConstant = 1 << 10

// isConstant tells whether the expression is made of constants, by operators that are
// quick.
func isConstant(n expr) bool {
	constant := true
	walkExpr(n, func(e expr) bool {
		switch e := e.(type) {
		case *constExpr, *tupleExpr, *listExpr, *dictExpr, *compareExpr, *notExpr, *andExpr, *orExpr, *unaryExpr:
		case *binaryExpr:
			constant = constant && (e.op == "+" || e.op == "-" || e.op == "/" || e.op == "//")
		case *condExpr:
			constant = constant && e.other != nil
		default:
			constant = false
		}
		return constant
	})
	return constant
}

// writer writes a value the way that the place asks for.
func (c *compiler) writer() func(f *frame, v value) {
	write := writeText
	switch {
	case c.volatile:
		write = func(f *frame, v value) {
			if f.scope.eval.autoescape {
				writeEscaped(f, v)
			} else {
				writeText(f, v)
			}
		}
	case c.autoescape:
		write = writeEscaped
	}
	finalize := c.env.config.Finalize
	if finalize == nil {
		return write
	}
	return func(f *frame, v value) { write(f, fromAny(finalize(toAny(f.r, v)))) }
}

// writeEscaped writes {{ v }} where autoescape is on.
func writeEscaped(f *frame, v value) {
	r := f.r
	switch v.ref.(type) {
	case textPtr:
		r.out = appendEscapedText(r.out, v.text())
	case markupPtr:
		r.out = append(r.out, v.text()...)
	case intTag:
		r.out = appendInt(r.out, v.int())
	default:
		r.out = appendEscaped(r, r.out, v)
	}
}

// writeText writes {{ v }} where it is off.
func writeText(f *frame, v value) {
	r := f.r
	switch v.ref.(type) {
	case textPtr, markupPtr:
		r.out = append(r.out, v.text()...)
	case intTag:
		r.out = appendInt(r.out, v.int())
	default:
		r.out = appendStr(r, r.out, v)
	}
}

// appendInt appends n in decimal. It is strconv.AppendInt without a buffer in between for the
// numbers that pages have.
func appendInt(dst []byte, n int64) []byte {
	if n < 0 || n >= 1e8 {
		return strconv.AppendInt(dst, n, 10)
	}
	if n < 10 {
		return append(dst, '0'+byte(n))
	}
	u := uint32(n)
	size := 2
	for limit := uint32(100); size < 8 && u >= limit; limit *= 10 {
		size++
	}
	at := len(dst)
	dst = slices.Grow(dst, size)[:at+size]
	digits := dst[at : at+size]
	for i := size - 1; i >= 0; i-- {
		q := u / 10
		digits[i] = '0' + byte(u-q*10)
		u = q
	}
	return dst
}

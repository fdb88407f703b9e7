package jinja

import "strings"

// escapeFilters are the filters about markup.
func escapeFilters() map[string]filterFunc {
	escape := alone("escape", "", 1, escaped)
	return map[string]filterFunc{
		"e":      escape,
		"escape": escape,
		"forceescape": alone("do_forceescape", "value", 1, func(r *run, in value) value {
			s, has := htmlOf(r, in)
			if !has {
				s = strOf(r, in)
			}
			return markup(escapeText(s))
		}),
		"join":    filterJoin,
		"replace": filterReplace,
		"safe": alone("do_mark_safe", "value", 1, func(r *run, in value) value {
			if s, has := htmlOf(r, in); has {
				return markup(s)
			}
			return markup(strOf(r, in))
		}),
		"xmlattr": filterXMLAttr,
	}
}

var replaceParams = params("do_replace", "s", 2, "old", "new", "count")

func filterReplace(r *run, in value, a *args) value {
	var p [3]value
	replaceParams.bind(a, 2, p[:])
	old, new, count := p[0], p[1], p[2]
	if !count.isGiven() {
		count = integer(-1)
	}
	if !r.autoescape() {
		return callMethod(r, text(strOf(r, in)), "replace", text(strOf(r, old)), text(strOf(r, new)), count)
	}
	if hasHypertext(r, old) || hasHypertext(r, new) && !hasHypertext(r, in) {
		in = escaped(r, in)
	} else {
		in = softText(r, in)
	}
	return callMethod(r, in, "replace", softText(r, old), softText(r, new), count)
}

var joinParams = params("sync_do_join", "value", 0, "d", "attribute")

// filterJoin joins the values as texts. Where the template escapes, a Markup among the
// values or between them makes a Markup of the whole, for which the others are escaped.
func filterJoin(r *run, in value, a *args) value {
	var p [2]value
	joinParams.bind(a, 2, p[:])
	between := p[0].or(emptyText)
	var each *getter
	if p[1].isGiven() {
		each = newGetter(r, p[1])
	}
	if !r.autoescape() {
		j := joining{separator: strOf(r, between)}
		return text(j.join(r, in, each, appendStr))
	}
	if between.isMarkup() {
		j := joining{separator: between.text()}
		return markup(j.join(r, in, each, appendSoftEscaped))
	}
	if hasHypertext(r, between) {
		j := joining{separator: strOf(r, between)}
		return text(j.join(r, in, each, appendStr))
	}
	return joinMixed(r, in, between, each)
}

// joining joins values to a text.
type joining struct{ separator string }

// join appends each value with write.
func (j joining) join(r *run, in value, each *getter, write func(*run, []byte, value) []byte) string {
	var out []byte
	from := iterate(r, in)
	for i := 0; ; i++ {
		v, more := from.next(r)
		if !more {
			return string(out)
		}
		r.step(1)
		if i > 0 {
			out = append(out, j.separator...)
		}
		if each != nil {
			v = each.get(r, v)
		}
		out = write(r, out, v)
		r.growing(len(out))
	}
}

// appendSoftEscaped appends what Markup.join makes of soft_str(v): an object with markup
// of its own is read as its text.
func appendSoftEscaped(r *run, dst []byte, v value) []byte {
	if v.isMarkup() {
		return append(dst, v.text()...)
	}
	if s, is := v.asText(); is {
		return appendEscapedText(dst, s)
	}
	return appendEscapedText(dst, strOf(r, v))
}

// joinMixed joins by a str where the template escapes: only the values can tell whether
// the whole is markup.
func joinMixed(r *run, in, between value, each *getter) value {
	var values []value
	if n, sized := lengthOf(r, in); sized {
		values = make([]value, 0, min(n, 1<<10))
	}
	from, is, size := iterate(r, in), false, 0
	for v, more := from.next(r); more; v, more = from.next(r) {
		r.step(1)
		if each != nil {
			v = each.get(r, v)
		}
		if hasHypertext(r, v) {
			is = true
		} else {
			v = softText(r, v)
		}
		values = append(values, v)
		size += len(v.text())
	}
	separator := strOf(r, between)
	if is {
		separator = escaped(r, between).text()
	}
	size += len(values) * len(separator)
	r.room(size)
	out := make([]byte, 0, size)
	for i, v := range values {
		if i > 0 {
			out = append(out, separator...)
		}
		if is {
			out = appendEscaped(r, out, v)
		} else {
			out = append(out, v.text()...)
		}
		r.growing(len(out))
	}
	if is {
		return markup(string(out))
	}
	return text(string(out))
}

var xmlattrParams = params("do_xmlattr", "d", 0, "autospace")

// filterXMLAttr writes a dict as attributes. A key cannot be escaped, so one that would
// end the attribute's name is refused.
func filterXMLAttr(r *run, in value, a *args) value {
	var p [1]value
	xmlattrParams.bind(a, 2, p[:])
	var out []byte
	for _, kv := range pairsOf(r, in) {
		r.step(1)
		if kv.value.isNone() || kv.value.undefined() != nil {
			continue
		}
		key, is := kv.key.asText()
		if !is {
			panic(errorf(kindTypeError, "expected string or bytes-like object, got '%s'", typeName(kv.key)))
		}
		if strings.ContainsAny(key, " \t\n\r\f\v/>=") {
			panic(errorf(kindValueError, "Invalid character in attribute name: %s", reprOf(r, kv.key)))
		}
		out = append(out, ' ')
		out = appendEscaped(r, out, kv.key)
		out = append(out, '=', '"')
		out = appendEscaped(r, out, kv.value)
		out = append(out, '"')
		r.growing(len(out))
	}
	if len(out) > 0 && !p[0].isMissing() && !truth(r, p[0]) {
		out = out[1:]
	}
	if r.autoescape() {
		return markup(string(out))
	}
	return text(string(out))
}

package jinja

import "strings"

// getter reads an attribute that a template names by a path: "address.city", "rows.0".
type getter struct {
	parts    []value
	fold     bool  // texts are compared without regard to case
	fallback value // for what is undefined on the way; missing: there is none
}

// newGetter is a getter for what attribute names; None and missing name the value itself.
func newGetter(r *run, attribute value) *getter { return &getter{parts: pathParts(r, attribute)} }

// foldingGetter is a getter of keys to compare.
func foldingGetter(r *run, attribute, caseSensitive value) *getter {
	g := newGetter(r, attribute)
	g.fold = !argTrue(r, caseSensitive)
	return g
}

// argTrue is the truth of an argument that is false when it is not given.
func argTrue(r *run, v value) bool { return !v.isMissing() && truth(r, v) }

func pathParts(r *run, attribute value) []value {
	if !attribute.isGiven() {
		return nil
	}
	path, is := attribute.asText()
	if !is {
		return []value{attribute}
	}
	parts := make([]value, 0, strings.Count(path, ".")+1)
	for part := range strings.SplitSeq(path, ".") {
		parts = append(parts, pathPart(r, part))
	}
	return parts
}

// pathPart is an index when it has only digits.
func pathPart(r *run, part string) value {
	digits := part != "" && strings.Trim(part, "0123456789") == ""
	if !digits && !isASCII(part) {
		digits = truth(r, callMethod(r, text(part), "isdigit"))
	}
	if !digits {
		return text(part)
	}
	n := parseInt(part, 10)
	if n.isMissing() {
		panic(errorf(kindValueError, "invalid literal for int() with base 10: %s", reprOf(r, text(part))))
	}
	return n
}

// get reads the attribute of v.
func (g *getter) get(r *run, v value) value {
	r.tick()
	for _, part := range g.parts {
		v = getItem(r, v, part)
		if g.fallback.isGiven() && v.undefined() != nil {
			v = g.fallback
		}
	}
	if g.fold {
		return folded(r, v)
	}
	return v
}

// folded is v in lower case, when it is a text.
func folded(r *run, v value) value {
	s, is := v.asText()
	if len(s) > longText {
		r.tick()
	}
	switch {
	case !is:
		return v
	case isASCII(s):
		return text(strings.ToLower(s)) // itself when there is nothing to change
	}
	return callMethod(r, v, "lower")
}

// newGetters are getters for attributes that a text names between commas.
func newGetters(r *run, attribute, caseSensitive value) []*getter {
	path, is := attribute.asText()
	if !is {
		return []*getter{foldingGetter(r, attribute, caseSensitive)}
	}
	var getters []*getter
	for part := range strings.SplitSeq(path, ",") {
		getters = append(getters, foldingGetter(r, text(part), caseSensitive))
	}
	return getters
}

package jinja

import "time"

// hostOperation is a op b where one of them is a Go value: times and durations under + and
// -, slices as lists under + and *, named numbers and texts as plain ones under all. again
// is the operator, for what the values are at heart. false: none of this.
func hostOperation(r *run, op string, a, b value, again func(r *run, a, b value) value) (value, bool) {
	if a.kind() != kindHost && b.kind() != kindHost {
		return value{}, false
	}
	if v, is := timeOperation(op, a, b); is {
		return v, true
	}
	x, y := hostOperand(r, op, a), hostOperand(r, op, b)
	if x.kind() == kindHost || y.kind() == kindHost {
		return value{}, false
	}
	return again(r, x, y), true
}

// hostOperand is what a Go value is to an operator; other values as they are.
func hostOperand(r *run, op string, v value) value {
	if v.kind() != kindHost {
		return v
	}
	if (op == "+" || op == "*") && hostSequence(v.ref) {
		return newList(sequenceItems(r, v.ref))
	}
	if _, is := hostHTML(r, v.ref); is {
		return v // which is no plain text
	}
	return atHeart(v)
}

// timeOperation adds and subtracts times and durations.
func timeOperation(op string, a, b value) (value, bool) {
	t, isTime := timeOf(a.ref)
	d, isDuration := durationOf(a.ref)
	u, otherTime := timeOf(b.ref)
	e, otherDuration := durationOf(b.ref)
	switch {
	case op == "-" && isTime && otherTime:
		return value{ref: t.Sub(u)}, true
	case op == "-" && isTime && otherDuration:
		return value{ref: t.Add(-e)}, true
	case op == "-" && isDuration && otherDuration:
		return value{ref: d - e}, true
	case op == "+" && isTime && otherDuration:
		return value{ref: t.Add(e)}, true
	case op == "+" && isDuration && otherTime:
		return value{ref: u.Add(d)}, true
	case op == "+" && isDuration && otherDuration:
		return value{ref: d + e}, true
	case op == "*" && isDuration && b.isInt():
		return value{ref: d * time.Duration(b.int())}, true
	case op == "*" && a.isInt() && otherDuration:
		return value{ref: e * time.Duration(a.int())}, true
	}
	return value{}, false
}

package jinja

// directCall calls the commonest kinds of functions without reflection; nil: f is another.
func directCall(f any) goCall {
	switch f := f.(type) {
	case func(string) string:
		return direct1(stringAt, f, text)
	case func(string) Markup:
		return direct1(stringAt, f, markupValue)
	case func(string) bool:
		return direct1(stringAt, f, boolean)
	case func(string) int:
		return direct1(stringAt, f, intValue)
	case func(any) any:
		return direct1(anyAt, f, fromAny)
	case func(any) string:
		return direct1(anyAt, f, text)
	case func(any) Markup:
		return direct1(anyAt, f, markupValue)
	case func(any) bool:
		return direct1(anyAt, f, boolean)
	case func(float64) float64:
		return direct1(floatAt, f, float)
	case func(float64) string:
		return direct1(floatAt, f, text)
	case func(int) int:
		return direct1(intAt, f, intValue)
	case func(int) bool:
		return direct1(intAt, f, boolean)
	case func(int) string:
		return direct1(intAt, f, text)
	case func() string:
		return direct0(f, text)
	case func() any:
		return direct0(f, fromAny)
	case func() Markup:
		return direct0(f, markupValue)
	case func() bool:
		return direct0(f, boolean)
	case func(string, string) string:
		return func(r *run, g given) value {
			g.exactly(2)
			return text(f(stringAt(r, g, 0), stringAt(r, g, 1)))
		}
	}
	return nil
}

func direct0[T any](f func() T, result func(T) value) goCall {
	return func(_ *run, g given) value {
		g.exactly(0)
		return result(f())
	}
}

func direct1[A, T any](argument func(r *run, g given, i int) A, f func(A) T, result func(T) value) goCall {
	return func(r *run, g given) value {
		g.exactly(1)
		return result(f(argument(r, g, 0)))
	}
}

func markupValue(m Markup) value { return markup(string(m)) }

func anyAt(r *run, g given, i int) any { return toAny(r, g.at(i)) }

func stringAt(r *run, g given, i int) string {
	v := g.at(i)
	s, is := v.asText()
	if !is {
		if s, is = atHeart(v).asText(); !is {
			panic(g.wrong(r, i, "str", v))
		}
	}
	return s
}

func intAt(r *run, g given, i int) int {
	v := g.at(i)
	n, is := exactInt(v)
	if !is || int64(int(n)) != n {
		panic(g.wrong(r, i, "int", v))
	}
	return int(n)
}

func floatAt(r *run, g given, i int) float64 {
	v := g.at(i)
	f, is := exactFloat(v)
	if !is {
		panic(g.wrong(r, i, "float", v))
	}
	return f
}

// wrong is why v cannot be argument i, which counts from 0.
func (g given) wrong(r *run, i int, want string, v value) *Error {
	if u := v.undefined(); u != nil {
		return u.fail(r)
	}
	got := "None"
	if !v.isNone() {
		got = typeName(v)
	}
	return errorf(kindTypeError, "%s() argument %d must be %s, not %s", g.called(), i+1, want, got)
}

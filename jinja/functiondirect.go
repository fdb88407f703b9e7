package jinja

// directCall calls the commonest kinds of functions without reflection; nil: f is another.
func directCall(name string, f any) goCall {
	switch f := f.(type) {
	case func(string) string:
		return direct1(name, stringAt, f, text)
	case func(string) Markup:
		return direct1(name, stringAt, f, markupValue)
	case func(string) bool:
		return direct1(name, stringAt, f, boolean)
	case func(string) int:
		return direct1(name, stringAt, f, intValue)
	case func(any) any:
		return direct1(name, anyAt, f, fromAny)
	case func(any) string:
		return direct1(name, anyAt, f, text)
	case func(any) Markup:
		return direct1(name, anyAt, f, markupValue)
	case func(any) bool:
		return direct1(name, anyAt, f, boolean)
	case func(float64) float64:
		return direct1(name, floatAt, f, float)
	case func(float64) string:
		return direct1(name, floatAt, f, text)
	case func(int) int:
		return direct1(name, intAt, f, intValue)
	case func(int) bool:
		return direct1(name, intAt, f, boolean)
	case func(int) string:
		return direct1(name, intAt, f, text)
	case func() string:
		return direct0(name, f, text)
	case func() any:
		return direct0(name, f, fromAny)
	case func() Markup:
		return direct0(name, f, markupValue)
	case func() bool:
		return direct0(name, f, boolean)
	case func(string, string) string:
		return func(r *run, g *given) value {
			g.exactly(name, 2)
			return text(f(stringAt(r, name, g, 0), stringAt(r, name, g, 1)))
		}
	}
	return nil
}

func direct0[T any](name string, f func() T, result func(T) value) goCall {
	return func(_ *run, g *given) value {
		g.exactly(name, 0)
		return result(f())
	}
}

func direct1[A, T any](name string, argument func(r *run, name string, g *given, i int) A, f func(A) T, result func(T) value) goCall {
	return func(r *run, g *given) value {
		g.exactly(name, 1)
		return result(f(argument(r, name, g, 0)))
	}
}

func markupValue(m Markup) value { return markup(string(m)) }

func anyAt(r *run, _ string, g *given, i int) any { return toAny(r, g.at(i)) }

func stringAt(r *run, name string, g *given, i int) string {
	v := g.at(i)
	s, is := v.asText()
	if !is {
		if s, is = atHeart(v).asText(); !is {
			panic(wrongArgument(r, name, i, "str", v))
		}
	}
	return s
}

func intAt(r *run, name string, g *given, i int) int {
	v := g.at(i)
	n, is := exactInt(v)
	if !is || int64(int(n)) != n {
		panic(wrongArgument(r, name, i, "int", v))
	}
	return int(n)
}

func floatAt(r *run, name string, g *given, i int) float64 {
	v := g.at(i)
	f, is := exactFloat(v)
	if !is {
		panic(wrongArgument(r, name, i, "float", v))
	}
	return f
}

// wrongArgument is why v cannot be argument i, which counts from 0.
func wrongArgument(r *run, name string, i int, want string, v value) *Error {
	if u := v.undefined(); u != nil {
		return u.fail(r)
	}
	got := "None"
	if !v.isNone() {
		got = typeName(v)
	}
	return errorf(kindTypeError, "%s() argument %d must be %s, not %s", name, i+1, want, got)
}

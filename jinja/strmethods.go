package jinja

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// strMethods are the methods of str; those of a Markup that differ are markupMethods.
var strMethods = methodTable(
	textMethod("capitalize", capitalText),
	textMethod("casefold", foldText),
	textMethod("lower", lowerText),
	textMethod("swapcase", swapText),
	textMethod("title", titleText),
	textMethod("upper", upperText),

	testMethod("isalnum", everyCharacter(isAlphanumeric)),
	testMethod("isalpha", everyCharacter(isAlphabetic)),
	testMethod("isascii", isASCII),
	testMethod("isdecimal", everyCharacter(isDecimalDigit)),
	testMethod("isdigit", everyCharacter(isDigitCharacter)),
	testMethod("isidentifier", isIdentifier),
	testMethod("islower", isLowerText),
	testMethod("isnumeric", everyCharacter(isNumericCharacter)),
	testMethod("isprintable", func(s string) bool { return s == "" || everyCharacter(isPrintable)(s) }),
	testMethod("isspace", everyCharacter(isSpace)),
	testMethod("istitle", isTitleText),
	testMethod("isupper", isUpperText),

	methodOfSome("str", "center", 1, 2, padMethod((*padding).center)),
	methodOfSome("str", "ljust", 1, 2, padMethod((*padding).left)),
	methodOfSome("str", "rjust", 1, 2, padMethod((*padding).right)),
	methodOfOne("str", "zfill", strZfill),
	methodOfNamed("expandtabs", []string{"tabsize"}, 1, strExpandtabs),

	methodOfSome("str", "strip", 0, 1, stripMethod("strip", true, true)),
	methodOfSome("str", "lstrip", 0, 1, stripMethod("lstrip", true, false)),
	methodOfSome("str", "rstrip", 0, 1, stripMethod("rstrip", false, true)),
	methodOfOne("str", "removeprefix", strRemoveprefix),
	methodOfOne("str", "removesuffix", strRemovesuffix),

	searchMethod("count", strCount),
	searchMethod("find", strFind),
	searchMethod("index", strIndex),
	searchMethod("rfind", strRfind),
	searchMethod("rindex", strRindex),
	searchMethod("startswith", strStartswith),
	searchMethod("endswith", strEndswith),
	methodOfSome("str", "replace", 2, 3, strReplace),

	methodOfNamed("split", []string{"sep", "maxsplit"}, 2, strSplit),
	methodOfNamed("rsplit", []string{"sep", "maxsplit"}, 2, strRsplit),
	methodOfNamed("splitlines", []string{"keepends"}, 1, strSplitlines),
	methodOfOne("str", "partition", strPartition),
	methodOfOne("str", "rpartition", strRpartition),
	methodOfOne("str", "join", strJoin),
	methodOfOne("str", "translate", strTranslate),
	methodOfSome("str", "maketrans", 1, 3, strMaketrans),
	methodOfNamed("encode", []string{"encoding", "errors"}, 2, strEncode),

	&method{"format", func(r *run, self value, a *args) value { return formatFields(r, self, a, value{}) }},
	methodOfOne("str", "format_map", strFormatMap),
)

// textMethod is a method without arguments that gives a text.
func textMethod(name string, f func(s string) string) *method {
	return methodOfNone("str", name, func(_ *run, self value, _ []value) value { return text(f(self.text())) })
}

func testMethod(name string, f func(s string) bool) *method {
	return methodOfNone("str", name, func(_ *run, self value, _ []value) value { return boolean(f(self.text())) })
}

// everyCharacter tests whether there are characters and all of them are so.
func everyCharacter(is func(c rune) bool) func(s string) bool {
	return func(s string) bool {
		for _, c := range s {
			if !is(c) {
				return false
			}
		}
		return s != ""
	}
}

func isLowerText(s string) bool {
	found := false
	for _, c := range s {
		if isUpperCase(c) || unicode.Is(unicode.Lt, c) {
			return false
		}
		found = found || isLowerCase(c)
	}
	return found
}

func isUpperText(s string) bool {
	found := false
	for _, c := range s {
		if isLowerCase(c) || unicode.Is(unicode.Lt, c) {
			return false
		}
		found = found || isUpperCase(c)
	}
	return found
}

// isTitleText tells whether capitals stand only where words begin, and other letters only
// within them.
func isTitleText(s string) bool {
	found, within := false, false
	for _, c := range s {
		switch {
		case isUpperCase(c) || unicode.Is(unicode.Lt, c):
			if within {
				return false
			}
			found, within = true, true
		case isLowerCase(c):
			if !within {
				return false
			}
			found = true
		default:
			within = false
		}
	}
	return found
}

// isIdentifier tells whether s is a name in Python.
func isIdentifier(s string) bool {
	for i, c := range s {
		begins := c == '_' || unicode.IsLetter(c) || unicode.In(c, unicode.Nl, unicode.Other_ID_Start)
		if !begins && (i == 0 || !unicode.In(c, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)) {
			return false
		}
	}
	return s != ""
}

func strRemoveprefix(_ *run, self value, a []value) value {
	return text(strings.TrimPrefix(self.text(), wantedText("removeprefix() argument", a[0])))
}

func strRemovesuffix(_ *run, self value, a []value) value {
	return text(strings.TrimSuffix(self.text(), wantedText("removesuffix() argument", a[0])))
}

// wantedText is the text of an argument; a TypeError for another value. what names it.
func wantedText(what string, v value) string {
	s, is := v.asText()
	if !is {
		if what != "" {
			what += " "
		}
		panic(errorf(kindTypeError, "%smust be str, not %s", what, typeName(v)))
	}
	return s
}

// strTranslate replaces characters by what a table has for their code points.
func strTranslate(r *run, self value, a []value) value {
	var dst []byte
	for _, c := range self.text() {
		with := itemOf(r, a[0], integer(int64(c)))
		switch s, isText := with.asText(); {
		case with.isMissing():
			dst = append(dst, string(c)...)
		case with.isNone():
		case isText:
			dst = append(dst, s...)
		case numericOf(with) == smallInt:
			if with.int() < 0 || with.int() > unicode.MaxRune {
				panic(errorf(kindValueError, "character mapping must be in range(0x110000)"))
			}
			dst = append(dst, string(rune(with.int()))...)
		default:
			panic(errorf(kindTypeError, "character mapping must return integer, None or str"))
		}
	}
	return text(string(dst))
}

// strMaketrans makes a table for translate: of a dict, or of two texts and one of what is
// left out.
func strMaketrans(r *run, _ value, a []value) value {
	table := newDict(0)
	if len(a) == 1 {
		from, is := a[0].ref.(*Dict)
		if !is {
			panic(errorf(kindTypeError, "if you give only one argument to maketrans it must be a dict"))
		}
		for i := range from.len() {
			key, with := from.at(i)
			table.set(r, codePoint(key), with)
		}
		return fromObject(table)
	}
	from := wantedText("maketrans() argument 1", a[0])
	to := charactersOf(wantedText("maketrans() argument 2", a[1]))
	if utf8.RuneCountInString(from) != len(to) {
		panic(errorf(kindValueError, "the first two maketrans arguments must have equal length"))
	}
	for i, c := range charactersOf(from) {
		table.set(r, codePoint(text(c)), codePoint(text(to[i])))
	}
	if len(a) > 2 {
		for _, c := range charactersOf(wantedText("maketrans() argument 3", a[2])) {
			table.set(r, codePoint(text(c)), none)
		}
	}
	return fromObject(table)
}

// codePoint is the number of a text of one character, and a number itself.
func codePoint(v value) value {
	s, is := v.asText()
	if !is {
		if n := numericOf(v); n != smallInt && n != largeInt {
			panic(errorf(kindTypeError, "keys in translate table must be strings or integers"))
		}
		return v
	}
	c, size := utf8.DecodeRuneInString(s)
	if size != len(s) || s == "" {
		panic(errorf(kindValueError, "string keys in translate table must be of length 1"))
	}
	return integer(int64(c))
}

func strFormatMap(r *run, self value, a []value) value {
	return formatFields(r, self, &args{}, a[0])
}

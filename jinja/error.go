package jinja

import (
	"fmt"
	"strconv"
)

// The kinds of errors: the names of Jinja2's and Python's exceptions.
const (
	kindSyntaxError     = "TemplateSyntaxError"
	kindAssertionError  = "TemplateAssertionError"
	kindNotFound        = "TemplateNotFound"
	kindNoneFound       = "TemplatesNotFound"
	kindRuntimeError    = "TemplateRuntimeError"
	kindUndefinedError  = "UndefinedError"
	kindFilterArgument  = "FilterArgumentError"
	kindSecurityError   = "SecurityError"
	kindTypeError       = "TypeError"
	kindValueError      = "ValueError"
	kindKeyError        = "KeyError"
	kindIndexError      = "IndexError"
	kindAttributeError  = "AttributeError"
	kindZeroDivision    = "ZeroDivisionError"
	kindOverflow        = "OverflowError"
	kindRecursion       = "RecursionError"
	kindLookupError     = "LookupError"
	kindGoError         = "GoError" // an error that a function of the application returned
	kindCancelled       = "Cancelled"
	kindAssertionPython = "AssertionError"
	kindMemoryError     = "MemoryError"
	kindWrite           = "WriteError" // the writer that the page goes to refused it
)

// Error is why a template cannot be compiled, or why its rendering ended. Inside of the
// package it travels as a panic; what is exported returns it.
type Error struct {
	// Kind is the name of the exception that Jinja2 or Python has for it:
	// "TemplateSyntaxError", "UndefinedError", "TypeError".
	Kind string
	// Message says what is wrong, as Jinja2 says it where Jinja2 has it.
	Message string
	// Template is the name of the template, File where it came from; both may be "".
	Template, File string
	// Line counts from 1, and is the line that Jinja2 names: that of the statement or the
	// {{ … }}. 0: there is none.
	Line int
	// At is where in the source it happened, which can be lines below Line; the zero
	// Position: unknown.
	At Position
	// Source is the text of the template.
	Source string
	// Hint says what the error may come from, and what to write in its place: "the if of
	// line 3 is not closed", "did you mean 'user'?". It can be "".
	Hint string
	// Chain is how the rendering got there: the innermost first, without the place of the
	// error itself.
	Chain []Step
	// Names are the templates that a TemplateNotFound or TemplatesNotFound looked for.
	Names []string
	// Err is the error behind it, if a function of the application or a loader returned one.
	Err error

	// passedOn: a function of the application has returned it, which has it from a rendering
	// of its own.
	passedOn bool
}

// Position is a place in a template's source. Both count from 1; Column counts characters.
type Position struct{ Line, Column int }

// Step is one step of an [Error]'s chain: what was being rendered, and where that was asked
// for.
type Step struct {
	// What is what was rendered: `include "menu.html"`, "macro input", `block title`;
	// `render "mail.txt"` for what a function of the application has rendered.
	What string
	// Template and Line are where.
	Template, File string
	Line           int
}

// errorf is an error of that kind, to panic with. Where it happened is added by the
// rendering.
func errorf(kind, format string, a ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, a...)}
}

// attempt runs f and returns the error that it panicked with.
func attempt(f func()) (err *Error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case *Error:
			err = v
		default:
			panic(v)
		}
	}()
	f()
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }

// plural is "1 thing" and "2 things".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return itoa(n) + " " + thing + "s"
}

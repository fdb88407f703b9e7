package jinja

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gourd-go/gourd/jinja"
)

// Outcome is what a side makes of a case: a page, or an error.
type Outcome struct {
	Page    string
	Failure *Failure // nil: it rendered
	Broken  string   // what went wrong besides, which no side may; it took too long, or panicked
}

// Failure is the error with which a rendering has ended.
type Failure struct {
	Kind     string   // the name of Python's exception
	Message  string   // for people
	Template string   // where it happened; "" is the case's own template
	Line     int      // in it; 0 for what happened in none
	Names    []string // of a template that was not found; such a failure has no place
}

// String tells a failure for people.
func (f *Failure) String() string {
	place := ""
	switch {
	case f.Names != nil:
		place = fmt.Sprintf(" (%q)", f.Names)
	case f.Line == 0:
		place = " (in no template)"
	case f.Template == "":
		place = fmt.Sprintf(" (line %d)", f.Line)
	default:
		place = fmt.Sprintf(" (%s, line %d)", f.Template, f.Line)
	}
	return f.Kind + place + ": " + f.Message
}

// same reports whether two failures are of one kind and in one place.
func (f *Failure) same(g *Failure) bool {
	if f.Kind != g.Kind {
		return false
	}
	if f.Names != nil || g.Names != nil {
		return slices.Equal(f.Names, g.Names)
	}
	return f.Line == g.Line && f.Template == g.Template
}

// failureOf is an error of package jinja as a Failure; nil for any other error.
func failureOf(err error) *Failure {
	var e *jinja.Error
	if !errors.As(err, &e) {
		return nil
	}
	f := &Failure{Kind: e.Kind, Message: e.Message, Template: e.Template, Line: e.Line}
	if strings.HasSuffix(e.Kind, "NotFound") {
		f.Template, f.Line, f.Names = "", 0, slices.Concat([]string{}, e.Names)
	}
	return f
}

// withoutPlace is an error that a function of Python has: what it does is in no template.
func withoutPlace(err error) error {
	f := failureOf(err)
	if f == nil {
		return err
	}
	return &jinja.Error{Kind: f.Kind, Message: f.Message}
}

package jinja

import (
	"context"
	"io"
	"time"
)

// Map is the data of a page.
type Map = map[string]any

// Config says how an [Environment]'s templates are written and found. The zero Config is
// Jinja2's defaults, without a loader and with Flask's choice of what is escaped.
type Config struct {
	// Loader finds templates by name.
	Loader Loader
	// AutoEscape tells by a template's name whether it escapes; the name of a template
	// that was given as text is "". nil: [AutoEscapeHTML].
	AutoEscape func(name string) bool
	// Undefined is what names that are not there do.
	Undefined Undefined
	// Filters, Tests and Globals are those of the application, beside the ones of Jinja2,
	// which they replace where they have the same name. Filters and tests are functions;
	// see [Func] for what functions can look like.
	Filters, Tests, Globals map[string]any
	// Reload looks before each page whether the template's files have changed.
	Reload bool

	// The delimiters; "" is Jinja2's default.
	BlockStart, BlockEnd, VariableStart, VariableEnd, CommentStart, CommentEnd string
	// LineStatementPrefix and LineCommentPrefix are what begins a statement or a comment
	// that ends with its line; "": there are none.
	LineStatementPrefix, LineCommentPrefix string
	// TrimBlocks removes the first line break after a block; LstripBlocks the blanks
	// between the start of a line and a block; KeepTrailingNewline keeps the line break at
	// a template's end.
	TrimBlocks, LstripBlocks, KeepTrailingNewline bool
	// Newline is what ends the lines of the pages: "\n", "\r\n" or "\r". "": "\n".
	Newline string

	// Translations translates what trans and gettext are given; nil: nothing is translated.
	Translations Translations
	// NewstyleGettext makes gettext and its like fill in the variables themselves, and
	// escape them, as Flask-Babel's do.
	NewstyleGettext bool
	// Finalize changes each value before it is printed.
	Finalize func(v any) any
	// Policies are settings of filters.
	Policies Policies
	// Sandbox limits what templates may do that are not the application's own; nil: they
	// may do everything.
	Sandbox *Sandbox
}

// Policies are settings of filters; the zero value is Jinja2's.
type Policies struct {
	// URLizeRel is the rel attribute of urlize's links; nil: "noopener".
	URLizeRel *string
	// URLizeTarget is their target; "": none.
	URLizeTarget string
	// URLizeExtraSchemes are prefixes that make a link of a word beside http and mail.
	URLizeExtraSchemes []string
	// TruncateLeeway is how many characters more than its length truncate lets pass; nil: 5.
	TruncateLeeway *int
	// ToJSON writes the JSON of the filter tojson; nil: Python's json.dumps with sorted
	// keys. indent is the filter's argument, 0 without one.
	ToJSON func(v any, indent int) ([]byte, error)
}

// Translations has the texts of a language.
type Translations interface {
	// Gettext is the text for message, in context unless that is "".
	Gettext(ctx context.Context, context, message string) string
	// NGettext is the text for n things.
	NGettext(ctx context.Context, context, singular, plural string, n int) string
}

// Sandbox is for templates that users of the application write. Attributes whose name
// begins with "_" are not there; a list, a dict or a namespace of the application cannot be
// changed; range is limited to 100,000 numbers.
type Sandbox struct {
	// Attribute tells whether a template may read that attribute of a Go value. nil: all
	// that are there.
	Attribute func(v any, name string) bool
	// Call tells whether a template may call that function of the application; for a method
	// v is its receiver and name its name. nil: the globals, filters and tests of the
	// Config may be called, and no method of a Go value.
	Call func(v any, name string) bool
	// MaxIterations is how many times all loops together may turn, and values that filters
	// look at; 0: 1,000,000.
	MaxIterations int
	// MaxOutput is how many bytes may be rendered, captures included; 0: 10 MiB.
	MaxOutput int
	// MaxTime is how long rendering may take; 0: 5 seconds.
	MaxTime time.Duration
}

// Environment holds templates and how they are rendered. It is safe for concurrent use.
type Environment struct {
	config  Config
	syntax  *syntax
	filters map[string]filterFunc
	tests   map[string]testFunc
	globals map[string]value
}

// Loader finds the source of a template by its name.
type Loader interface {
	// Load returns an error that is fs.ErrNotExist when there is no such template.
	Load(name string) (Source, error)
}

// Lister is implemented by loaders that know the names of all their templates.
type Lister interface {
	List() ([]string, error)
}

// Source is the text of a template.
type Source struct {
	Text string
	// File is where it came from, for messages.
	File string
	// Changed tells whether the text would be another now; nil: it never is.
	Changed func() bool
}

// Template is a template, compiled. It is immutable and safe for concurrent use.
type Template struct {
	env        *Environment
	name, file string
	source     string
	changed    func() bool
	root       *code
	blocks     []*code
}

var _ io.Writer

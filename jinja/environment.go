package jinja

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
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
	// TrimTrans removes the line breaks of every trans that does not say notrimmed.
	TrimTrans bool
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

// Environment holds templates and how they are rendered. It is safe for concurrent use.
type Environment struct {
	config  Config
	syntax  *syntax
	filters map[string]filterFunc
	tests   map[string]testFunc
	globals map[string]value
	// loaded are the templates by name. The map is replaced, never changed.
	loaded  atomic.Pointer[map[string]*Template]
	loading sync.Mutex
}

// New checks the Config and makes an Environment of it. Its errors are mistakes of the
// Config, all of them in one.
func New(c Config) (*Environment, error) {
	e := &Environment{
		config: c, filters: builtinFilters(), tests: builtinTests(), globals: builtinGlobals(),
	}
	if e.config.AutoEscape == nil {
		e.config.AutoEscape = AutoEscapeHTML
	}
	var errs []error
	var err error
	if e.syntax, err = c.syntax(); err != nil {
		errs = append(errs, err)
	}
	e.addTranslations()
	errs = append(errs, e.register())
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if c.Sandbox != nil {
		e.bound()
	}
	e.loaded.Store(&map[string]*Template{})
	return e, nil
}

// register adds the application's filters, tests and globals, in the order of their names,
// which is that of the errors too.
func (e *Environment) register() error {
	c := &e.config
	var errs []error
	var err error
	for _, name := range slices.Sorted(maps.Keys(c.Filters)) {
		e.filters[name], err = goFilter(name, c.Filters[name])
		errs = append(errs, err)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Tests)) {
		e.tests[name], err = goTest(name, c.Tests[name])
		errs = append(errs, err)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Globals)) {
		x := c.Globals[name]
		v := fromAny(x)
		if t := reflect.TypeOf(x); t != nil && t.Kind() == reflect.Func && v.kind() == kindHost {
			f, err := goFunction(name, x)
			errs = append(errs, err)
			v = fromObject(f)
		}
		e.globals[name] = v
	}
	return errors.Join(errs...)
}

// AutoEscapeHTML is Flask's choice of the templates that escape: those whose name ends with
// .html, .htm, .xml, .xhtml or .svg, and those that were given as text.
func AutoEscapeHTML(name string) bool {
	switch path.Ext(name) {
	case ".html", ".htm", ".xml", ".xhtml", ".svg":
		return true
	}
	return name == ""
}

// syntax is how the Config's templates are written.
func (c *Config) syntax() (*syntax, error) {
	or := func(s, standard string) string {
		if s == "" {
			return standard
		}
		return s
	}
	s := &syntax{
		blockStart: or(c.BlockStart, "{%"), blockEnd: or(c.BlockEnd, "%}"),
		variableStart: or(c.VariableStart, "{{"), variableEnd: or(c.VariableEnd, "}}"),
		commentStart: or(c.CommentStart, "{#"), commentEnd: or(c.CommentEnd, "#}"),
		lineStatement: c.LineStatementPrefix, lineComment: c.LineCommentPrefix,
		trimBlocks: c.TrimBlocks, lstripBlocks: c.LstripBlocks, keepTrailingNewline: c.KeepTrailingNewline,
		newline: or(c.Newline, "\n"), newstyleGettext: c.NewstyleGettext, trimTrans: c.Policies.TrimTrans,
	}
	if s.blockStart == s.variableStart || s.blockStart == s.commentStart || s.variableStart == s.commentStart {
		return nil, fmt.Errorf("jinja: the starts of blocks %q, of variables %q and of comments %q must differ", s.blockStart, s.variableStart, s.commentStart)
	}
	switch s.newline {
	case "\n", "\r\n", "\r":
	default:
		return nil, fmt.Errorf(`jinja: Config.Newline is %q; it can be "\n", "\r\n" or "\r"`, s.newline)
	}
	return s, nil
}

// Template is the first of the templates that is there. It is compiled once and kept; with
// Config.Reload its source is looked at again.
func (e *Environment) Template(names ...string) (*Template, error) {
	var reasons []error
	for _, name := range names {
		t, err := e.load(name)
		if err == nil || !isNotFound(err) || len(names) == 1 {
			return t, err
		}
		reasons = append(reasons, err)
	}
	if len(names) == 0 {
		return nil, noneGiven()
	}
	return nil, noneOf(names, names, reasons)
}

// Parse compiles a template that is given as text. Text that came from a client must never
// be a template without a [Sandbox].
func (e *Environment) Parse(text string) (*Template, error) { return e.ParseNamed("", text) }

// ParseNamed is [Environment.Parse] for a text with a name, which decides whether it
// escapes and stands in messages.
func (e *Environment) ParseNamed(name, text string) (*Template, error) {
	return e.compile(name, Source{Text: text}, false)
}

// compile compiles a source. A filter or a test that does not exist is an error, unless it may
// never be reached, or lenient says so.
func (e *Environment) compile(name string, s Source, lenient bool) (*Template, error) {
	t := &Template{env: e, name: name, file: s.File, source: s.Text, changed: s.Changed, autoescape: e.config.AutoEscape(name)}
	if err := attempt(func() {
		tree, err := parse(name, s.File, s.Text, e.syntax)
		if err != nil {
			panic(asError(err))
		}
		compile(t, tree, lenient)
	}); err != nil {
		return nil, err
	}
	return t, nil
}

// asError is err as an *Error of this package.
func asError(err error) *Error {
	if e, is := errors.AsType[*Error](err); is {
		return e
	}
	return &Error{Kind: kindGoError, Message: err.Error(), Err: err}
}

// load is the template of that name.
func (e *Environment) load(name string) (*Template, error) {
	if t := (*e.loaded.Load())[name]; t != nil && (!e.config.Reload || t.changed == nil || !t.changed()) {
		return t, nil
	}
	s, err := e.source(name)
	if err != nil {
		return nil, err
	}
	t, err := e.compile(name, s, false)
	if err != nil {
		return nil, err
	}
	e.loading.Lock()
	defer e.loading.Unlock()
	all := maps.Clone(*e.loaded.Load())
	all[name] = t
	e.loaded.Store(&all)
	return t, nil
}

func (e *Environment) source(name string) (Source, error) {
	if e.config.Loader == nil {
		return Source{}, &Error{Kind: kindTypeError, Message: "no loader for this environment specified: set Config.Loader to find the template " + strconv.Quote(name)}
	}
	s, err := e.config.Loader.Load(name)
	if errors.Is(err, fs.ErrNotExist) {
		not := notFound(name)
		not.Err = err
		return Source{}, not
	}
	if err != nil {
		return Source{}, asError(err)
	}
	return s, nil
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

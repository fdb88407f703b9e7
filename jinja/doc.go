// Package jinja renders templates as Jinja2 3.1 does, byte for byte: the whole language,
// with its filters, tests and messages, over Go values. A templates folder of a Flask
// application renders as it is.
//
//	env, err := jinja.New(jinja.Config{Loader: jinja.Dir("templates")})
//	…
//	t, err := env.Template("hello.html")                       // <p>Hello, {{ name|title }}!</p>
//	…
//	page, err := t.Render(ctx, jinja.Map{"name": "<ann>"})     // <p>Hello, &lt;Ann&gt;!</p>
//
// It is for pages, mails and other texts that are made on a server. It is not an interpreter
// of Python: values have Python's operators and methods, and there are no classes and no
// imports of modules. It knows nothing of HTTP: package gourd gives pages their request, session and URLs. It
// escapes HTML's five characters and, unlike html/template, does not look at where in a
// page a value stands; docs/templates.md says what to write in attributes, scripts and URLs.
//
// # Environments and templates
//
// An [Environment] is made once, of a [Config]: where templates come from ([Dir], [FS],
// [Templates], [Choice], [Prefix], [LoadFunc]), which names they have beside Jinja2's, and how
// they are written. A [Template] is compiled when it is first asked for, and kept. It renders a
// page as a string ([Template.Render]), at once to a writer ([Template.RenderTo]), or piece
// by piece while it is made ([Template.Stream]); one block of it alone ([Template.Block]), or
// its macros ([Template.Module]). [Environment.Check] compiles all templates and returns
// everything that is wrong with them.
//
// # Go values
//
// What a template is given stays what it is, without a copy. A struct's fields and methods
// are found by their Go names and by Python's way of writing them: post.created_at is
// CreatedAt. Maps are dicts, whose keys come sorted; slices are lists that cannot be changed; a
// [time.Time] is a datetime; an iter.Seq is a generator. [Markup] is text that is not escaped.
// [Dict], [Tuple], [HTML], [Attributes] and [Items] are for values that need more of Python.
// Functions of Go become filters, tests and globals as they are: [Func] says which ones can.
//
// # Errors
//
// Every error is an [*Error]: its Kind is the name of the exception that Jinja2 or Python has for
// it, its Message theirs, and it knows the template, the line, the column and how the rendering
// got there. [Error.Error] is one line; [Error.Detail] shows the source around it. What a
// function of the application returned is its Err, for errors.Is and errors.As. A function
// that panics ends the rendering with its panic. Mistakes in a Config are errors of [New].
//
// # Concurrency
//
// An Environment and its Templates can be used by any number of goroutines at once. A
// rendering is one goroutine's, looks at its context between the turns of loops, and changes
// nothing that it is given but a [Dict]: values that several renderings share only must not
// be written meanwhile. A [Module] belongs to one goroutine. A function that a template calls may wait.
//
// # How it works
//
// Each stage reads alone, in this order:
//
//   - lexer.go takes a source apart (lex*.go), parser.go makes a tree of it (parser_*.go, ast.go);
//     errortext.go shows errors in it;
//   - symbols.go gives each name a slot of its function, as Jinja2's scopes have it;
//   - compile.go makes closures of the tree (compile*.go), with constants folded and the
//     places kept where attributes of Go types were found;
//   - run.go is a rendering, template.go what starts one; scope.go, loop.go, macro.go, inherit.go and
//     include.go are what statements need then.
//
// Values are in value.go and object.go; hosttype.go and host*.go are Go's, function*.go its functions;
// arithmetic.go, compare.go, iterate.go, attributes.go, str*.go, markup.go, dict*.go and
// list*.go are Python's operators and types; filters*.go, tests.go and globals.go what Jinja2
// brings along.
package jinja

package main

import (
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"html"
	"html/template"
	"strings"
)

// sources are the files whose functions the start page shows, so that what it shows
// is what runs.
//
//go:embed views.go background.go burst.go upload.go
var sources embed.FS

// listing has the text of the demo's functions, by name.
type listing map[string]string

func newListing() listing {
	code := listing{}
	entries, err := sources.ReadDir(".")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		text, err := sources.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		if err := code.add(e.Name(), text); err != nil {
			panic(fmt.Errorf("waiting: the demo's own source does not parse: %w", err))
		}
	}
	return code
}

// add takes in the functions of a file, without their comments.
func (l listing) add(name string, text []byte) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			l[f.Name.Name] = string(text[files.Position(f.Pos()).Offset:files.Position(f.End()).Offset])
		}
	}
	return nil
}

// of returns the functions as HTML. A name that is not there is a mistake of this
// program.
func (l listing) of(names ...string) template.HTML {
	texts := make([]string, len(names))
	for i, name := range names {
		text, ok := l[name]
		if !ok {
			panic(fmt.Errorf("waiting: the start page shows the function %s, but none of the embedded files has it", name))
		}
		texts[i] = text
	}
	return highlight(strings.Join(texts, "\n\n"))
}

// highlight is Go as HTML, with a class for each kind of token.
func highlight(text string) template.HTML {
	var (
		b     strings.Builder
		scan  scanner.Scanner
		files = token.NewFileSet()
		file  = files.AddFile("", files.Base(), len(text))
		done  int
	)
	scan.Init(file, []byte(text), nil, scanner.ScanComments)
	for {
		pos, kind, literal := scan.Scan()
		if kind == token.EOF {
			b.WriteString(html.EscapeString(text[done:]))
			return template.HTML(b.String())
		}
		class := classOf(kind)
		if class == "" {
			continue
		}
		at := file.Offset(pos)
		b.WriteString(html.EscapeString(text[done:at]))
		fmt.Fprintf(&b, `<span class="%s">%s</span>`, class, html.EscapeString(literal))
		done = at + len(literal)
	}
}

// classOf is the class of a kind of token, "" for what is not highlighted.
func classOf(kind token.Token) string {
	switch {
	case kind.IsKeyword():
		return "k"
	case kind == token.COMMENT:
		return "c"
	case kind == token.STRING || kind == token.CHAR:
		return "s"
	case kind == token.INT || kind == token.FLOAT:
		return "n"
	}
	return ""
}

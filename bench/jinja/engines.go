//go:build linux

package main

import (
	"context"
	"fmt"
	"html/template"
	"io"

	"github.com/nikolalohinski/gonja/v2"
	gonjaconfig "github.com/nikolalohinski/gonja/v2/config"
	"github.com/nikolalohinski/gonja/v2/exec"
	"github.com/nikolalohinski/gonja/v2/loaders"

	"github.com/gourd-go/gourd/jinja"
)

// engine is a way to render pages.
type engine struct {
	name string
	// open compiles a page. The error says why the engine cannot render it.
	open func(p *page) (renderer, error)
}

// renderer renders one page again and again.
type renderer interface {
	// render writes the page once.
	render(w io.Writer) error
	// run renders it for about the given seconds of CPU time, and returns the nanoseconds
	// of CPU time for each.
	run(seconds float64) (float64, error)
}

// The names of the engines.
const (
	ownStructs    = "gourd, structs"
	ownMaps       = "gourd, maps"
	jinja2Dicts   = "Jinja2, dicts"
	jinja2Objects = "Jinja2, objects"
	goTemplate    = "html/template"
	gonjaMaps     = "gonja"
	byHand        = "Go by hand"
)

// goEngines are those that run in this process.
func goEngines() []engine {
	return []engine{
		{ownStructs, func(p *page) (renderer, error) { return openGourd(p, p.structs) }},
		{ownMaps, func(p *page) (renderer, error) { return openGourd(p, p.maps) }},
		{goTemplate, openGoTemplate},
		{gonjaMaps, openGonja},
		{byHand, openByHand},
	}
}

// inProcess is a renderer that is a function.
type inProcess func(w io.Writer) error

func (f inProcess) render(w io.Writer) error { return f(w) }

func (f inProcess) run(seconds float64) (float64, error) {
	return timed(seconds, func() error { return f(io.Discard) })
}

// environment is package jinja's for a page.
func environment(p *page) (*jinja.Environment, error) {
	return jinja.New(jinja.Config{
		Loader:     jinja.Templates(p.templates),
		AutoEscape: func(string) bool { return p.escape },
	})
}

func openGourd(p *page, data jinja.Map) (renderer, error) {
	env, err := environment(p)
	if err != nil {
		return nil, err
	}
	t, err := env.Template(p.main)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	return inProcess(func(w io.Writer) error { return t.RenderTo(ctx, w, data) }), nil
}

func openGoTemplate(p *page) (renderer, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"mod": func(a, b int) int { return a % b },
		"mul": func(a, b int) int { return a * b },
		"add": func(a, b int) int { return a + b },
	}).Parse(p.goTemplates)
	if err != nil {
		return nil, err
	}
	return inProcess(func(w io.Writer) error { return t.ExecuteTemplate(w, "main", p.structs) }), nil
}

func openGonja(p *page) (renderer, error) {
	files := map[string]string{}
	for name, text := range p.templates {
		files["/"+name] = text
	}
	loader, err := loaders.NewMemoryLoader(files)
	if err != nil {
		return nil, err
	}
	config := gonjaconfig.New()
	config.AutoEscape = p.escape
	t, err := exec.NewTemplate("/"+p.main, config, loader, gonja.DefaultEnvironment)
	if err != nil {
		return nil, err
	}
	data := exec.NewContext(p.maps)
	return inProcess(func(w io.Writer) (err error) {
		defer func() { // it panics where it cannot do something
			if v := recover(); v != nil {
				err = fmt.Errorf("it panics: %v", v)
			}
		}()
		return t.Execute(w, data)
	}), nil
}

func openByHand(p *page) (renderer, error) {
	var buffer []byte
	return inProcess(func(w io.Writer) error {
		buffer = p.byHand(buffer[:0])
		_, err := w.Write(buffer)
		return err
	}), nil
}

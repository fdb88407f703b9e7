package gourd

import (
	"encoding/json/v2"
	"errors"
	"io"

	"github.com/gourd-go/gourd/jinja"
)

// TemplateInfo describes a template, for gourd templates list.
type TemplateInfo struct {
	Name  string `json:"name"`
	Owner string `json:"owner"` // the application, or one of its blueprints
	Where string `json:"where"` // the folder or the file system that has it
}

// templateProblem is a template that cannot be compiled, for gourd templates check.
type templateProblem struct {
	Template string `json:"template"`
	File     string `json:"file"`
	Line     int    `json:"line,omitzero"`
	Column   int    `json:"column,omitzero"`
	Message  string `json:"message"`
	Detail   string `json:"detail"` // of several lines, with those of the source
}

// templateReport is the answer to GOURD_COMMAND="templates check".
type templateReport struct {
	Count    int               `json:"count"` // of the templates that were compiled
	Problems []templateProblem `json:"problems"`
}

// ownJinja are the application's templates, without its other set-up: what is wrong with a
// template can be told where settings are missing.
func (a *App) ownJinja() (*jinjaTemplates, error) {
	if a.Config.Renderer != nil {
		return nil, errors.New("gourd: the application's pages are not Jinja's, but those of Config.Renderer")
	}
	return a.newJinja()
}

// printTemplates answers gourd templates list.
func (a *App) printTemplates(out io.Writer) error {
	t, err := a.ownJinja()
	if err != nil {
		return err
	}
	files, err := t.loader.all()
	if err != nil {
		return err
	}
	list := make([]TemplateInfo, len(files))
	for i, f := range files {
		list[i] = TemplateInfo{f.name, f.owner, f.where}
	}
	return json.MarshalWrite(out, list)
}

// printTemplateErrors answers gourd templates check: it compiles all templates.
func (a *App) printTemplateErrors(out io.Writer) error {
	t, err := a.ownJinja()
	if err != nil {
		return err
	}
	names, err := t.loader.List()
	if err != nil {
		return err
	}
	report := templateReport{Count: len(names), Problems: []templateProblem{}}
	if len(names) > 0 {
		for _, err := range joined(t.env.Check(names...)) {
			report.Problems = append(report.Problems, problemOf(err))
		}
	}
	return json.MarshalWrite(out, report)
}

// joined are the errors that errors.Join has made one of.
func joined(err error) []error {
	switch e := err.(type) {
	case nil:
		return nil
	case interface{ Unwrap() []error }:
		var all []error
		for _, part := range e.Unwrap() {
			all = append(all, joined(part)...)
		}
		return all
	}
	return []error{err}
}

func problemOf(err error) templateProblem {
	var e *jinja.Error
	if !errors.As(err, &e) {
		return templateProblem{Message: err.Error(), Detail: err.Error()}
	}
	return templateProblem{e.Template, e.File, e.Line, e.At.Column, e.Kind + ": " + e.Message, e.Detail()}
}

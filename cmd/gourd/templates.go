package main

import (
	"cmp"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
)

func newTemplates(o *appOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "templates",
		Short: "Check or list the application's templates",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTemplatesCheck(o), newTemplatesList(o))
	return cmd
}

// templateProblem is a template that cannot be compiled, as the application describes it.
type templateProblem struct {
	Template string `json:"template"`
	File     string `json:"file"`
	Line     int    `json:"line,omitzero"`
	Column   int    `json:"column,omitzero"`
	Message  string `json:"message"`
	Detail   string `json:"detail"`
}

// templateReport is the application's answer.
type templateReport struct {
	Count    int               `json:"count"`
	Problems []templateProblem `json:"problems"`
}

func newTemplatesCheck(o *appOptions) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Compile all templates and print what is wrong with them",
		Long: `Compile all templates of the application, with its own filters, tests and globals, and
print everything that is wrong with them: syntax, filters and tests that are not there,
and templates that others extend, include or import and that are not there. The exit code
is 1 when something is.

Templates are the files of its folders whose names end in .html, .htm, .xhtml, .xml, .svg,
.txt, .j2, .jinja and .jinja2.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var report templateReport
			if err := askTemplates(cmd, o, "check", &report); err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if asJSON {
				if err := printJSON(out, report); err != nil {
					return err
				}
			} else if err := report.print(out); err != nil {
				return err
			}
			return exit(min(len(report.Problems), 1))
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// print writes each problem with its place, in the form that editors and CI know, and the
// lines around it.
func (r *templateReport) print(out io.Writer) error {
	var b strings.Builder
	for _, p := range r.Problems {
		if at := p.place(); at != "" {
			b.WriteString(at + ": ")
		}
		b.WriteString(p.Message + "\n")
		for line := range strings.SplitSeq(p.around(), "\n") {
			b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
		}
		b.WriteString("\n")
	}
	switch n := len(r.Problems); n {
	case 0:
		fmt.Fprintf(&b, "%s compiled, nothing is wrong.\n", count(r.Count, "template"))
	default:
		fmt.Fprintf(&b, "%s compiled, %s.\n", count(r.Count, "template"), count(n, "error"))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// around is the detail without its first lines, which say what the message and the place
// say.
func (p *templateProblem) around() string {
	detail, _ := strings.CutPrefix(strings.Trim(p.Detail, "\n"), p.Message+"\n")
	if line, rest, more := strings.Cut(detail, "\n"); more && strings.HasPrefix(line, "  in ") {
		return rest
	}
	return detail
}

// place is "templates/index.html:3:12". Files below the working directory are named from
// there.
func (p *templateProblem) place() string {
	at := cmp.Or(p.File, p.Template)
	if here, err := os.Getwd(); err == nil && filepath.IsAbs(at) {
		if path, err := filepath.Rel(here, at); err == nil && filepath.IsLocal(path) {
			at = path
		}
	}
	if p.Line > 0 {
		at += fmt.Sprintf(":%d", p.Line)
	}
	if p.Line > 0 && p.Column > 0 {
		at += fmt.Sprintf(":%d", p.Column)
	}
	return at
}

// count is "1 thing" and "2 things".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// templateInfo is a template, as the application describes it.
type templateInfo struct {
	Name  string `json:"name"`
	Owner string `json:"owner"`
	Where string `json:"where"`
}

func newTemplatesList(o *appOptions) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the application's templates and where each of them is",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var list []templateInfo
			if err := askTemplates(cmd, o, "list", &list); err != nil {
				return err
			}
			if asJSON {
				return printJSON(cmd.OutOrStdout(), list)
			}
			rows := [][]string{{"Template", "Of", "In"}}
			for _, t := range list {
				rows = append(rows, []string{t.Name, t.Owner, t.Where})
			}
			return routes.Columns(cmd.OutOrStdout(), rows)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// askTemplates has the application answer a question about its templates.
func askTemplates(cmd *cobra.Command, o *appOptions, question string, to any) error {
	b, err := o.build(cmd.Context(), cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	answer, err := b.ask(cmd.Context(), "templates "+question)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, to); err != nil {
		return fmt.Errorf("the application's answer is no account of its templates: %w", err)
	}
	return nil
}

func printJSON(out io.Writer, v any) error {
	if err := json.MarshalWrite(out, v, jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out)
	return err
}

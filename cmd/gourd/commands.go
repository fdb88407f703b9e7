package main

import (
	"context"
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gourd-go/gourd/cmd/gourd/internal/child"
	"github.com/gourd-go/gourd/cmd/gourd/internal/project"
	"github.com/gourd-go/gourd/cmd/gourd/internal/routes"
)

// ownCommand is a command of an application, as it describes it.
type ownCommand struct {
	Group string `json:"group"` // "": it is the application's, and in none
	Name  string `json:"name"`
	Short string `json:"short"`
}

// line is how the command is called behind "gourd".
func (c ownCommand) line() string { return strings.TrimPrefix(c.Group+" "+c.Name, " ") }

func newCommands(o *appOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "commands",
		Short: "List the application's own commands",
		Long:  "List the application's own commands: those that it has registered with Command.\nRun one with: gourd NAME ARGS..., or gourd GROUP NAME ARGS... for one of a blueprint.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := o.build(cmd.Context(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			list, err := b.ownCommands(cmd.Context())
			if err != nil {
				return err
			}
			return printCommands(cmd.OutOrStdout(), list)
		},
	}
}

func printCommands(out io.Writer, list []ownCommand) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(out, "The application has no commands of its own; it gets one with app.Command(name, short, run).")
		return err
	}
	var rows [][]string
	for _, c := range list {
		rows = append(rows, []string{c.line(), c.Short})
	}
	return routes.Columns(out, rows)
}

func (b *built) ownCommands(ctx context.Context) ([]ownCommand, error) {
	answer, err := b.ask(ctx, "commands")
	if err != nil {
		return nil, err
	}
	var list []ownCommand
	if err := json.Unmarshal(answer, &list); err != nil {
		return nil, fmt.Errorf("the application's answer is no list of commands: %w", err)
	}
	return list, nil
}

// runOwnCommand runs the application's command of that name in the place of this
// program, so that the terminal, signals and the exit code are the command's own.
func runOwnCommand(cmd *cobra.Command, o *appOptions, name string, args []string) error {
	b, err := o.build(cmd.Context(), cmd.ErrOrStderr())
	switch {
	case errors.Is(err, project.ErrNoModule), errors.Is(err, project.ErrNoMain):
		return fmt.Errorf("%q is no command of gourd%s; if it is an application's own: %w", name, similar(cmd, name), err)
	case err != nil:
		return err
	}
	list, err := b.ownCommands(cmd.Context())
	if err != nil {
		return err
	}
	group := slices.DeleteFunc(slices.Clone(list), func(c ownCommand) bool { return c.Group != name })
	switch {
	case slices.ContainsFunc(list, func(c ownCommand) bool { return c.line() == name }):
		return b.become(name, args)
	case len(group) == 0:
		return fmt.Errorf("%q is no command of gourd, nor of the application in %s%s; gourd help and gourd commands list them", name, b.app.Dir, similar(cmd, name))
	case len(args) == 0 || args[0] == "--help":
		return printCommands(cmd.OutOrStdout(), group)
	case !slices.ContainsFunc(group, func(c ownCommand) bool { return c.Name == args[0] }):
		return fmt.Errorf("%q is no command of the group %s; gourd %s lists those that are", args[0], name, name)
	}
	return b.become(name+" "+args[0], args[1:])
}

// become has the application take the place of this program and run a command.
func (b *built) become(line string, args []string) error {
	env := project.Set(project.Set(b.env, "GOURD_COMMAND", line), "PWD", b.app.Dir)
	code, err := child.Replace(child.Spec{Path: b.path, Args: args, Dir: b.app.Dir, Env: env})
	if err != nil {
		return fmt.Errorf("the application cannot be started: %w", err)
	}
	return exit(code)
}

// similar names commands that may have been meant.
func similar(cmd *cobra.Command, name string) string {
	cmd.SuggestionsMinimumDistance = 2
	if names := cmd.SuggestionsFor(name); len(names) > 0 {
		return " (did you mean " + strings.Join(names, " or ") + "?)"
	}
	return ""
}
